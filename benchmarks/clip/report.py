"""The Markdown tables of a measurement: medians of the rounds; ratios are medians of the ratios within a round."""

import re
import statistics
from operator import truediv

STAGE = re.compile(r'pictor_embedder_stage_seconds_total\{.*stage="(\w+)"')
STAGES = ("decode", "resize", "normalise", "queue", "infer")
BATCHES = "pictor_embedder_batches_total"
NAMES = {"pictor": "Pictor", "python": "Python", "python-spinning": "Python, spinning", "python-draft": "Python, reduced decoding", "roboflow": "Roboflow"}


def median(values):
    values = list(values)
    return statistics.median(values) if values else float("nan")


def table(head, rows):
    print("\n| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def ratios(ours, theirs):
    return median(map(truediv, ours, theirs))


def rates(results, name, case):
    return [one[case]["rate"] for one in results[name]]


def cell(runs, case):
    """Rate, p50 and p99 in milliseconds."""
    one = {key: median(run[case][key] for run in runs) for key in ("rate", "p50", "p99")}
    return f"**{one['rate']:.1f}** ({1000 * one['p50']:.0f}; {1000 * one['p99']:.0f})"


def shown(case):
    return [case.what, "1 client" if case.clients == 1 else case.label()]


def speed(cases, results):
    print("\nPictures or texts a second (p50; p99 of a request in ms); Pictor's rate to the others'; most of the machine that the "
          "clients took.")
    peers = [name for name in results if name != "pictor"]
    head = ["", "", *(NAMES[name] for name in results), *(f"to {NAMES[name]}" for name in peers if "pictor" in results), "clients"]
    rows = []
    for case in cases:
        share = max(run[case]["clientShare"] for runs in results.values() for run in runs)
        compared = [f"{ratios(rates(results, 'pictor', case), rates(results, name, case)):.2f}" for name in peers if "pictor" in results]
        rows.append([*shown(case), *(cell(runs, case) for runs in results.values()), *compared, f"{100 * share:.0f} %"])
    table(head, rows)


def cost(cases, results):
    print("\nMilliseconds of processor for a picture or text, the whole server process.")
    table(["", "", *(NAMES[name] for name in results)],
          [[*shown(case), *(f"{1000 * median(run[case]['serverCpu'] for run in runs):.1f}" for runs in results.values())] for case in cases])


def memory(results):
    kinds = list(next(iter(results.values()))[0]["memory"]["peaks"])
    print("\nResident memory in MB: most while each kind was sent, and five seconds after the last; seconds from start to ready.")
    table(["", *kinds, "after", "of it not mapped files", "ready"],
          [[NAMES[name], *(f"{peak(runs, kind) / 1e6:.0f}" for kind in kinds),
            *(f"{median(run['memory'][key] for run in runs) / 1e6:.0f}" for key in ("after", "anonymous")),
            f"{median(run['memory']['start'] for run in runs):.1f} s"] for name, runs in results.items()])


def peak(runs, kind):
    return median(run["memory"]["peaks"][kind] for run in runs)


def most(runs):
    return median(max(run["memory"]["peaks"].values()) for run in runs)


def bare(alone):
    labels = {("pictures", 1): "pictures a second: batches of 16 on 2 threads", ("pictures", 2): "pictures a second: one a run, two runs of one thread each",
              ("texts", 1): "a text, ms (p50): 1 thread", ("texts", 2): "a text, ms (p50): 2 threads"}
    table(["towers alone, on ready tensors", "Java", "Python"],
          [[label, *(f"{median(alone_value(one, what, language, way) for one in alone):.1f}" for language in ("Java", "Python"))]
           for (what, way), label in labels.items()])


def alone_value(one, what, language, way):
    run = one[what, language, way]
    return run["pictures"] / run["seconds"] if what == "pictures" else run["p50"]


def fastest(alone):
    """By round, the rate of Java's faster way."""
    return [max(alone_value(one, "pictures", "Java", way) for way in (1, 2)) for one in alone]


def stages_of(run):
    """Milliseconds of threads a picture, by stage, from the server's counters."""
    found = {}
    for name, value in run["counters"].items():
        if match := STAGE.match(name):
            found[match.group(1)] = found.get(match.group(1), 0) + 1000 * value / run["items"]
    return found


def batch_of(run):
    batches = sum(value for name, value in run["counters"].items() if name.startswith(BATCHES))
    return run["items"] / batches if batches else float("nan")


def where(cases, results):
    """The parts add up to the request: `queue` is the time in which nothing was done for the picture, the rest what no stage counts."""
    runs = {case: [one[case] for one in results["pictor"]] for case in cases if case.what != "texts" and case.listed == 1}
    names = list(dict.fromkeys(stage for each in runs.values() for run in each for stage in stages_of(run)))
    names = [stage for stage in STAGES if stage in names] + [stage for stage in names if stage not in STAGES]
    print("\nWhere the time of Pictor goes: milliseconds of a picture in each stage; to respond is the rest of the request in the server: "
          "reading it, base64, digest, answer.")
    rows = []
    for case, each in runs.items():
        stages = {stage: median(stages_of(run).get(stage, 0) for run in each) for stage in names}
        whole = median(request_ms(run) for run in each)
        rows.append([*shown(case), *(f"{stages[stage]:.1f}" for stage in names), f"{whole - sum(stages.values()):.1f}", f"{whole:.1f}",
                     f"{median(batch_of(run) for run in each):.1f}"])
    table(["", "", *names, "respond", "request", "pictures a run"], rows)


def request_ms(run):
    totals = {kind: sum(value for name, value in run["counters"].items()
                        if name.startswith(f"pictor_http_requests_seconds_{kind}") and "embed_image" in name) for kind in ("sum", "count")}
    return 1000 * totals["sum"] / totals["count"] if totals["count"] else float("nan")


def verdict(reached, value, goal, least=True):
    met = value >= goal if least else value <= goal
    return f"{'met' if met else '**missed**'}: {reached}"


def goals(cases, results, alone):
    by = {(case.what, case.clients, case.listed): case for case in cases}
    rows = []

    def compare(size, goal):
        loads = [by[size, clients, 1] for clients in (1, 8, 64) if (size, clients, 1) in by]
        if loads:
            found = [ratios(rates(results, "pictor", case), rates(results, "python", case)) for case in loads]
            reached = ", ".join(f"{value:.2f}" for value in found) + " with 1, 8, 64 clients"
            rows.append([f"≥ {goal} × Python at {size}", verdict(reached, min(found), goal)])

    compare("500 px", 1.2)
    compare("12 Mpx", 2.5)
    for size in ("500 px", "2 Mpx"):
        if (size, 64, 1) in by:
            value = ratios(rates(results, "pictor", by[size, 64, 1]), rates(results, "pictor", by[size, 2, 64]))
            rows.append([f"64 single-picture clients ≥ 0.95 × lists of 64, {size}", verdict(f"{value:.2f}", value, 0.95)])
    if ("texts", 1, 1) in by:
        fast = [min(alone_value(one, "texts", "Java", way) for way in (1, 2)) for one in alone]
        value = ratios([1000 * one[by["texts", 1, 1]]["p50"] for one in results["pictor"]], fast)
        rows.append(["a text query's p50 ≤ 1.1 × the faster bare ONNX time", verdict(f"{value:.2f}", value, 1.1, least=False)])
    if "python" in results:
        value = most(results["pictor"]) / most(results["python"])
        after = median(one["memory"]["after"] for one in results["pictor"]) / median(one["memory"]["after"] for one in results["python"])
        rows.append(["resident memory ≤ 0.7 × Python's",
                     verdict(f"{value:.2f} at the peak, {after:.2f} after", max(value, after), 0.7, least=False)])
    singles = [case for case in cases if case.what == "500 px" and case.clients in (8, 64) and case.listed == 1]
    if singles:
        value = max(ratios(rates(results, "pictor", case), fastest(alone)) for case in singles)
        rows.append(["≥ 90 % of bare ONNX at 500 px (the faster way of Java)", verdict(f"{100 * value:.0f} %", value, 0.9)])
    table(["goal", "reached"], rows)


def write(cases, results, alone):
    speed(cases, results)
    cost(cases, results)
    memory(results)
    bare(alone)
    if "pictor" in results:
        where(cases, results)
        if "python" in results:
            goals(cases, results, alone)

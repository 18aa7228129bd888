"""Measures servers of one CLIP model in interleaved rounds, each in a fresh process, and prints a Markdown report."""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import client
import model
import pictures
import report
import servers
from launch import HOME, TARGET, java, python
from tokenizers import Tokenizer

HERE = Path(__file__).parent
FOLDER = TARGET / "clip" / "vit-b-32"
CACHE = TARGET / "clip" / "roboflow"
DIMENSION = 512
SIZE = 224
SETTLE = 2.5  # seconds of a load before it counts
WARM = 12  # seconds of work after a start, for the compiler and the allocators
IDLE = 5  # seconds before the memory that is left is read
BARE_PICTURES = 128
BARE_TEXTS = 300
KEPT = {"500 px": 200, "2 Mpx": 96, "12 Mpx": 24}  # pictures in this program's memory
MOST_LISTED = {"500 px": 64, "2 Mpx": 64, "12 Mpx": 8}  # 64 of 12 Mpx are a body of half a gigabyte, over what Pictor takes


@dataclass(frozen=True)
class Case:
    """`clients` that send lists of `listed` pictures of a set, or one text a request when `what` is "texts"."""

    what: str
    clients: int
    listed: int = 1

    def label(self):
        return f"{self.clients} clients" if self.listed == 1 else f"lists of {self.listed}"


def cases():
    """Lists come from two clients, so that one is sent while the other is worked on."""
    for name in KEPT:
        yield from (Case(name, clients) for clients in (1, 8, 64))
        yield from (Case(name, 2, listed) for listed in (8, 64) if listed <= MOST_LISTED[name])
    yield from (Case("texts", clients) for clients in (1, 8, 64))


def load_pictures():
    folder = TARGET / "pictures"
    pictures.make(HOME / "examples" / "photos", folder)
    return {name: [client.halves(path.read_bytes()) for path in sorted(pictures.folder_of(folder, name).glob("*.jpg"))[:count]]
            for name, count in KEPT.items()}


def requests(case, sets):
    if case.what == "texts":
        return [client.text_request(servers.VERSION)]
    chosen = sets[case.what]
    if case.listed == 1:
        return [client.picture_request(servers.VERSION, [picture]) for picture in chosen]
    lists = max(2, len(chosen) // case.listed)
    return [client.picture_request(servers.VERSION, [chosen[(start * case.listed + i) % len(chosen)] for i in range(case.listed)])
            for start in range(lists)]


def percentile(sorted_values, percent):
    return sorted_values[-(-len(sorted_values) * percent // 100) - 1] if sorted_values else float("nan")


def measure(server, case, sets, seconds):
    before, used = server.counters(), server.processor_seconds()
    began = time.perf_counter()
    load = client.run(server.port, requests(case, sets), case.clients, seconds, SETTLE, DIMENSION)
    if load.failures:
        server.fail(f"{case}: {load.failures[0]}")
    taken, used = time.perf_counter() - began, server.processor_seconds() - used
    after = server.counters()
    latencies = load.latencies()
    done = sum(items for _, _, items in load.requests)
    return {"rate": load.rate(), "p50": percentile(latencies, 50), "p99": percentile(latencies, 99), "requests": len(latencies),
            "serverCpu": used / done, "clientShare": load.cpu / seconds / os.cpu_count(), "items": done, "taken": taken,
            "counters": {name: value - before.get(name, 0) for name, value in after.items()}}


def visit(start, sets, options):
    """One server from its start to its end: a dict by case, and `memory`."""
    server = start()
    results = {}
    try:
        warm = Case("500 px", 8)
        client.run(server.port, requests(warm, sets), 8, min(WARM, 3 * options.seconds), 0, DIMENSION)
        client.run(server.port, requests(Case("texts", 8), sets), 8, 2, 0, DIMENSION)
        peaks = {}
        for case in options.cases:
            server.forget_peak()
            results[case] = measure(server, case, sets, options.seconds)
            peaks[case.what] = max(peaks.get(case.what, 0), server.status("VmHWM"))
            one = results[case]
            say(f"{server.name} {case.what}, {case.label()}: {one['rate']:.1f} a second, p50 {1000 * one['p50']:.0f} ms, "
                f"{1000 * one['serverCpu']:.0f} ms of processor each, client {100 * one['clientShare']:.0f} %")
        time.sleep(IDLE)
        results["memory"] = {"peaks": peaks, "after": server.status("VmRSS"), "anonymous": server.status("RssAnon"),
                             "start": server.start_seconds}
    finally:
        server.stop()
    return results


def tokens():
    """How many the phrases of the clients have; all have as many, or the times of texts could not be compared."""
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    counts = {len(tokenizer.encode(client.phrase().decode()).ids) for _ in range(5000)}
    if len(counts) != 1:
        sys.exit(f"tokens of the phrases: {sorted(counts)} (expected: one number)")
    return counts.pop()


def bare(options):
    """The towers alone, by language and way of running."""
    vision, text, count = FOLDER / "onnx" / "vision_model.onnx", FOLDER / "onnx" / "text_model.onnx", tokens()
    results = {}
    for callers in (1, 2):
        results["pictures", "Java", callers] = java(options.java, "TowerBenchmark", callers, BARE_PICTURES, vision, SIZE)[-1]
        results["pictures", "Python", callers] = python(HERE / "bare.py", "pictures", vision, callers, BARE_PICTURES, SIZE)[-1]
    for threads in (1, 2):
        results["texts", "Java", threads] = java(options.java, "TextTowerBenchmark", text, threads, count, BARE_TEXTS)[-1]
        results["texts", "Python", threads] = python(HERE / "bare.py", "texts", text, threads, count, BARE_TEXTS)[-1]
    for key, one in results.items():
        say(f"alone {key}: {one}")
    return results


def say(line):
    print(f"{line} (load {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)


def starters(options, data):
    """By name, what starts a server."""
    known = {
        "pictor": lambda: servers.Pictor(options.java, options.model, data),
        "python": lambda: servers.peer(FOLDER),
        "python-spinning": lambda: servers.peer(FOLDER, "--spinning"),
        "python-draft": lambda: servers.peer(FOLDER, "--draft"),
        "roboflow": lambda: servers.roboflow(options.roboflow, CACHE),
    }
    return {name: known[name] for name in options.servers}


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/run clip")
    parser.add_argument("--java", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15, help="that each load counts for")
    parser.add_argument("--servers", type=lambda names: names.split(","), default=["pictor", "python"],
                        help="of pictor, python, python-spinning, python-draft (JPEGs at a reduced scale), roboflow")
    parser.add_argument("--cases", default="", help="only those of 500px, 2mpx, 12mpx, texts")
    parser.add_argument("--roboflow", type=Path, help="the python of an environment with inference-cpu 1.8.3")
    servers.add_arguments(parser)
    options = parser.parse_args()
    if "roboflow" in options.servers and not options.roboflow:
        parser.error("--servers roboflow needs --roboflow PYTHON")
    wanted = options.cases.lower().split(",") if options.cases else []
    options.cases = [case for case in cases() if not wanted or case.what.replace(" ", "").lower() in wanted]
    return options


def keep(results, alone):
    """All numbers so far, in a file."""

    def plain(visit):
        return {key if isinstance(key, str) else f"{key.what}, {key.label()}": value for key, value in visit.items()}

    numbers = {"servers": {name: [plain(visit) for visit in visits] for name, visits in results.items()},
               "alone": [{" ".join(map(str, key)): value for key, value in one.items()} for one in alone]}
    (TARGET / "clip" / "results.json").write_text(json.dumps(numbers, indent=1))


def main():
    options = arguments()
    model.make(FOLDER)
    if "roboflow" in options.servers:
        model.make_roboflow_cache(FOLDER, CACHE)
    sets = load_pictures()
    with tempfile.TemporaryDirectory(dir=TARGET) as data:
        servers.add(options, FOLDER, data)
        start = starters(options, data)
        results, alone = {name: [] for name in start}, []
        for number in range(options.rounds):
            say(f"round {number + 1}")
            alone.append(bare(options))
            order = list(start) if number % 2 == 0 else list(start)[::-1]
            for name in order:
                results[name].append(visit(start[name], sets, options))
            keep(results, alone)
    print(f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, {options.rounds} rounds, "
          f"{options.seconds:.0f} s a load")
    report.write(options.cases, results, alone)


if __name__ == "__main__":
    main()

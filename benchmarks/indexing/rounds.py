"""Measures indexing in interleaved rounds, each in a fresh process, and prints a Markdown report."""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

import pictures
from launch import HOME, TARGET, java, python

MODEL = HOME / "model-pocket/src/main/resources/dev/pictor/models/pocket/picture.onnx"
TOWER_PICTURES = 320


def pictor(options, folder):
    with tempfile.TemporaryDirectory(dir=TARGET) as data:
        return java(options.java, "IndexingBenchmark", folder, data)[-1]


def peer(mode, what):
    return python(Path(__file__).with_name("peer.py"), mode, MODEL, what)[-1]


def tower(options, sessions):
    return java(options.java, "TowerBenchmark", sessions, TOWER_PICTURES)[-1]


def rate(run):
    return run["pictures"] / run["seconds"]


def middle(runs):
    return statistics.median(map(rate, runs))


def spread(runs):
    rates = sorted(map(rate, runs))
    return f"{rates[0]:.1f} / **{middle(runs):.1f}** / {rates[-1]:.1f}"


def cost(run):
    """Processor milliseconds of all threads for a picture: hardly changed by what else runs on the machine."""
    return 1000 * run["cpu"] / run["pictures"]


def costs(runs):
    return f"{statistics.median(map(cost, runs)):.1f}"


def ratio(ours, theirs):
    """Of runs of the same round, which share the machine's state."""
    return f"{statistics.median(rate(a) / rate(b) for a, b in zip(ours, theirs)):.2f}"


def shares(runs):
    parts = ("decode", "preprocess", "infer")
    sums = [sum(run[part] for run in runs) for part in parts]
    return " / ".join(f"{100 * part / sum(sums):.0f} %" for part in sums)


def report(results):
    towers = [("Java, one session on 2 threads", "java1"), ("Java, two threads of one each", "java2"),
              ("Python, one session on 2 threads", "python")]
    rounds = len(results["java1"])
    print(f"\nPictures a second: lowest / **median** / highest of {rounds} rounds; ms: processor time of a picture, median.\n")
    print("| pictures | Pictor | ms | Python, one loop | ms | Python, decoding on 2 threads | ms | Pictor to loop | Pictor to 2 threads "
          "| decode / preprocess / inference | peak memory |")
    print("| --- |" + " --- |" * 10)
    for name, (width, height, files) in pictures.SETS.items():
        ours, loop, pool = (results[name, who] for who in ("pictor", "loop", "pool"))
        peak = max(run["peakBytes"] for run in ours) / 1e6
        print(f"| {name} ({files} of {width} × {height}) | {spread(ours)} | {costs(ours)} | {spread(loop)} | {costs(loop)} "
              f"| {spread(pool)} | {costs(pool)} "
              f"| {ratio(ours, loop)} | {ratio(ours, pool)} | {shares(ours)} | {peak:.0f} MB |")
    print("\n| the picture tower alone, on ready tensors | pictures a second | ms | Pictor at 500 px to it |")
    print("| --- | --- | --- | --- |")
    for label, key in towers:
        print(f"| {label} | {spread(results[key])} | {costs(results[key])} | {ratio(results['500 px', 'pictor'], results[key])} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--java", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    folders = {name: pictures.folder_of(TARGET / "pictures", name) for name in pictures.SETS}
    pictures.make(HOME / "examples" / "photos", TARGET / "pictures")
    pictor(options, folders["12 Mpx"])  # writes the archive of classes, as a first start does
    work = {"java1": lambda: tower(options, 1), "java2": lambda: tower(options, 2),
            "python": lambda: peer("tower", TOWER_PICTURES)}
    for name, folder in folders.items():
        work[name, "pictor"] = lambda folder=folder: pictor(options, folder)
        work[name, "loop"] = lambda folder=folder: peer("loop", folder)
        work[name, "pool"] = lambda folder=folder: peer("pool", folder)
    results = {key: [] for key in work}
    for number in range(options.rounds):
        for key, run in work.items():
            results[key].append(run())
            print(f"round {number + 1}: {key} {rate(results[key][-1]):.1f} a second, {cost(results[key][-1]):.1f} ms "
                  f"(load {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)
    print(f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}")
    report(results)


main()

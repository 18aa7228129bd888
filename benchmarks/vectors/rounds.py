"""Measures the embedded store beside hnswlib in interleaved rounds, each in a fresh process, and prints a Markdown report."""

import argparse
import os
import platform
import shutil
import statistics
import sys
from pathlib import Path

from dataset import CASES, make
from launch import TARGET, java, python

WARM = ["40"] * 10  # the compiler is done after some ten thousand queries, as in a server
EFS = ["10", "16", "24", "40", "64", "100", "160", "256"]
FILTERED_EFS = ["16", "64", "256"]  # hnswlib asks Python about each row it meets, which takes its time
RECALLS = (0.95, 0.99)


def pictor(options, *arguments):
    return java(options.java, "VectorBenchmark", *arguments)


def peer(*arguments):
    return python(Path(__file__).with_name("peer.py"), *arguments)


def build(options, data):
    rows = []
    for base in sorted({case[0] for case in CASES.values()}):
        ours = pictor(options, "build", data, base, 2)[0]
        theirs = peer("build", data, base, 2)[0]
        rows.append((base, ours, theirs))
    return rows


def search(options, data, case):
    ours = pictor(options, "search", data, case, ",".join([*WARM, "automatic", *EFS]))[len(WARM):]
    return ours, peer("search", data, case, ",".join(FILTERED_EFS if CASES[case][2] else EFS))


def first_above(runs, recall):
    """The fastest setting that finds enough; None when none does."""
    enough = [run for run in runs if run["recall"] >= recall]
    return max(enough, key=lambda run: run["qps"], default=None)


def cell(run):
    return f"{run['qps']:,.0f} ({run['recall']:.3f}, p99 {run['p99']:.1f} ms)" if run else "not reached"


def report(results):
    print("\nQueries a second on one thread (recall@10, p99); the fastest `ef` of each that reaches the recall, median of the rounds' ratios.\n")
    print("| queries | recall | Pictor | hnswlib | ratio | Pictor by itself |")
    print("| --- | --- | --- | --- | --- | --- |")
    for case, rounds in results.items():
        for recall in RECALLS:
            pairs = [(first_above(ours[1:], recall), first_above(theirs, recall)) for ours, theirs in rounds]
            ratios = [ours["qps"] / theirs["qps"] for ours, theirs in pairs if ours and theirs]
            ratio = f"{statistics.median(ratios):.2f}" if ratios else "–"
            print(f"| {case} | {recall} | {cell(pairs[-1][0])} | {cell(pairs[-1][1])} | {ratio} | {cell(rounds[-1][0][0])} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--java", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args()
    if options.records < 20_000:
        parser.error(f"--records {options.records}: a thousandth of them must be more than ten (expected: 20000 or more)")
    data = TARGET / "vectors" / str(options.records)
    make(data, options.records)
    shutil.rmtree(data / "pictor", ignore_errors=True)
    print(f"{options.records:,} records, {os.cpu_count()} cores, {platform.system()} {platform.machine()}\n")
    print("| built with 2 threads | Pictor, until nothing merges | hnswlib | segments |\n| --- | --- | --- | --- |")
    for base, ours, theirs in build(options, data):
        print(f"| {base} | {ours['seconds']:.1f} s | {theirs['seconds']:.1f} s | {ours['segments']} |", flush=True)
    results = {case: [] for case in CASES}
    for number in range(options.rounds):
        for case in CASES:
            results[case].append(search(options, data, case))
            print(f"round {number + 1}: {case} (load {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)
    report(results)


main()

"""Measures the embedded store beside hnswlib, Lucene and C in interleaved rounds, each in a fresh process; prints a Markdown report."""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from dataset import CASES, make
from launch import TARGET, java, measured, python

WARM = ["40"] * 10  # the compiler is done after some ten thousand queries, as in a server
EFS = ["10", "16", "24", "40", "64", "100", "160", "256"]
FILTERED_EFS = ["16", "64", "256"]  # hnswlib asks Python about each row it meets, which takes its time
BESIDE_LUCENE = "tenth"
RECALLS = (0.95, 0.99)
ROUNDED = {"rounded": "pictures", "rounded-texts": "texts"}  # the same in a collection of 8-bit vectors
HERE = Path(__file__).parent


class Round:
    """Runs the measurements."""

    def __init__(self, options, data):
        self.executable = options.java
        self.cases = options.cases
        self.data = data

    def pictor(self, main, *arguments):
        return java(self.executable, main, *arguments)

    def peer(self, *arguments):
        return python(HERE / "peer.py", *arguments)

    def build(self):
        """By name of the collection: Pictor's report and that of hnswlib, if it has the like."""
        rows = {}
        for base in sorted({CASES[case][0] for case in self.cases}):
            ours = self.pictor("VectorBenchmark", "build", self.data, base, base, "FLOAT32", 2)[0]
            rows[base] = (ours, self.peer("build", self.data, base, 2)[0])
        rows["rounded"] = (self.pictor("VectorBenchmark", "build", self.data, "rounded", "base", "INT8", 2)[0], None)
        if BESIDE_LUCENE in self.cases:
            self.pictor("LuceneBenchmark", "build", self.data, "base")
        return rows

    def search(self, case):
        collection, queries, flag = CASES[case]
        efs = ",".join(FILTERED_EFS if flag != "none" else EFS)
        runs = {"Pictor": self.ours(collection, case, EFS), "hnswlib": self.peer("search", self.data, case, efs)}
        if case == BESIDE_LUCENE:
            runs["Lucene"] = self.pictor("LuceneBenchmark", "search", self.data, case, queries, flag, ",".join([*WARM, *EFS]))[len(WARM):]
        return runs

    def rounded(self, case):
        return {"Pictor": self.ours("rounded", ROUNDED[case], EFS), "hnswlib": self.peer("search", self.data, ROUNDED[case], ",".join(EFS))}

    def ours(self, collection, case, efforts):
        _, queries, flag = CASES[case]
        efforts = ",".join([*WARM, "automatic", *efforts])
        return self.pictor("VectorBenchmark", "search", self.data, collection, case, queries, flag, efforts)[len(WARM):]

    def scan(self):
        program = self.data / "scan"
        if not program.exists():
            subprocess.run(["cc", "-O3", "-march=native", "-ffast-math", "-o", program, HERE / "scan.c"], check=True)
        floats, rounded = (self.pictor("VectorBenchmark", "search", self.data, name, "pictures", "pictures", "none", "exact")[0]
                           for name in ("base", "rounded"))
        return {"float": floats["qps"], "rounded": rounded["qps"], "C": measured([program, self.data])[0]["qps"]}

    def writing(self):
        copy = self.data / "written"
        shutil.copytree(self.data / "pictor", copy, ignore=lambda _, names: [name for name in names if name in ("bursts", "copies", "rounded")])
        try:
            return {run["what"]: run for run in self.pictor("WritingBenchmark", self.data, copy)}
        finally:
            shutil.rmtree(copy)

    def opening(self, process):
        for path in (self.data / "pictor").rglob("*"):
            if path.is_file():
                file = os.open(path, os.O_RDONLY)
                os.fsync(file)
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(file)
        return self.pictor("OpeningBenchmark", self.data, process)[0]


def first_above(runs, recall):
    """The fastest setting that finds enough; None when none does."""
    enough = [run for run in runs if run["recall"] >= recall]
    return max(enough, key=lambda run: run["qps"], default=None)


def cell(run):
    return f"{run['qps']:,.0f} ({run['recall']:.3f}, p50 {run['p50']:.2f}, p99 {run['p99']:.2f} ms)" if run else "not reached"


def middle(values):
    return statistics.median(values) if values else None


def report_build(rows):
    print("\n| built with 2 threads | Pictor, until nothing merges | hnswlib | ratio | segments | bytes a vector on disk | most memory |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for base, (ours, theirs) in rows.items():
        peer = f"{theirs['seconds']:.1f} s | {theirs['seconds'] / ours['seconds']:.2f}" if theirs else "– | –"
        print(f"| {base} | {ours['seconds']:.1f} s | {peer} | {ours['segments']} | {ours['bytes'] / ours['records']:,.0f} | {ours['peakBytes'] >> 20} MB |", flush=True)


def report_search(results):
    print("\nQueries a second on one thread (recall@10, p50, p99): the fastest `ef` of each that reaches the recall, of the last round, and the median of the rounds' ratios.\n")
    print("| queries | recall | Pictor | peer | | ratio | Pictor by itself |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for case, rounds in results.items():
        for peer in [name for name in rounds[0] if name != "Pictor"]:
            for recall in RECALLS:
                pairs = [(first_above(some["Pictor"], recall), first_above(some[peer], recall)) for some in rounds]
                ratio = middle([ours["qps"] / theirs["qps"] for ours, theirs in pairs if ours and theirs])
                ratio = "–" if ratio is None else f"{ratio:.2f}"
                print(f"| {case} | {recall} | {cell(pairs[-1][0])} | {peer} | {cell(pairs[-1][1])} | {ratio} | {cell(rounds[-1]['Pictor'][0])} |")


def report_rest(scans, writings, openings):
    print("\n| | median of the rounds |\n| --- | --- |")
    print(f"| exact scan of floats, queries a second; C; ratio | {middle([s['float'] for s in scans]):.1f}; {middle([s['C'] for s in scans]):.1f}; {middle([s['float'] / s['C'] for s in scans]):.2f} |")
    print(f"| exact scan of a collection of 8-bit vectors | {middle([s['rounded'] for s in scans]):.1f} |")
    times = [some["writing"] for some in writings]
    print(f"| writing, 100 records each: records a second; p50; p99 | {100 * middle([t['qps'] for t in times]):,.0f}; {middle([t['p50'] for t in times]):.0f} ms; {middle([t['p99'] for t in times]):.0f} ms |")
    quiet = [some["searching"]["qps"] for some in writings]
    for speed in ("500 a second", "full speed"):
        busy = [some[f"searching, writing at {speed}"]["qps"] for some in writings]
        print(f"| searching; while 10,000 records are added at {speed}; ratio | {middle(quiet):,.0f}; {middle(busy):,.0f}; {middle([b / q for b, q in zip(busy, quiet)]):.2f} |")
    running, fresh = zip(*openings)
    print(f"| opened and answered, page cache emptied before, in a process that runs; in a fresh one | {middle([o['seconds'] for o in running]):.2f} s; {middle([o['seconds'] for o in fresh]):.2f} s |")
    print(f"| heap after 2,000 queries, for 100,000 records | {middle([o['heapBytes'] / o['records'] for o in fresh]) * 100_000 / 2**20:.0f} MB |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--java", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--cases", type=lambda names: names.split(","), default=list(CASES))
    parser.add_argument("--keep", action="store_true", help="search what an earlier run has built")
    options = parser.parse_args()
    if options.records < 20_000:
        parser.error(f"--records {options.records}: a thousandth of them must be more than ten (expected: 20000 or more)")
    for case in options.cases:
        if case not in CASES:
            parser.error(f"--cases {case} (expected: some of {','.join(CASES)})")
    data = TARGET / "vectors" / str(options.records)
    make(data, options.records, options.cases)
    run = Round(options, data)
    print(f"{options.records:,} records, {os.cpu_count()} cores, {platform.system()} {platform.machine()}")
    if not options.keep:
        shutil.rmtree(data / "pictor", ignore_errors=True)
        report_build(run.build())
    results = {case: [] for case in [*options.cases, *(name for name, case in ROUNDED.items() if case in options.cases)]}
    scans, writings, openings = [], [], []
    for number in range(options.rounds):
        for case, rounds in results.items():
            rounds.append(run.rounded(case) if case in ROUNDED else run.search(case))
            print(f"round {number + 1}: {case} (load {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)
        scans.append(run.scan())
        writings.append(run.writing())
        openings.append([run.opening(process) for process in ("running", "fresh")])
    report_search(results)
    report_rest(scans, writings, openings)


main()

"""Three OpenSearch nodes on this machine beside the embedded store, in one run: ingest, recall, queries a second.

Both get the same vectors from as many threads as there are cores and answer the same queries; the embedded store lives
in the process that asks, the nodes are processes of their own and hold two copies of each of three shards.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "vectors"))

import dataset  # noqa: E402

CASES = ["pictures", "texts", "tenth", "hundredth"]
NAMES = {
    "pictures": "picture → pictures",
    "texts": "text → pictures",
    "tenth": "picture → pictures, filter 10 %",
    "hundredth": "picture → pictures, filter 1 %",
}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--java", required=True)
    options.add_argument("--records", type=int, default=200_000)
    options.add_argument("--shards", type=int, default=3)
    options.add_argument("--copies", type=int, default=2)
    options.add_argument("--heap", default="1g", help="of each node")
    options.add_argument("--efforts", default="automatic,64", help="automatic, exact, or what a walk keeps")
    given = options.parse_args()
    target = HERE.parent / "target"
    data = target / f"vectors-{given.records}"
    dataset.make(data, given.records, CASES)
    jars = [str(target / "classes"), str(target / "lib" / "*")]
    command = [given.java, "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xmx4g"]
    command += ["-cp", os.pathsep.join(jars), "dev.pictor.benchmarks.OpenSearchBenchmark", str(data)]
    command += [str(given.shards), str(given.copies), str(os.cpu_count()), given.heap, given.efforts]
    lines = []
    with subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", file=sys.stderr, flush=True)
            lines.append(line)
    if process.returncode != 0:
        sys.exit(process.returncode)
    table("".join(lines), given.efforts.split(","))


def table(output, efforts):
    built, copied, found = {}, {}, {}
    for part in output.replace("\n}", "}").splitlines():
        line = json.loads(part)
        if "loss" in line:
            loss = line["loss"]
        elif "build" in line:
            built[line["store"]] = line["build"]
        elif "snapshot" in line:
            copied[line["store"]] = line
        else:
            found[line["store"], line["case"], line["effort"]] = line
    print("| | embedded | three nodes |\n|---|---|---|")
    row("ingest, records a second", built, lambda each: f"{each['records'] / each['written']:,.0f}")
    row("… until the merges end", built, lambda each: f"{each['records'] / each['seconds']:,.0f}")
    row("bytes a record on disk, all copies", built, lambda each: f"{each['bytes'] / each['records']:,.0f}")
    row("a snapshot, seconds", copied, lambda each: f"{each['snapshot']:.1f}")
    row("… another collection of it, seconds", copied, lambda each: f"{each['restored']:.1f}")
    for case in CASES:
        for effort in efforts:
            lines = [found[store, case, effort] for store in ("embedded", "opensearch")]
            cells = [f"{each['recall']:.3f} at {each['qps']:,.0f}/s" for each in lines]
            print(f"| {NAMES[case]}, {effort}: recall@10 at queries a second | {' | '.join(cells)} |")
    print(f"\nA node killed in the middle of writing {loss['records']:,} more: {loss['lost']} not there as acknowledged, {loss['written']:.0f} s, "
          f"{loss['whole']:.0f} s until the node was back with all copies. Another one killed in the middle of {loss['searches']:,} searches: "
          f"none failed, {loss['searched']:.0f} s.")


def row(name, built, cell):
    print(f"| {name} | {cell(built['embedded'])} | {cell(built['opensearch'])} |")


main()

"""Embeds many pictures by `pictor index`, `pictor embed` and `pictor-spark embed`, compares speed and vectors, and kills a Spark job and goes on with it."""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet

import small
from launch import HOME, TARGET, pictor


def spark(java, cores):
    """The command of the program, as the launcher `pictor-spark` starts it."""
    target = HOME / "spark" / "target"
    jar = next(each for each in target.glob("pictor-spark-*.jar"))
    return [java, f"@{HOME}/build/spark.args", f"-Dlog4j2.configurationFile={HOME}/build/spark-log4j2.properties",
            f"-Dspark.master=local[{cores}]", "-Dspark.ui.enabled=false",
            "-cp", f"{jar}:{target}/lib/*:{target}/spark/*", "dev.pictor.spark.Main"]


def run(command):
    """What it printed, as JSON, and how long all of it took."""
    began = time.perf_counter()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout), seconds


def parts(output):
    return sorted(output.glob("part-*.parquet"))


def vectors(output):
    """By id; fails when an id is there twice."""
    found = {}
    for part in parts(output):
        table = parquet.read_table(part, columns=["id", "values"])
        for name, values in zip(table["id"].to_pylist(), table["values"].to_pylist()):
            if name in found:
                sys.exit(f"{output}: {name} is there twice")
            found[name] = np.array(values, dtype=np.float32)
    return found


def indexed(java, data, work):
    file = work / "indexed.parquet"
    subprocess.run(list(map(str, [*pictor(java), "export", "photos", file, "--data", data])), check=True, capture_output=True)
    table = parquet.read_table(file, columns=["id", "values"])
    return {name: np.array(values, dtype=np.float32) for name, values in zip(table["id"].to_pylist(), table["values"].to_pylist())}


def difference(found, expected):
    if found.keys() != expected.keys():
        sys.exit(f"{len(found)} ids (expected: the {len(expected)} that were indexed)")
    return max(float(np.abs(found[name] - expected[name]).max()) for name in expected)


def kill_and_resume(command, output, pictures):
    """Kills a job when a third of its pictures are published; how many were, and what the next one did."""
    job = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while sum(parquet.read_metadata(part).num_rows for part in parts(output)) < pictures // 3:
        if job.poll() is not None:
            sys.exit("the job ended before it could be killed")
        time.sleep(0.1)
    job.send_signal(signal.SIGKILL)
    job.wait()
    survived = len(vectors(output))
    told, _ = run(command)
    return survived, told


def measure(options, work):
    photos = TARGET / "library" / str(options.pictures)
    print(f"pictures: {options.pictures} are made", file=sys.stderr)
    small.make(HOME / "examples" / "photos", photos, range(options.pictures))
    cores = os.cpu_count()
    rows, rates = [], {"index": [], "embed": [], "spark": []}
    for i in range(options.rounds):
        data, one, many = work / f"data{i}", work / f"embed{i}", work / f"spark{i}"
        told, seconds = run([*pictor(options.java), "index", photos, "--data", data, "--json"])
        progress = told["job"]["progress"]
        rates["index"].append(progress["indexed"] / progress["elapsed"])
        rows.append(("`pictor index`", rates["index"][-1], progress["indexed"] / seconds))
        told, seconds = run([*pictor(options.java), "embed", "--input", photos, "--output", one, "--data", work / "none", "--json"])
        rates["embed"].append(told["picturesPerSecond"])
        rows.append(("`pictor embed`", told["picturesPerSecond"], told["embedded"] / seconds))
        command = [*spark(options.java, cores), "embed", "--input", photos, "--json"]
        told, seconds = run([*command, "--output", many])
        rates["spark"].append(told["picturesPerSecond"])
        rows.append((f"`pictor-spark embed`, local[{cores}]", told["picturesPerSecond"], told["embedded"] / seconds))
    expected = indexed(options.java, work / "data0", work)
    killed = work / "killed"
    survived, told = kill_and_resume([*command, "--output", killed, "--part-rows", 64], killed, options.pictures)
    print(f"\nMachine: {cores} cores, {platform.system()}, {platform.processor() or platform.machine()}; {options.pictures} pictures.\n")
    print("| | pictures/s of the job | with the program's start |\n| --- | --- | --- |")
    for name, job, whole in rows:
        print(f"| {name} | {job:.1f} | {whole:.1f} |")
    median = {name: float(np.median(values)) for name, values in rates.items()}
    print(f"\nBeside `pictor index`: `pictor embed` {median['embed'] / median['index']:.2f}×, `pictor-spark embed` {median['spark'] / median['index']:.2f}×.")
    print(f"Largest difference of a number of a vector from the indexed one: {difference(vectors(work / 'embed0'), expected):.1e} (`pictor embed`), "
          f"{difference(vectors(work / 'spark0'), expected):.1e} (`pictor-spark embed`), {difference(vectors(killed), expected):.1e} (killed and gone on with).")
    print(f"Killed with {survived} pictures published; the next job embedded {told['embedded']} of {options.pictures}, "
          f"{survived + told['embedded'] - options.pictures} of them twice.")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True)
    parser.add_argument("--pictures", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=TARGET) as work:
        measure(options, Path(work))


if __name__ == "__main__":
    main()

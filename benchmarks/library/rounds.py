"""Measures one large library from its first start on: searches while it is indexed, what it takes on the disk, and whether every change in its folders is seen."""

import argparse
import csv
import hashlib
import http.client
import json
import os
import platform
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import small
from launch import HOME, TARGET, pictor

COLLECTION = "/api/v1/collections/photos"
PAUSE = 0.25  # seconds between two searches of the one person who searches
THUMBNAILS = 24  # as many as the page shows at first
PATIENCE = 3600


class Program:
    """`pictor serve` on a folder, with a data folder of its own."""

    def __init__(self, java, photos, data, log):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        command = [*pictor(java), "serve", "--photos", photos, "--data", data, "--port", self.port, "--pinecone-port", 0, "--no-browser"]
        self.process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise OSError(f"{method} {path}: {answer.status} {content[:300]}")
            return content
        finally:
            connection.close()

    def get(self, path):
        return json.loads(self.ask("GET", path))

    def wait(self, what, done):
        began = time.perf_counter()
        while True:
            if self.process.poll() is not None or time.perf_counter() > began + PATIENCE:
                sys.exit(f"{what}: does not come")
            try:
                if done():
                    return time.perf_counter() - began
            except OSError:
                pass  # it does not listen yet
            time.sleep(0.2)

    def memory(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Person(threading.Thread):
    """Searches for one text after the other, never the same, and looks at the first thumbnails of each answer."""

    def __init__(self, program, texts, seed):
        super().__init__(daemon=True)
        self.program, self.texts, self.random = program, texts, random.Random(seed)
        self.searches, self.thumbnails, self.failed, self.gone = [], [], [], []
        self.ends = threading.Event()

    def run(self):
        while not self.ends.is_set():
            text = " ".join(self.random.sample(self.texts, 2))
            try:
                began = time.perf_counter()
                body = {"query": text, "limit": THUMBNAILS, "least": "none"}
                matches = json.loads(self.program.ask("POST", COLLECTION + "/search", body))["matches"]
                self.searches.append(time.perf_counter() - began)
            except OSError as failed:
                self.failed.append(str(failed))
                matches = []
            for match in matches:
                self.look(match["thumbnail"])
            self.ends.wait(PAUSE)

    def look(self, thumbnail):
        began = time.perf_counter()
        try:
            self.program.ask("GET", thumbnail)
            self.thumbnails.append(time.perf_counter() - began)
        except OSError as failed:  # deleted since it was found
            self.gone.append(str(failed))

    def stop(self):
        self.ends.set()
        self.join()
        for said in self.failed + self.gone:
            print(said, file=sys.stderr)


def spread(seconds):
    """Median, 95th of a hundred, longest, in milliseconds."""
    ordered = sorted(seconds)
    return " / ".join(f"{1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]:.0f}" for share in (0.5, 0.95, 1))


def row(what, person):
    return f"| {what} | {len(person.searches)} | {spread(person.searches)} | {spread(person.thumbnails)} | {len(person.failed)} | {len(person.gone)} |"


def hashes(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.jpg")}


def known(program):
    lines = program.ask("GET", COLLECTION + "/export?format=jsonl").decode().splitlines()
    records = (json.loads(line) for line in lines)
    return {record["id"]: record["metadata"]["sha256"] for record in records if "id" in record}


def bytes_below(folder):
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def change(photos, folder, pictures, changes):
    """A third is new, a fifth each replaced and moved, the rest deleted; no two changes touch one file."""
    new, replaced, moved = changes // 3, changes // 5, changes // 5
    numbers = list(range(pictures))
    random.Random(7).shuffle(numbers)
    spare = folder.with_name("spare")
    small.make(photos, spare, range(pictures, pictures + new + replaced))
    began = time.perf_counter()
    for i in range(new):
        target = folder / "new" / f"{i:06}.jpg"
        target.parent.mkdir(exist_ok=True)
        shutil.move(spare / small.place(pictures + i), target)
    for i in range(replaced):
        shutil.move(spare / small.place(pictures + new + i), folder / small.place(numbers[i]))
    for i in range(replaced, replaced + moved):
        target = folder / "moved" / f"{numbers[i]:06}.jpg"
        target.parent.mkdir(exist_ok=True)
        shutil.move(folder / small.place(numbers[i]), target)
    for i in range(replaced + moved, replaced + moved + changes - new - replaced - moved):
        (folder / small.place(numbers[i])).unlink()
    return {"new": new, "replaced": replaced, "moved": moved, "deleted": changes - new - replaced - moved,
            "seconds": time.perf_counter() - began}


def queries():
    with open(HOME / "examples" / "queries.csv", encoding="utf-8") as file:
        return [row["query"] for row in csv.DictReader(file) if row.get("query")]


def measure(options, work):
    photos = HOME / "examples" / "photos"
    made = TARGET / "library" / str(options.pictures)
    print(f"pictures: {options.pictures} are made", file=sys.stderr)
    small.make(photos, made, range(options.pictures))
    folder, data = work / "photos", work / "data"
    shutil.copytree(made, folder)
    texts = queries()
    with open(work / "log", "w+") as log:
        program = Program(options.java, folder, data, log)
        try:
            def count():
                return program.get(COLLECTION).get("count", 0)

            start = time.perf_counter()
            program.wait("the first pictures", lambda: count() >= 24)
            first = time.perf_counter() - start
            busy = Person(program, texts, 1)
            busy.start()
            program.wait("all pictures", lambda: count() == options.pictures and program.get(COLLECTION)["library"]["state"] == "finished")
            seconds = time.perf_counter() - start
            busy.stop()
            memory = program.memory()
            stored, thumbnails = bytes_below(data / "store"), bytes_below(data / "libraries")
            quiet = Person(program, texts, 2)
            quiet.start()
            time.sleep(options.quiet)
            quiet.stop()

            changed = Person(program, texts, 3)
            changed.start()
            did = change(photos, folder, options.pictures, options.changes)
            expected = hashes(folder)
            began = time.perf_counter()
            program.wait("the number after the changes", lambda: count() == len(expected))
            program.wait("every change", lambda: known(program) == expected)
            followed = time.perf_counter() - began
            changed.stop()
        finally:
            program.stop()
    n = options.pictures
    print(f"\nMachine: {os.cpu_count()} cores, {platform.system()}, {platform.processor() or platform.machine()}.\n")
    print("| one person who searches | searches | ms: median / p95 / longest | thumbnails, ms | searches that failed | thumbnails gone |\n| --- | --- | --- | --- | --- | --- |")
    print(row(f"while {n} pictures are indexed", busy))
    print(row("when nothing else happens", quiet))
    print(row(f"while {options.changes} changes are followed", changed))
    print("\n| | |\n| --- | --- |")
    print(f"| from start to the first 24 pictures | {first:.1f} s |")
    print(f"| all {n} indexed, beside the searches | {seconds:.0f} s ({n / seconds:.1f} a second) |")
    print(f"| most memory | {memory / 1e6:.0f} MB |")
    print(f"| disk: vectors and metadata | {stored / n:.0f} bytes a picture |")
    print(f"| disk: thumbnails and state of the library | {thumbnails / n:.0f} bytes a picture |")
    print(f"| changes: {did['new']} new, {did['replaced']} replaced, {did['moved']} moved, {did['deleted']} deleted, made in {did['seconds']:.1f} s | "
          f"all seen after {followed:.1f} s; every id and SHA-256 as on the disk |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--java", required=True)
    parser.add_argument("--pictures", type=int, default=20_000)
    parser.add_argument("--changes", type=int, default=1_000)
    parser.add_argument("--quiet", type=int, default=60, help="seconds of searches when nothing else happens")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=TARGET) as work:
        measure(options, Path(work))


if __name__ == "__main__":
    main()

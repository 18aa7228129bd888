"""Sends good and bad pictures and texts to one server for a long time, watches its memory, and prints a table and a verdict.

Runs at the lowest priority, so that it may go on beside other work.
"""

import argparse
import io
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
import zlib
from base64 import b64encode
from collections import Counter
from struct import pack

import client
import model
import servers
from launch import HOME, TARGET
from PIL import Image
from rounds import DIMENSION, FOLDER

CLIENTS = 16
SAMPLE = 10  # seconds
ROWS = 30  # of the table; all samples are in soak.json
GOOD_SHARE = 0.6
FAR = 1e-4  # numbers of unit vectors; runs of several pictures round their sums differently
GROWTH = 0.03  # of the memory, over the last two thirds
EXPECTED = {"good picture": {200}, "good list": {200}, "good text": {200}}  # all others must be refused
REFUSED = {400, 413, 422}
TEXTS = ["a red car", "two dogs on a beach", "the tower of a church at night", "", "一只猫", "a" * 200]


def png(width, height, rows):
    """A PNG that says it has these sides; `rows` is the compressed data."""

    def chunk(kind, data):
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def picture_body(data):
    value = data if isinstance(data, str) else b64encode(data).decode()
    return json.dumps({"clip_version_id": servers.VERSION.decode(), "image": {"type": "base64", "value": value}}).encode()


def bad(jpegs):
    """By kind, the bodies of requests that must be refused, and their paths."""
    source = random.Random(7)
    image, text = "/clip/embed_image", "/clip/embed_text"
    version = servers.VERSION.decode()
    noise = io.BytesIO()
    Image.frombytes("RGB", (64, 64), source.randbytes(64 * 64 * 3)).save(noise, "PNG")
    damaged = bytearray(noise.getvalue())
    damaged[len(damaged) // 2 : len(damaged) // 2 + 64] = bytes(64)
    mixed = json.dumps({"image": [{"type": "base64", "value": b64encode(data).decode()} for data in (jpegs[0], b"nothing", jpegs[1])]})
    return {
        "cut off": [(image, picture_body(jpeg[: len(jpeg) // part])) for jpeg in jpegs[:8] for part in (2, 10, 1000)],
        "garbage": [(image, picture_body(source.randbytes(size))) for size in (1, 100, 10_000, 1_000_000)],
        "garbage behind a JPEG's head": [(image, picture_body(jpegs[0][:600] + source.randbytes(50_000)))],
        "damaged PNG": [(image, picture_body(bytes(damaged)))],
        "0 bytes": [(image, picture_body(b""))],
        "no base64": [(image, picture_body("/no.jpg")), (image, picture_body("%%%"))],
        "another kind of file": [(image, picture_body(b"%PDF-1.7\n" + bytes(2000))), (image, picture_body(b"<html><body>no</body></html>")),
                                 (image, picture_body(b"PK\x03\x04" + bytes(500)))],
        "wrong type": [(image, json.dumps({"image": value}).encode()) for value in
                       (7, None, "x", {"type": "numpy", "value": "gASVAAAA"}, {"type": "file", "value": "/etc/hostname"}, {"value": 3}, {})],
        "not JSON": [(image, b"{"), (image, b""), (text, b"\xff\xfe"), (text, b"[" * 100_000)],
        "bomb of pixels": [(image, picture_body(png(60_000, 60_000, zlib.compress(bytes(1000)))))],
        "bomb of zeros": [(image, picture_body(png(13_000, 13_000, zlib.compress(bytes(300_000_000), 9)[:200_000])))],
        "list with a bad picture": [(image, mixed.encode())],
        "huge text": [(text, json.dumps({"clip_version_id": version, "text": "word " * count}).encode()) for count in (1000, 400_000)],
    }


class Soak:
    """What was sent and answered, by kind. Thread-safe."""

    def __init__(self, port, jpegs, end):
        self.port, self.end = port, end
        self.pictures = [client.halves(jpeg) for jpeg in jpegs]
        self.bad = bad(jpegs)
        self.lock = threading.Lock()
        self.answers = Counter()  # by kind and status
        self.unexpected = []
        self.first = {}
        self.farthest = 0.0

    def next(self, source):
        """Kind, what tells whose vectors these are, and the request."""
        if source.random() < GOOD_SHARE:
            kind = source.choices(["good picture", "good list", "good text"], [6, 1, 2])[0]
            if kind == "good text":
                text = source.choice(TEXTS)
                body = json.dumps({"clip_version_id": servers.VERSION.decode(), "text": text}).encode()
                return kind, [text], client.Request("/clip/embed_text", (body,), 1)
            places = source.sample(range(len(self.pictures)), 1 if kind == "good picture" else 8)
            return kind, places, client.picture_request(servers.VERSION, [self.pictures[place] for place in places])
        kind = source.choice(list(self.bad))
        path, body = source.choice(self.bad[kind])
        return kind, [], client.Request(path, (body,), 1)

    def work(self, seed):
        source, connection = random.Random(seed), None
        while time.time() < self.end:
            kind, whose, request = self.next(source)
            try:
                for attempt in (1, 2):  # a server may have closed a connection after an answer that refused a body
                    try:
                        connection = connection or client.Connection(self.port)
                        status, body = connection.ask(request)
                        break
                    except (ConnectionError, OSError):
                        connection = None
                        if attempt == 2:
                            raise
                self.check(kind, whose, status, body)
            except Exception as e:
                self.note(kind, "no answer", repr(e))
                connection = None
                time.sleep(0.5)

    def check(self, kind, whose, status, body):
        if status not in EXPECTED.get(kind, REFUSED):
            self.note(kind, status, f"{status}: {body[:200]!r}")
            return
        with self.lock:
            self.answers[kind, status] += 1
        if status == 200:
            self.compare(kind, whose, json.loads(body)["embeddings"])

    def compare(self, kind, whose, vectors):
        if len(vectors) != len(whose) or any(len(vector) != DIMENSION for vector in vectors):
            self.note(kind, "wrong vectors", f"{len(vectors)} vectors for {len(whose)}")
            return
        with self.lock:
            far = max(max(map(abs, map(float.__sub__, map(float, self.first.setdefault(key, vector)), map(float, vector))))
                      for key, vector in zip(whose, vectors))
            self.farthest = max(self.farthest, far)
        if far > FAR:
            self.note(kind, "other vectors", f"{whose}: {far}")

    def note(self, kind, status, what):
        with self.lock:
            self.answers[kind, status] += 1
            self.unexpected.append(f"{kind}: {what}")
            if len(self.unexpected) <= 20:
                print(f"unexpected: {kind}: {what}", file=sys.stderr, flush=True)


def heap(counters):
    return sum(value for name, value in counters.items() if name.startswith("jvm_memory_used_bytes") and 'area="heap"' in name)


def watch(server, soak, began):
    """Samples until the end: (minutes, resident, not of mapped files, heap used, answers)."""
    samples = []
    while time.time() < soak.end and server.alive():
        time.sleep(min(SAMPLE, max(0.1, soak.end - time.time())))
        if server.alive():
            samples.append(((time.time() - began) / 60, server.status("VmRSS"), server.status("RssAnon"), heap(server.counters()),
                            soak.answers.total()))
    return samples


def slope(points):
    """Least squares: what y grows for each x."""
    line = statistics.linear_regression([x for x, _ in points], [y for _, y in points])
    return line.slope


def write(server, soak, samples):
    step = max(1, len(samples) // ROWS)
    print("\n| minute | resident MB | not mapped files | heap used | answers |\n| --- | --- | --- | --- | --- |")
    for minute, *sizes, answers in samples[::step] + ([samples[-1]] if (len(samples) - 1) % step else []):
        print(f"| {minute:.1f} | " + " | ".join(f"{size / 1e6:.0f}" for size in sizes) + f" | {answers} |")
    print("\n| sent | answers by status | expected |\n| --- | --- | --- |")
    for kind in [*EXPECTED, *soak.bad]:
        answers = {status: count for (sent, status), count in soak.answers.items() if sent == kind}
        print(f"| {kind} | {', '.join(f'{status}: {count}' for status, count in sorted(answers.items(), key=str))} "
              f"| {', '.join(map(str, sorted(EXPECTED.get(kind, REFUSED))))} |")
    late = [(minute, size) for minute, size, *_ in samples if minute > samples[-1][0] / 3]
    growth = slope(late)
    total = growth * (late[-1][0] - late[0][0]) / statistics.mean(size for _, size in late)
    verdicts = {
        f"memory over the last two thirds: {growth / 1e6:+.2f} MB a minute, {100 * total:+.1f} % in all (at most {100 * GROWTH:.0f} %)":
            total <= GROWTH,
        f"answers of unexpected kinds: {len(soak.unexpected)} of {soak.answers.total()}": not soak.unexpected,
        f"vectors of {len(soak.first)} pictures and texts as in their first answer: farthest number {soak.farthest:.1e} (at most {FAR:.0e})":
            soak.farthest <= FAR and bool(soak.first),
        f"the process is still the one that was started: {server.process.pid}": server.alive(),
    }
    print()
    for line, good in verdicts.items():
        print(f"- {'holds' if good else '**does not hold**'}: {line}")
    return all(verdicts.values())


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run soak")
    parser.add_argument("--java", required=True)
    parser.add_argument("--minutes", type=float, default=30)
    servers.add_arguments(parser)
    options = parser.parse_args()
    os.nice(19)
    model.make(FOLDER)
    photos = sorted((HOME / "examples" / "photos").rglob("*.jpg"))
    jpegs = [data for data in (photo.read_bytes() for photo in photos) if data[2:4] == b"\xff\xe0"][:40]
    with tempfile.TemporaryDirectory(dir=TARGET) as data:
        servers.add(options, FOLDER, data)
        server = servers.Pictor(options.java, options.model, data)
        try:
            began = time.time()
            soak = Soak(server.port, jpegs, began + 60 * options.minutes)
            threads = [threading.Thread(target=soak.work, args=(seed,)) for seed in range(CLIENTS)]
            for thread in threads:
                thread.start()
            samples = watch(server, soak, began)
            for thread in threads:
                thread.join()
            (TARGET / "clip" / "soak.json").write_text(json.dumps({"samples": samples, "unexpected": soak.unexpected}))
            good = write(server, soak, samples)
        finally:
            server.stop()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()

"""Closed-loop clients of one server, on threads with plain sockets: bodies are encoded before, sent without a copy, and made
unique by sixteen characters in the middle, so that this program takes little of the processors and no cache can answer.
"""

import itertools
import json
import resource
import socket
import struct
import threading
import time
from base64 import b64encode
from dataclasses import dataclass, field

DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
WORDS = ("cat dog car tree house bird boat beach train bridge flower horse river mountain street garden kitchen window table chair "
         "apple bread cake cup guitar piano book clock phone camera plane bus bike road cloud snow rain sun moon star").split()
COUNTER = itertools.count(1)
ROOM = 12  # bytes of the comment that makes a picture unique; sixteen characters of base64
TIMEOUT = 300


def unique():
    """Sixteen characters of base64 that were not given before."""
    number, characters = next(COUNTER), bytearray(b"A" * 16)
    for place in range(15, -1, -1):
        number, digit = divmod(number, 64)
        characters[place] = DIGITS[digit]
    return bytes(characters)


def phrase():
    """A text that was not given before; each has the same number of words, all of one token."""
    number, words = next(COUNTER), []
    for _ in range(4):
        number, place = divmod(number, len(WORDS))
        words.append(WORDS[place])
    return "a photo of a {} and a {} near the {} and the {}".format(*words).encode()


def halves(jpeg):
    """The base64 of a JPEG in two parts, between which any sixteen characters make a valid JPEG of the same pixels.

    A comment is put behind the first segment, so that its text begins at a multiple of three bytes.
    """
    end = 4 + struct.unpack(">H", jpeg[4:6])[0]
    padding = -(end + 4) % 3
    text = bytes(padding) + bytes(ROOM)
    marked = jpeg[:end] + b"\xff\xfe" + struct.pack(">H", 2 + len(text)) + text + jpeg[end:]
    encoded, at = b64encode(marked), (end + 4 + padding) // 3 * 4
    return encoded[:at], encoded[at + 16 :]


@dataclass(frozen=True)
class Request:
    """`parts` are bytes, or functions that make new ones each time it is sent; `items` is how many pictures or texts it has."""

    path: str
    parts: tuple
    items: int

    def buffers(self):
        body = [part() if callable(part) else part for part in self.parts]
        head = (f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                f"Content-Length: {sum(map(len, body))}\r\n\r\n")
        return [head.encode(), *body]


def picture_request(version, pictures):
    """`pictures` are pairs as `halves` gives them."""
    values = [(b'{"type":"base64","value":"' + before, unique, after + b'"}') for before, after in pictures]
    if len(values) == 1:
        parts = [b'{"clip_version_id":"%s","image":' % version, *values[0], b"}"]
    else:
        parts = [b'{"clip_version_id":"%s","image":[' % version]
        for number, value in enumerate(values):
            parts += [b"," if number else b"", *value]
        parts.append(b"]}")
    return Request("/clip/embed_image", tuple(parts), len(pictures))


def text_request(version):
    return Request("/clip/embed_text", (b'{"clip_version_id":"%s","text":"' % version, phrase, b'"}'), 1)


class Connection:
    """One kept-alive connection. Belongs to one thread."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray(1 << 16)

    def send(self, buffers):
        views = [memoryview(buffer) for buffer in buffers if buffer]
        while views:
            sent = self.socket.sendmsg(views[:512])
            while views and sent >= len(views[0]):
                sent -= len(views.pop(0))
            if sent:
                views[0] = views[0][sent:]

    def receive(self):
        """Status and body."""
        answer = bytearray()
        while (end := answer.find(b"\r\n\r\n")) < 0:
            self.more(answer)
        status = int(answer[9:12])
        fields = dict(line.lower().split(b": ", 1) for line in bytes(answer[:end]).split(b"\r\n")[1:])
        if b"content-length" in fields:
            total = end + 4 + int(fields[b"content-length"])
            while len(answer) < total:
                self.more(answer)
            return status, bytes(answer[end + 4 : total])
        return status, self.chunks(answer, end + 4)

    def chunks(self, answer, at):
        body = bytearray()
        while True:
            while (line := answer.find(b"\r\n", at)) < 0:
                self.more(answer)
            length, at = int(answer[at:line], 16), line + 2
            while len(answer) < at + length + 2:
                self.more(answer)
            if length == 0:
                return bytes(body)
            body += answer[at : at + length]
            at += length + 2

    def more(self, answer):
        count = self.socket.recv_into(self.buffer)
        if count == 0:
            raise ConnectionError("closed by the server")
        answer += memoryview(self.buffer)[:count]

    def ask(self, request):
        self.send(request.buffers())
        return self.receive()

    def close(self):
        self.socket.close()


@dataclass
class Load:
    """What clients saw between `start` and `end`."""

    start: float
    end: float
    requests: list = field(default_factory=list)  # (began, ended, items)
    failures: list = field(default_factory=list)
    cpu: float = 0.0  # of this program, seconds

    def rate(self):
        """Items a second; of a request that reaches over an edge the part within counts, so that long ones are not favoured."""
        items = sum(count * (min(ended, self.end) - max(began, self.start)) / (ended - began)
                    for began, ended, count in self.requests if ended > self.start and began < self.end)
        return items / (self.end - self.start)

    def latencies(self):
        """Seconds, in order, of what ended in the time."""
        return sorted(ended - began for began, ended, _ in self.requests if self.start <= ended <= self.end)


def expect_vectors(body, count, dimension):
    vectors = json.loads(body)["embeddings"]
    if len(vectors) != count or any(len(vector) != dimension for vector in vectors):
        raise ValueError(f"{len(vectors)} vectors (expected: {count} of {dimension} numbers)")


def run(port, requests, clients, seconds, settle, dimension):
    """`clients` send `requests` in turn, each waiting for its answer, for `settle` seconds and then the `seconds` that count."""
    began = time.perf_counter()
    load = Load(began + settle, began + settle + seconds)
    turn = itertools.count()
    marks = {}

    def client():
        connection = Connection(port)
        try:
            first = True
            while (start := time.perf_counter()) < load.end:
                request = requests[next(turn) % len(requests)]
                status, body = connection.ask(request)
                load.requests.append((start, time.perf_counter(), request.items))
                if status != 200:
                    raise ValueError(f"{status}: {body[:300]!r}")
                if first:
                    expect_vectors(body, request.items, dimension)
                    first = False
        except Exception as e:  # one is enough to end the measurement
            load.failures.append(repr(e))
        finally:
            connection.close()

    def clock():
        for mark in (load.start, load.end):
            time.sleep(max(0, mark - time.perf_counter()))
            used = resource.getrusage(resource.RUSAGE_SELF)
            marks[mark] = used.ru_utime + used.ru_stime

    threads = [threading.Thread(target=client) for _ in range(clients)] + [threading.Thread(target=clock)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.cpu = marks[load.end] - marks[load.start]
    return load

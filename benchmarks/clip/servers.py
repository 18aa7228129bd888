"""Starts servers, and reads what the kernel and they themselves say about their work; Linux only."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bundle
from launch import HOME, pictor

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 300  # seconds until a server is ready
VERSION = b"ViT-B-32"
NAME = "vit-b-32"
# numpy's sums are slower under these, which some machines set for older processors
UNWANTED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Server:
    """A server process of its own, from start to `stop`."""

    def __init__(self, name, command, port, ready, environment=None, folder=HOME):
        self.name, self.port = name, port
        self.log = tempfile.TemporaryFile("w+")
        environment = {**os.environ, **(environment or {})}
        for unwanted in UNWANTED:
            environment.pop(unwanted, None)
        began = time.perf_counter()
        self.process = subprocess.Popen(list(map(str, command)), stdout=self.log, stderr=self.log, env=environment, cwd=folder,
                                        stdin=subprocess.DEVNULL)
        while not self.answers(ready):
            if self.process.poll() is not None or time.perf_counter() > began + PATIENCE:
                self.fail("does not become ready")
            time.sleep(0.05)
        self.start_seconds = time.perf_counter() - began

    def answers(self, path):
        try:
            return self.get(path)[0] == 200
        except OSError:
            return False

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def fail(self, why):
        self.log.seek(0)
        said = self.log.read()[-4000:]
        self.stop()
        sys.exit(f"{self.name}: {why}\n{said}")

    def status(self, field):
        """Bytes: `VmRSS` now, `VmHWM` the most since the start or since `forget_peak`, `RssAnon` without mapped files."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * int(re.search(rf"^{field}:\s+(\d+) kB", text, re.MULTILINE).group(1))

    def forget_peak(self):
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def processor_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def alive(self):
        return self.process.poll() is None

    def counters(self):
        """What the server has counted, by Prometheus' names and labels; empty for one that counts nothing."""
        return {}

    def stop(self):
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


class Pictor(Server):
    """With the settings it ships with, but for the number of threads."""

    def __init__(self, java, model, data):
        port = free_port()
        environment = {"PICTOR_THREADS": "2", "PICTOR_LOG_LEVEL": "warning"}
        command = [*pictor(java), "serve", "--port", port, "--pinecone-port", 0, "--no-browser", "--data", data, "--model", model,
                   "--model-alias", f"{VERSION.decode()}={model}"]
        super().__init__("Pictor", command, port, "/readiness", environment)

    def counters(self):
        lines = self.get("/metrics")[1].splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))}


def add_arguments(parser):
    parser.add_argument("--model", default=NAME, help="another model of 512 dimensions that is there, to try this program with")
    parser.add_argument("--by-hand", action="store_true", help="write the bundle instead of calling `pictor models add`")


def add(options, folder, data):
    """Adds the model in `folder` to Pictor, as a person does."""
    if options.model != NAME:
        return
    if options.by_hand:
        bundle.put(folder, NAME, data)
        return
    done = subprocess.run([*map(str, pictor(options.java)), "models", "add", str(folder), "--name", NAME, "--data", str(data)],
                          capture_output=True, text=True, cwd=HOME)
    if done.returncode != 0:
        sys.exit(f"pictor models add {folder}: exit code {done.returncode}\n{done.stdout}{done.stderr}")


def peer(model, *options):
    port = free_port()
    return Server("Python", [sys.executable, HERE / "peer.py", model, port, *options], port, "/healthz")


def roboflow(python, cache):
    """Roboflow's own server, its older backend, which runs the ONNX files of its cache; `python` of the environment it is in."""
    port = free_port()
    for page in ("static", "_next/static"):  # of its image, not in its package
        (cache / "inference" / "landing" / "out" / page).mkdir(parents=True, exist_ok=True)
    environment = {
        "USE_INFERENCE_MODELS": "False", "MODEL_CACHE_DIR": str(cache), "OFFLINE_MODE": "True", "DISABLE_VERSION_CHECK": "True",
        "CLIP_VERSION_ID": VERSION.decode(), "CLIP_MAX_BATCH_SIZE": "64", "ENABLE_STREAM_API": "False", "METRICS_ENABLED": "False",
        "TELEMETRY_OPT_OUT": "True", "OMP_NUM_THREADS": "2", "PORT": str(port), "HOST": "127.0.0.1", "NUM_WORKERS": "1",
    }
    command = [python, "-m", "uvicorn", "--app-dir", HERE, "roboflow_app:app", "--host", "127.0.0.1", "--port", port,
               "--log-level", "warning"]
    return Server("Roboflow", command, port, "/healthz", environment, cache)

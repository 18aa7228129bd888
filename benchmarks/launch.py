"""Runs one measurement in a fresh process, and reads the JSON lines that it prints."""

import json
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
TARGET = HOME / "benchmarks" / "target"


def measured(command):
    """The lines of JSON that a command prints; ends this program with the command's errors when it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def java(executable, main, *arguments):
    """With the flags of the launcher `pictor`, and a class archive of its own."""
    return measured(
        [
            executable,
            f"@{HOME}/build/java.args",
            "-XX:+AutoCreateSharedArchive",
            f"-XX:SharedArchiveFile={TARGET}/{main}.jsa",
            "-cp",
            f"{TARGET}/lib/*:{TARGET}/*",
            f"dev.pictor.benchmarks.{main}",
            *arguments,
        ]
    )


def pictor(executable):
    """The command of the program itself, as the launcher `pictor` starts it."""
    server = HOME / "server" / "target"
    return [executable, f"@{HOME}/build/java.args", "-XX:+AutoCreateSharedArchive", f"-XX:SharedArchiveFile={TARGET}/pictor.jsa",
            "-cp", f"{server}/lib/*:{server}/*", "dev.pictor.cli.Main"]


def python(script, *arguments):
    return measured([sys.executable, script, *arguments])

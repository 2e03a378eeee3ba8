"""The emulators of Kinesis that pinflow is measured beside, as npm and PyPI have them. All keep
their records in memory (ministack and kinesis-local would save them from time to time)."""
import os
import socket
import subprocess
import time

import requests
from harness import ROOT

FOLDER = ROOT / "build/kinesis"
START_SECONDS_MAX = 60


PACKAGES = FOLDER / "node_modules"
PROGRAMS = FOLDER / "venv/bin"

# Name: where it is started, the command for a port, and what it wants in its environment.
EMULATORS = {
    "kinesalite": lambda port: (
        PACKAGES / "kinesalite", ["node", "cli.js", "--port", port, "--createStreamMs", "1"], {}),
    "kinesis-local": lambda port: (
        PACKAGES / "kinesis-local", ["node", "main.js"],
        {"KINESIS_MOCK_PLAIN_PORT": port, "KINESIS_MOCK_TLS_PORT": free_port(),
         "LOG_LEVEL": "ERROR"}),
    "moto": lambda port: (PROGRAMS, ["./moto_server", "-p", port], {}),
    "ministack": lambda port: (
        PROGRAMS, ["./ministack"], {"GATEWAY_PORT": port, "LOG_LEVEL": "ERROR"}),
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def answers(url):
    try:
        return requests.get(url, timeout=1).status_code < 600
    except requests.RequestException:
        return False


class Emulator:
    """One of them, running on a free port; how long it took to answer."""

    def __init__(self, name):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        folder, command, environment = EMULATORS[name](port)
        began = time.monotonic()
        self._process = subprocess.Popen(
            command, cwd=folder, env=os.environ | environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        while not answers(self.url):
            assert self._process.poll() is None, f"{name} ended at once"
            assert time.monotonic() < began + START_SECONDS_MAX, f"{name} does not start"
            time.sleep(0.01)
        self.start_seconds = time.monotonic() - began

    @property
    def process_id(self):
        return self._process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

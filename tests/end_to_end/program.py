"""Program: the real pinflow working on one data folder, started and killed as users do."""
import json
import os
import pathlib
import queue
import re
import signal
import subprocess
import threading

ROOT = pathlib.Path(__file__).parents[2]
BINARY = pathlib.Path(os.environ.get("PINFLOW", ROOT / "build/release/pinflow"))
USER_ID = "demo"
START_SECONDS_MAX = 20
COMMAND_SECONDS_MAX = 120

# The Kafka door is shut but in tests of it: its port may be another program's.
KAFKA_LISTEN = "PINFLOW__GATEWAY__KAFKA__LISTEN"
os.environ.setdefault(KAFKA_LISTEN, "")


class Program:
    """Commands of pinflow on one data folder, and at most one running `pinflow up`."""

    def __init__(self, data):
        self.data = pathlib.Path(data)
        self.url = None
        self.kafka = None  # "127.0.0.1:54321", where clients of Kafka find it.
        self.log_lines = []
        self.errors = ""  # Of the last command that run() ran.
        self.exit_status = 0
        self._process = None

    def start(self, *options, listen="127.0.0.1:0", environment=None):
        """Starts `pinflow up`, on a free port if none is named, and waits until it listens."""
        command = [BINARY, "up", "--listen", listen, "--data", self.data, *options]
        self._process = subprocess.Popen(
            command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=os.environ | (environment or {}))
        self.log_lines = []
        lines = queue.Queue()
        threading.Thread(target=self._read, args=(self._process, lines), daemon=True).start()
        while True:
            line = lines.get(timeout=START_SECONDS_MAX)
            assert line is not None, f"pinflow up ended at once:\n{self.log()}"
            if found := re.search(r"listening on (http://\S+)", line):
                self.url = found[1].rstrip("/")
                address = json.loads((self.data / "server.json").read_text())
                self.kafka = address.get("kafka")
                return self

    def _read(self, process, lines):
        for line in process.stdout:
            self.log_lines.append(line)
            lines.put(line)
        lines.put(None)

    def log(self):
        return "".join(self.log_lines)

    def tls_url(self):
        """Where it listens with TLS, as it said before it listened without."""
        return re.search(r"https://[\d.:]+", self.log())[0]

    @property
    def is_running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def process_id(self):
        return self._process.pid

    def ends_within(self, seconds):
        """Whether the running program ends by itself, as at a kill point."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self):
        """kill -9, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def stop(self):
        """A graceful stop; its exit status."""
        if not self.is_running:
            return None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=START_SECONDS_MAX)

    def run(self, *words, environment=None, expect=0, seconds=COMMAND_SECONDS_MAX):
        """Runs one command to its end; its standard output."""
        done = subprocess.run(
            [BINARY, *words, "--data", self.data], capture_output=True, text=True,
            timeout=seconds, env=os.environ | (environment or {}))
        assert expect is None or done.returncode == expect, (
            f"pinflow {' '.join(map(str, words))}: exit {done.returncode}\n"
            f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        self.errors = done.stderr
        self.exit_status = done.returncode
        return done.stdout

    def run_json(self, *words, expect=0):
        return json.loads(self.run(*words, "--json", expect=expect))

    def objects(self, topic):
        """The topic's objects in the bucket, by name."""
        return sorted((self.bucket() / "topics" / topic).rglob("*.json"))

    def bucket(self):
        return self.data / "objects" / f"user-{USER_ID}-bucket"

    def table_path(self, name):
        """On disk: "silver.demo_pin" -> <data>/lake/silver/demo_pin."""
        return self.data / "lake" / name.replace(".", "/")

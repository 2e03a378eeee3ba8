"""Kinesis for pinflow's log: another pinflow's door, and a public emulator."""
import os
import shutil
import socket
import subprocess

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from conftest import wait_until
from program import ROOT, Program

KINESALITE = ROOT / "build/kinesis/node_modules/kinesalite"
KEYS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_REGION": "us-east-1"}


def environment(url):
    """What makes pinflow keep its log there. Neither of them counts the reads of a second."""
    return KEYS | {"PINFLOW__EVENTLOG__TYPE": "kinesis",
                   "PINFLOW__EVENTLOG__KINESIS__ENDPOINT": url,
                   "PINFLOW__EVENTLOG__KINESIS__READ_MS": "10",
                   "PINFLOW__EVENTLOG__KINESIS__IDLE_MS": "50",
                   "PINFLOW__EVENTLOG__KINESIS__REFRESH_MS": "200"}


def client_of(url):
    return boto3.client(
        "kinesis", endpoint_url=url, region_name="us-east-1", aws_access_key_id="any",
        aws_secret_access_key="any", config=Config(retries={"max_attempts": 0}))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class DoorServer:
    """The Kinesis door of another pinflow."""

    def __init__(self, folder):
        self._program = Program(folder)
        self._listen = f"127.0.0.1:{free_port()}"
        self.url = f"http://{self._listen}"
        self.start()

    def start(self):
        self._program.start("--only", "gateway", listen=self._listen,
                            environment={"PINFLOW__GATEWAY__KINESIS__STATE_DELAY_MS": "0"})

    def kill(self):
        """kill -9, as a power cut would."""
        self._program.kill()


class Kinesalite:
    """The oldest of the public emulators, in memory."""

    def __init__(self):
        if not KINESALITE.exists() or not shutil.which("node"):
            pytest.skip("no kinesalite: ./dev setup --tests installs it")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            ["node", "cli.js", "--port", str(port), "--createStreamMs", "1", "--deleteStreamMs",
             "1", "--updateStreamMs", "1"], cwd=KINESALITE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=os.environ)
        wait_until(self._answers, "kinesalite's start", 60)

    def _answers(self):
        assert self._process.poll() is None, "kinesalite ended at once"
        try:
            client_of(self.url).list_streams()
            return True
        except (BotoCoreError, ClientError):
            return False

    def kill(self):
        self._process.kill()
        self._process.wait()

"""PostgreSql: a real PostgreSQL in a folder of the test, which asks its user for a password."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess

import pytest
from conftest import wait_until

PROGRAMS = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
# The programs refuse to run as root.
IS_ROOT = os.geteuid() == 0
AS_NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if IS_ROOT else []


class PostgreSql:
    HOST, USER, PASSWORD, DATABASE = "localhost", "postgres", "p@ss: word%'\\", "pinterest_data"

    def __init__(self, folder, certificate=None, key=None):
        if not PROGRAMS:
            pytest.skip("no PostgreSQL: ./dev setup --tests installs one")
        self._programs, self._log = PROGRAMS[-1], folder / "log"
        folder.mkdir()
        (folder / "password").write_text(self.PASSWORD)
        options = ["-c", "fsync=off", "-c", "unix_socket_directories="]
        if certificate:
            for name, source in [("server.pem", certificate), ("server.key", key)]:
                shutil.copy(source, folder / name)
                (folder / name).chmod(0o600)
            options += ["-c", "ssl=on", "-c", f"ssl_cert_file={folder}/server.pem",
                        "-c", f"ssl_key_file={folder}/server.key"]
        if IS_ROOT:
            for path in [folder, *folder.iterdir()]:
                shutil.chown(path, "nobody", "nogroup")
            for parent in folder.parents[:-1]:  # pytest's own folders let nobody else in.
                if not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o011)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        subprocess.run([*AS_NOBODY, self._programs / "initdb", "-D", folder / "data", "-U", self.USER,
                        "-A", "scram-sha-256", f"--pwfile={folder}/password", "--no-sync",
                        "--no-locale", "-E", "UTF8"],
                       check=True, capture_output=True, cwd="/")
        if certificate:
            (folder / "data/pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
        self._command = [*AS_NOBODY, self._programs / "postgres", "-D", folder / "data",
                         "-p", str(self.port), "-h", "127.0.0.1", *options]
        self.start()
        self.run(f"CREATE DATABASE {self.DATABASE}", database="postgres")

    def start(self):
        """Again, after a stop() or crash()."""
        with open(self._log, "a") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, cwd="/")
        wait_until(self._answers, "PostgreSQL's start", 60)

    def _answers(self):
        assert self._process.poll() is None, f"postgres ended at once:\n{self._log.read_text()}"
        return self._psql("SELECT 1", "postgres").returncode == 0

    def _psql(self, statement, database):
        return subprocess.run(
            [self._programs / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", self.USER, "-d",
             database, "-AtXc", statement], capture_output=True, text=True,
            env=os.environ | {"PGPASSWORD": self.PASSWORD})

    def run(self, statement, database=DATABASE):
        """What PostgreSQL's own client prints for it."""
        done = self._psql(statement, database)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def url(self, options=""):
        """postgresql://…, as `pinflow` takes it."""
        return f"postgresql://{self.USER}@{self.HOST}:{self.port}/{self.DATABASE}{options}"

    def credentials(self):
        """What a db_creds.yaml holds."""
        password = self.PASSWORD.replace("'", "''")
        return (f"RDS_HOST: {self.HOST}\nRDS_USER: {self.USER}\nRDS_PASSWORD: '{password}'\n"
                f"RDS_DATABASE: {self.DATABASE}\nRDS_PORT: {self.port}\nRDS_TYPE: postgresql\n")

    def crash(self):
        """An end at once, which leaves recovery to the next start."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    def stop(self):
        self._process.kill()
        self._process.wait()

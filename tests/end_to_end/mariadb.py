"""MariaDb: a real MariaDB in a folder of the test, with one user whom it asks for a password."""
import os
import shutil
import socket
import subprocess

import pymysql
import pytest
import sqlalchemy
from conftest import wait_until

INSTALL = shutil.which("mariadb-install-db")
SERVER = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
AS_ROOT = ["--user=root"] if os.geteuid() == 0 else []


class MariaDb:
    HOST, USER, PASSWORD, DATABASE = "localhost", "reader", "p@ss: word%", "pinterest_data"

    def __init__(self, folder, *options):
        if not INSTALL or not os.path.exists(SERVER):
            pytest.skip("no MariaDB: ./dev setup --tests installs one")
        folder.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        # A socket's name has few letters at most, and a test's folder may have many.
        self._socket = f"/tmp/pinflow-mariadb-{self.port}.sock"
        subprocess.run([INSTALL, "--no-defaults", *AS_ROOT, f"--datadir={folder}/data",
                        "--auth-root-authentication-method=normal", "--skip-test-db"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._log = folder / "log"
        self._command = [
            SERVER, "--no-defaults", *AS_ROOT, f"--datadir={folder}/data",
            f"--port={self.port}", f"--socket={self._socket}", f"--pid-file={folder}/pid",
            f"--tmpdir={folder}", "--bind-address=127.0.0.1", "--skip-name-resolve",
            "--innodb-buffer-pool-size=32M", *options]
        self.start()
        for statement in (f"CREATE DATABASE {self.DATABASE} CHARACTER SET utf8mb4",
                          f"CREATE USER {self.USER} IDENTIFIED BY '{self.PASSWORD}'",
                          f"GRANT ALL ON {self.DATABASE}.* TO {self.USER}"):
            self.as_root(statement)

    def start(self):
        """Again, after a stop()."""
        with open(self._log, "a") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        wait_until(self._answers, "MariaDB's start", 60)

    def _answers(self):
        assert self._process.poll() is None, "mariadbd ended at once: see its log"
        try:
            self.as_root("SELECT 1")
            return True
        except pymysql.OperationalError:
            return False

    def as_root(self, statement):
        with pymysql.connect(unix_socket=self._socket, user="root") as connection:
            with connection.cursor() as cursor:
                cursor.execute(statement)

    def url(self, user_part=None, options=""):
        """mysql://…, as `pinflow` takes it."""
        user_part = self.USER if user_part is None else user_part
        return f"mysql://{user_part}@{self.HOST}:{self.port}/{self.DATABASE}{options}"

    def credentials(self, prefix="", case=str.upper):
        """What a db_creds.yaml holds, in one of the spellings that are in use."""
        values = {"HOST": self.HOST, "USER": self.USER, "PASSWORD": self.PASSWORD,
                  "DATABASE": self.DATABASE, "PORT": self.port}
        return "".join(f"{case(prefix + key)}: '{value}'\n" for key, value in values.items())

    def engine(self):
        """As the exercise's AWSDBConnector makes it."""
        return sqlalchemy.create_engine(sqlalchemy.URL.create(
            "mysql+pymysql", self.USER, self.PASSWORD, "127.0.0.1", self.port, self.DATABASE,
            {"charset": "utf8mb4"}))

    def stop(self):
        self._process.kill()
        self._process.wait()
        if os.path.exists(self._socket):
            os.unlink(self._socket)

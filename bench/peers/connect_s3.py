"""The real Kafka Connect with Confluent's S3 sink, from an installation on this machine:

    PINFLOW_CONNECT_PLUGINS   its plugin.path: a folder with a folder of the connector's jars
    KAFKA_HOME                a Kafka distribution: bin/kafka-server-start.sh and the other scripts
"""
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time

SCRIPTS = ("kafka-storage.sh", "kafka-server-start.sh", "kafka-topics.sh",
           "kafka-console-producer.sh", "connect-standalone.sh")
START_SECONDS_MAX = 180
RUN_SECONDS_MAX = 900

BROKER = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={folder}/log
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
"""
WORKER = """bootstrap.servers=127.0.0.1:{port}
key.converter=org.apache.kafka.connect.storage.StringConverter
value.converter=org.apache.kafka.connect.json.JsonConverter
value.converter.schemas.enable=false
offset.storage.file.filename={folder}/offsets
listeners=http://127.0.0.1:{rest}
plugin.path={plugins}
"""
CONNECTOR = """name=s3-sink
connector.class=io.confluent.connect.s3.S3SinkConnector
s3.region=us-east-1
flush.size={flush_size}
schema.compatibility=NONE
tasks.max=1
topics={topic}
format.class=io.confluent.connect.s3.format.json.JsonFormat
partitioner.class=io.confluent.connect.storage.partitioner.DefaultPartitioner
storage.class=io.confluent.connect.s3.storage.S3Storage
s3.bucket.name={bucket}
store.url={store_url}
s3.path.style.access.enabled=true
"""


def why_not():
    """Why the real connector cannot be run here; None when it can."""
    plugins = os.environ.get("PINFLOW_CONNECT_PLUGINS")
    if not plugins:
        return "PINFLOW_CONNECT_PLUGINS is not set, so the real connector is not measured"
    folder, jar = pathlib.Path(plugins), "kafka-connect-s3-*.jar"
    if not any(any(folder.glob(below + jar)) for below in ("", "*/", "*/*/")):
        return f"PINFLOW_CONNECT_PLUGINS: {plugins}: no kafka-connect-s3-*.jar in it"
    home = os.environ.get("KAFKA_HOME")
    if not home:
        return "KAFKA_HOME is not set: the real connector needs a Kafka distribution beside it"
    missing = [name for name in SCRIPTS if not (pathlib.Path(home) / "bin" / name).is_file()]
    return f"KAFKA_HOME: {home}: no bin/{missing[0]}" if missing else None


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(port, process):
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        assert process.poll() is None, f"ended at once: {process.args[0]}"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise TimeoutError(f"{process.args[0]} does not listen")


class Connect:
    """A broker, and a Connect worker once it is asked for. Their words go to files in `folder`."""

    def __init__(self, folder, environment):
        self.folder, self.environment = pathlib.Path(folder), os.environ | environment
        self.home = pathlib.Path(os.environ["KAFKA_HOME"])
        self.port, self.rest = free_port(), free_port()
        self._processes = []
        broker = self._write("broker.properties", BROKER.format(
            port=self.port, controller=free_port(), folder=self.folder))
        cluster = subprocess.run([self._script("kafka-storage.sh"), "random-uuid"], check=True,
                                 text=True, capture_output=True).stdout.split()[-1]
        subprocess.run([self._script("kafka-storage.sh"), "format", "-t", cluster, "-c", broker],
                       check=True, capture_output=True)
        wait_for_port(self.port, self._start("kafka-server-start.sh", broker))

    def fill(self, topic, line, count):
        """`count` records of that line, in one partition."""
        server = ["--bootstrap-server", f"127.0.0.1:{self.port}", "--topic", topic]
        subprocess.run([self._script("kafka-topics.sh"), "--create", "--partitions", "1", *server],
                       check=True, capture_output=True)
        producer = subprocess.Popen([self._script("kafka-console-producer.sh"), *server],
                                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        for _ in range(count):
            producer.stdin.write(line + "\n")
        producer.stdin.close()
        assert producer.wait() == 0

    def start_sink(self, topic, bucket, store_url, flush_size):
        """The process that sinks; it is killed with the rest."""
        worker = self._write("worker.properties", WORKER.format(
            port=self.port, rest=self.rest, folder=self.folder,
            plugins=os.environ["PINFLOW_CONNECT_PLUGINS"]))
        connector = self._write("connector.properties", CONNECTOR.format(
            flush_size=flush_size, topic=topic, bucket=bucket, store_url=store_url))
        return self._start("connect-standalone.sh", worker, connector)

    def stop(self):
        for process in reversed(self._processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _write(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def _script(self, name):
        return self.home / "bin" / name

    def _start(self, script, *arguments):
        with open(self.folder / f"{script}.out", "w") as output:
            process = subprocess.Popen([self._script(script), *arguments], stdout=output,
                                       stderr=output, env=self.environment, cwd=self.folder,
                                       start_new_session=True)
        self._processes.append(process)
        return process

"""KafkaServer: a real Kafka in a folder of the test, and its own tools."""
import pathlib
import shutil
import socket
import subprocess
import time

from program import ROOT

JARS = ROOT / "build/kafka"
JVM = ["java", "-Xms64m", "-Xmx512m", "-cp", f"{JARS}/*"]
# Quick to start and giving way to what is tested; a benchmark wants neither.
FOR_TESTS = ["nice", JVM[0], "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", *JVM[1:]]
PROPERTIES = """process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:{controller}
log.dirs={folder}/log
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
log.cleaner.enable=false
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=200
"""
# Who comes through this door is "alice", who may do nothing until somebody allows it.
GUARDED = """listeners=PLAINTEXT://127.0.0.1:{port},GUARDED://127.0.0.1:{guarded},\
CONTROLLER://127.0.0.1:{controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,GUARDED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
listener.name.guarded.sasl.enabled.mechanisms=PLAIN
listener.name.guarded.plain.sasl.jaas.config=\
org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="wonder";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"""


START_SECONDS_MAX = 120


def is_installed():
    return shutil.which("java") and (JARS / "pom.stamp").exists()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_tool(*words, jvm=tuple(FOR_TESTS), text=None):
    """What one of Kafka's own programs prints."""
    return subprocess.run([*jvm, *words], capture_output=True, text=True, check=True, timeout=300,
                          input=text).stdout


class KafkaServer:
    def __init__(self, folder, jvm=tuple(FOR_TESTS), guarded=False):
        self._jvm = jvm
        self._folder = pathlib.Path(folder)
        self._folder.mkdir()
        self._port = free_port()
        self.address = f"127.0.0.1:{self._port}"
        self._properties = self._folder / "properties"
        guarded_port = free_port()
        self.guarded_address = f"127.0.0.1:{guarded_port}" if guarded else None
        # Of two lines for one property the last counts.
        self._properties.write_text((PROPERTIES + (GUARDED if guarded else "")).format(
            port=self._port, controller=free_port(), guarded=guarded_port, folder=self._folder))
        subprocess.run([*self._jvm, "kafka.tools.StorageTool", "format", "--cluster-id",
                        "pinflowPinflowPinflow0", "--config", self._properties],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        began = time.monotonic()
        self.start()
        while not self._listens():
            assert time.monotonic() < began + START_SECONDS_MAX, "Kafka did not start"
            time.sleep(0.02)
        self.ready_seconds = time.monotonic() - began

    def start(self):
        with open(self._folder / "said", "a") as said:
            self._process = subprocess.Popen([*self._jvm, "kafka.Kafka", self._properties],
                                             stdout=said, stderr=said)

    @property
    def process_id(self):
        return self._process.pid

    def _listens(self):
        assert self._process.poll() is None, (self._folder / "said").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def kill(self):
        """kill -9, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def consumed(self, topic, count):
        """What Kafka's own console consumer prints of the topic's first records."""
        return self.tool(
            "org.apache.kafka.tools.consumer.ConsoleConsumer", "--bootstrap-server", self.address,
            "--topic", topic, "--partition", "0", "--offset", "earliest", "--max-messages",
            str(count), "--timeout-ms", "60000", "--property", "print.key=true", "--property",
            "print.headers=true").splitlines()

    def tool(self, *words):
        """What one of Kafka's own programs prints."""
        return run_tool(*words, jvm=self._jvm)

    def environment(self):
        """What makes pinflow use it."""
        return {"PINFLOW__EVENTLOG__TYPE": "kafka",
                "PINFLOW__EVENTLOG__KAFKA__BOOTSTRAP_SERVERS": self.address}

"""What the tests of the Kafka door say by other doors and by librdkafka."""
import base64
import json
import random
import time

import confluent_kafka
import requests
from confluent_kafka.admin import AdminClient, NewTopic
from conftest import wait_until
from posts import JSON_V2

CLIENT_SECONDS_MAX = 120


def rest_post(url, topic, *values):
    answer = requests.post(f"{url}/topics/{topic}", headers={"Content-Type": JSON_V2}, timeout=30,
                           data=json.dumps({"records": [{"value": value} for value in values]}))
    assert answer.status_code == 200, answer.text
    return answer.json()["offsets"]


def rest_read(url, topic, count):
    """The values of a topic's first records, as a REST consumer of its own gets them."""
    kind = {"Content-Type": "application/vnd.kafka.v2+json"}
    group = f"{url}/consumers/rest-{random.getrandbits(64):x}"
    made = requests.post(group, headers=kind, timeout=30, data=json.dumps(
        {"name": "one", "format": "binary", "auto.offset.reset": "earliest"}))
    assert made.status_code == 200, made.text
    one = f"{group}/instances/one"
    requests.post(f"{one}/subscription", headers=kind, timeout=30,
                  data=json.dumps({"topics": [topic]}))
    values = []

    def are_there():
        got = requests.get(f"{one}/records", timeout=30, headers={
            "Accept": "application/vnd.kafka.binary.v2+json"}).json()
        values.extend(base64.b64decode(record["value"]).decode() for record in got)
        return len(values) >= count
    wait_until(are_there, f"{count} records of {topic}")
    requests.delete(one, headers=kind, timeout=30)
    return values


def consume(address, topic, count, group=None, **settings):
    """The values of a topic's first records by librdkafka, each committed."""
    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": address, "auto.offset.reset": "earliest",
        "group.id": group or f"g-{random.getrandbits(64):x}", "enable.auto.commit": False,
        **settings})
    consumer.subscribe([topic])
    values = []
    deadline = time.monotonic() + CLIENT_SECONDS_MAX
    while len(values) < count:
        assert time.monotonic() < deadline, f"{len(values)} of {count} records came"
        record = consumer.poll(0.5)
        if record is not None and not record.error():
            values.append(record.value().decode())
    consumer.commit(asynchronous=False)
    consumer.close()
    return values


def produce(address, topic, values, **settings):
    """By librdkafka; every one of them is acknowledged."""
    producer = confluent_kafka.Producer({"bootstrap.servers": address, **settings})
    failures = []
    for value in values:
        producer.produce(topic, value, on_delivery=lambda error, _: error and failures.append(error))
    assert producer.flush(CLIENT_SECONDS_MAX) == 0
    assert not failures, failures[0]


def make_topic(address, name, partitions=1, **config):
    admin = AdminClient({"bootstrap.servers": address})
    made = admin.create_topics([NewTopic(name, partitions, 1, config=config)])
    made[name].result(CLIENT_SECONDS_MAX)

"""A member of a consumer group in a process of its own, to be killed: prints each record's value
once it is committed."""
import sys

from confluent_kafka import Consumer

address, group, topic = sys.argv[1:]
consumer = Consumer({
    "bootstrap.servers": address, "group.id": group, "auto.offset.reset": "earliest",
    "enable.auto.commit": False, "session.timeout.ms": 6000, "heartbeat.interval.ms": 500})
consumer.subscribe([topic])
while True:
    records = [one for one in consumer.consume(50, timeout=0.2) if not one.error()]
    if not records:
        continue
    for record in records:
        print(record.value().decode(), flush=True)
    consumer.commit(asynchronous=False)

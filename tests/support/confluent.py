#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""confluent - a topic by Confluent's own client for Python, which asks the registry by itself (.cache/python).

  confluent.py read BROKERS TOPIC REGISTRY FILE   reads the whole topic and compares it with the events of FILE (hentra
                                                  simulate --to); prints what differs, exit 1 when something does
  confluent.py write BROKERS TOPIC REGISTRY FILE  writes those events with a schema of its own, the newest file's with one
                                                  field more, which it registers
"""
import json
import os
import pathlib
import sys
import uuid

root = pathlib.Path(__file__).resolve().parents[2]
python = root / ".cache/python/bin/python"
if pathlib.Path(sys.prefix).resolve() != python.parents[1].resolve():
    os.execv(python, [str(python), __file__, *sys.argv[1:]])

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

what, brokers, topic, url, name = sys.argv[1:]
registry = SchemaRegistryClient({"url": url})
value = SerializationContext(topic, MessageField.VALUE)
events = [json.loads(line) for line in open(name, encoding="utf-8")]
for event in events:
    event["procedure"] = event["procedure"] or ""  # a file says null of what the schema leaves empty


def microseconds(found):
    """As the events of a file have them: times as numbers, identities as text."""
    if isinstance(found, dict):
        return {key: microseconds(part) for key, part in found.items()}
    if isinstance(found, list):
        return [microseconds(part) for part in found]
    if isinstance(found, bytes):
        return str(uuid.UUID(bytes=found))
    if hasattr(found, "timestamp"):
        whole = found.replace(microsecond=0)
        return int(whole.timestamp()) * 1000000 + found.microsecond
    return found


def read():
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "confluent", "enable.auto.commit": False})
    decode = AvroDeserializer(registry)
    partitions = consumer.list_topics(topic, 30).topics[topic].partitions
    left = {}
    for number in partitions:
        first, end = consumer.get_watermark_offsets(TopicPartition(topic, number), 30)
        if end > first:
            left[number] = end
    consumer.assign([TopicPartition(topic, number, 0) for number in left])
    read = []
    while left:
        message = consumer.poll(60)
        if message is None or message.error():
            sys.exit(f"no message: {message and message.error()}")
        read.append(microseconds(decode(message.value(), value)))
        if message.offset() + 1 >= left[message.partition()]:
            del left[message.partition()]
    consumer.close()

    def order(event):
        return event["event_id"]

    differ = [(a, b) for a, b in zip(sorted(read, key=order), sorted(events, key=order)) if a != b]
    if len(read) != len(events) or differ:
        sys.exit(f"{len(read)} messages, {len(events)} events; the first that differs: {differ[:1]}")
    print(f"{len(read)} messages are the events of {name}")


def write():
    newest = sorted((root / "schemas/dossier-status").glob("*.avsc"))[-1]
    schema = json.loads(newest.read_text(encoding="utf-8"))
    schema["fields"].insert(0, {"name": "desk", "type": "string", "default": ""})
    encode = AvroSerializer(registry, json.dumps(schema))
    producer = Producer({"bootstrap.servers": brokers})
    for event in events:
        record = {**event, "desk": "3", "event_id": uuid.UUID(event["event_id"]).bytes}
        producer.produce(topic, encode(record, value), event["dossier_id"])
        producer.poll(0)
    if producer.flush(60):
        sys.exit("not every message was delivered")


read() if what == "read" else write()

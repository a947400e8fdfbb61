"""confluent-kafka (librdkafka) on behalf of the end-to-end suites: a JSON request in, a JSON answer out.

Keys, values and header values travel as base64. Requests carry {"op", "config", "topic"} and, by op:
produce {"records", "codec"}, consume {"ends", "group", "config"}, addresses {}, transaction {"records",
"commit"}, steady {"count", "pause_s"}. A consume ends when a record with the key "end" has come from
each of `ends` partitions, or with the error that a partition reports.
"""

import base64
import json
import sys
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient

CALL_S = 30
METADATA_S = 6


def to_bytes(text):
    return None if text is None else base64.b64decode(text)


def to_text(data):
    return None if data is None else base64.b64encode(data).decode()


def send(producer, request, failures):
    for record in request["records"]:
        producer.produce(
            request["topic"],
            key=to_bytes(record["key"]),
            value=to_bytes(record["value"]),
            headers=[(name, to_bytes(value)) for name, value in record["headers"]],
            partition=record.get("partition", -1),
            timestamp=int(record["timestamp"]),
            on_delivery=lambda error, _: failures.append(str(error)) if error else None,
        )
        producer.poll(0)


def produce(request):
    producer = Producer({**request["config"], "compression.type": request["codec"]})
    failures = []
    send(producer, request, failures)
    left = producer.flush(CALL_S)
    return {"failures": failures, "left": left}


def consume(request):
    consumer = Consumer(
        {
            "group.id": request["group"],
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            **request["config"],
        }
    )
    consumer.subscribe([request["topic"]])
    records, ended, deadline = [], set(), time.monotonic() + CALL_S
    try:
        while len(ended) < request["ends"]:
            if time.monotonic() > deadline:
                return {"records": records, "error": "timed out", "code": KafkaError._TIMED_OUT}
            message = consumer.poll(0.5)
            if message is None:
                continue
            if message.error():
                if message.error().retriable():
                    continue
                return {"records": records, "error": str(message.error()), "code": message.error().code()}
            records.append(
                {
                    "partition": message.partition(),
                    "offset": str(message.offset()),
                    "timestamp": str(message.timestamp()[1]),
                    "key": to_text(message.key()),
                    "value": to_text(message.value()),
                    "headers": [[name, to_text(value)] for name, value in message.headers() or []],
                }
            )
            if message.key() == b"end":
                ended.add(message.partition())
        consumer.commit(asynchronous=False)
        return {"records": records}
    finally:
        consumer.close()


def addresses(request):
    admin = AdminClient(request["config"])
    metadata = admin.list_topics(timeout=METADATA_S)
    described = admin.describe_cluster(request_timeout=METADATA_S).result(METADATA_S)
    nodes = [*metadata.brokers.values(), *described.nodes, described.controller]
    return {"addresses": sorted({f"{node.host}:{node.port}" for node in nodes if node})}


def transaction(request):
    producer = Producer(request["config"])
    producer.init_transactions(CALL_S)
    producer.begin_transaction()
    failures = []
    send(producer, request, failures)
    producer.flush(CALL_S)
    if request["commit"]:
        producer.commit_transaction(CALL_S)
    else:
        producer.abort_transaction(CALL_S)
    return {"failures": failures, "left": 0}


def steady(request):
    """Produces numbered records slowly; answers with the numbers that were acknowledged."""
    producer = Producer({"acks": "all", "enable.idempotence": True, **request["config"]})
    acknowledged, failures = [], []

    def note(number):
        def delivered(error, _):
            if error:
                failures.append(str(error))
            else:
                acknowledged.append(number)

        return delivered

    for number in range(request["count"]):
        value = json.dumps({"number": number, "email": f"steady{number}@mail.example.org"})
        producer.produce(request["topic"], value=value.encode(), on_delivery=note(number))
        producer.poll(request["pause_s"])
    for partition in range(request["ends"]):
        producer.produce(request["topic"], key=b"end", value=b"{}", partition=partition)
    left = producer.flush(2 * CALL_S)
    return {"acknowledged": sorted(acknowledged), "failures": failures, "left": left}


OPERATIONS = {
    "produce": produce,
    "consume": consume,
    "addresses": addresses,
    "transaction": transaction,
    "steady": steady,
}


def main():
    request = json.load(sys.stdin)
    try:
        answer = OPERATIONS[request["op"]](request)
    except KafkaException as error:
        answer = {"error": str(error), "code": error.args[0].code()}
    json.dump(answer, sys.stdout)


main()

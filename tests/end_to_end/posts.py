"""Posts as the exercise's emulator makes them, and the requests by which it sends them."""
import base64
import datetime
import json
import uuid

import requests

JSON_V2 = "application/vnd.kafka.json.v2+json"
SECONDS_MAX = 30


def pin_row(index):
    return {
        "index": index,
        "unique_id": str(uuid.UUID(int=index + 1)),
        "title": f"Ten ideas, number {index} \U0001f600",
        "description": "A \"quoted\" text…",
        "poster_name": f"Poster {index % 7}",
        "follower_count": f"{index % 900 + 1}k",
        "tag_list": "Art,Ideas,Home,Garden,Food,Travel,Books,Music,Film",
        "is_image_or_video": "image",
        "image_src": "https://i.pinimg.com/originals/aa/bb/cc/0.jpg",
        "downloaded": 1,
        "save_location": "Local save in /data/art",
        "category": "art",
    }


def geo_row(index):
    return {
        "ind": index,
        "timestamp": datetime.datetime(2020, 8, 28, 3, 52, 47),
        "latitude": -89.9787,
        "longitude": -173.293,
        "country": "Albania",
    }


def user_row(index):
    return {
        "ind": index,
        "first_name": "Abigail",
        "last_name": "Ali",
        "age": 20 + index % 40,
        "date_joined": datetime.datetime(2015, 10, 24, 11, 23, 51),
    }


ROWS = {"pin": pin_row, "geo": geo_row, "user": user_row}


def as_emulator(value):
    """The body of one post, byte for byte as Python's json.dumps writes it."""
    return json.dumps({"records": [{"value": value}]}, default=str)


def kinesis_record(stream, value):
    """PutRecord as a request to `/`, without a client library."""
    data = base64.b64encode(json.dumps(value, default=str).encode()).decode()
    return kinesis_request("PutRecord", {"StreamName": stream, "PartitionKey": data[-12:],
                                         "Data": data})


def kinesis_request(action, body):
    """An action as a request to `/`. With a signature that is well formed it is let in where no
    credentials are configured."""
    return {"data": json.dumps(body), "headers": {
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Date": "20260101T000000Z",
        "X-Amz-Target": f"Kinesis_20131202.{action}",
        "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/kinesis/aws4_request, "
                         "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64}}


def post(url, topic, value, stage="/test"):
    """One row as the emulator posts it: a connection of its own, checked for 200."""
    response = requests.post(
        f"{url}{stage}/topics/{topic}", data=as_emulator(value),
        headers={"Content-Type": JSON_V2, "Connection": "keep-alive"}, timeout=SECONDS_MAX)
    assert response.status_code == 200, response.text
    return response.json()["offsets"]


def post_body(url, topic, body, content_type=JSON_V2, path="/topics/"):
    """Any bytes as a produce request; the answer as it is."""
    if isinstance(body, str):
        body = body.encode()
    return requests.post(f"{url}{path}{topic}", data=body, timeout=SECONDS_MAX,
                         headers={"Content-Type": content_type})


def post_both_ways(server, count):
    """Rows of all datasets, posted to topics and streams."""
    for index in range(count):
        for name, row_of in ROWS.items():
            post(server.url, f"demo.{name}", row_of(index))
            post(server.url, f"streaming-demo-{name}", row_of(index))

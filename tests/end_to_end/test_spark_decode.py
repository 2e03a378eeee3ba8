"""What Spark's workers do in Python, without Spark: values of every kind, and checksums."""
import json
import random
import sys
import zlib

import pytest
from program import ROOT

sys.path.append(str(ROOT / "src/query/spark/job"))
from pinflow_crc32c import crc32c  # noqa: E402
from pinflow_decode import Decoder, Refused, shortest, text_to_moment  # noqa: E402

DATASET = {"columns": [["id", "long"], ["name", "string"], ["at", "timestamp"], ["flag", "boolean"],
                       ["ratio", "double"], ["day", "date"], ["small", "integer"]],
           "aliases": {"index": "id"}, "required": ["id"], "reject_unknown": False}


def values(**row):
    return dict(zip([name for name, _ in DATASET["columns"]], Decoder(DATASET).decode_row(row)))


def reason(text):
    rows, refused = Decoder(DATASET).decode(text.encode())
    assert not rows
    return refused[0][1]


def test_checksums_are_those_of_castagnoli():
    assert crc32c(b"") == 0
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA
    source = random.Random(1)
    for size in [1, 7, 8, 9, 63, 64, 65, 1000, 4097]:
        data = source.randbytes(size)
        slow = 0xFFFFFFFF
        for byte in data:
            slow ^= byte
            for _ in range(8):
                slow = slow >> 1 ^ (0x82F63B78 if slow & 1 else 0)
        assert crc32c(data) == slow ^ 0xFFFFFFFF, size
    assert crc32c(b"123456789") != zlib.crc32(b"123456789")


@pytest.mark.parametrize("given, wanted", [
    ("12", 12), (" +12 ", 12), ("12.0", 12), ("1e3", 1000), (12.0, 12), (None, None), ("", None)])
def test_integers_come_in_many_ways(given, wanted):
    assert values(id=given)["id"] == wanted


@pytest.mark.parametrize("given", ["12a", "1.5", 1.5, True, [1], {"a": 1}, 2 ** 63, "1_0", "٣"])
def test_what_is_no_integer_is_refused(given):
    with pytest.raises(Refused, match="column 'id': .* is not an integer"):
        values(id=given)


def test_other_types_are_read_as_clients_write_them():
    row = values(index=1, name=7, at="2016:12:31 23:30:00-01:00", flag="TRUE", ratio=" .5",
                 day="2020-02-29T01:02:03Z", small="-4")
    assert row == {"id": 1, "name": "7", "at": 1483230600000000, "flag": True, "ratio": 0.5,
                   "day": 18321, "small": -4}
    with pytest.raises(Refused):
        values(id=1, small=2 ** 31)


@pytest.mark.parametrize("text", ["2021-02-29", "2020-13-01", "2020-1-1", "2020-01-01 24:00:00",
                                  "2020-01-01 00:00:00.", "2020-01-01 00:00:00+19", "soon"])
def test_what_is_no_time_is_refused(text):
    assert text_to_moment(text) is None


@pytest.mark.parametrize("text, wanted", [
    ("", "not JSON"), ("{", "not JSON"), ("{} x", "not JSON"), ("NaN", "not JSON"),
    ("7", "not an object"), ("[]", "empty list"), ("{}", "required column 'id' is missing"),
    ('{"id": 123456789012345678901}', "a number is out of range"),
    ('{"id": 1e999}', "a number is out of range"),
    ('{"id": 1, "name": "\\ud800"}', "half of a surrogate pair in a string"),
    ('"text"', "not an object"), ("[" * 600 + "]" * 600, "nested too deeply"),
])
def test_a_value_that_is_no_row_tells_why(text, wanted):
    assert wanted in reason(text)


def test_lists_and_texts_that_hold_rows_are_opened():
    inner = json.dumps([{"id": 1}, None, {"index": 2}])
    rows, refused = Decoder(DATASET).decode(json.dumps(inner).encode())
    assert [index for index, _ in rows] == [0, 2]
    assert refused == [(1, "not an object", b"null")]
    assert Decoder(DATASET).decode(b'{"id": "\xff"}')[1][0][1].startswith("not UTF-8")


@pytest.mark.parametrize("number, text", [
    (1.5, "1.5"), (2.0, "2.0"), (1e30, "1e+30"), (100000.0, "1e+05"), (0.001, "0.001"),
    (1e-5, "1e-05"), (-79.25, "-79.25"), (0.0, "0.0")])
def test_numbers_in_texts_are_as_short_as_pinflow_writes_them(number, text):
    assert shortest(number) == text

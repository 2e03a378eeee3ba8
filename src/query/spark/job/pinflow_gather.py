"""Objects to rows on Spark: each object is read whole by one task, its lines become rows.

The rows go on as a frame; what else is to be known, of objects and of lines that are no rows, comes
back beside them. A task that runs again says the same again, under the same keys.
"""
import base64

from pyspark import AccumulatorParam

import pinflow_decode
from pinflow_columns import carried_frame
from pinflow_crc32c import crc32c
from pinflow_lines import Damaged, lines_of, unpack

LETTER_BYTES_MAX = 256 << 20  # Of one gather's dead letters, which pass through this process.
TASK_BYTES = 32 << 20

class Flooded(Exception):
    """More dead letters than are taken at once."""


class Replaced(Damaged):
    """Another object by now."""


class Merged(AccumulatorParam):
    def zero(self, value):
        return {}

    def addInPlace(self, one, other):
        one.update(other)
        return one


def short(text):
    return " ".join(line.strip() for line in text.splitlines()[:3])[:600]


def explain(error):
    """{"code", "message"} of any error, as pinflow tells it."""
    text = str(getattr(error, "desc", None) or error)
    kind = type(error).__name__
    if "Flooded" in text or isinstance(error, Flooded):
        return {"code": "flooded", "message": "more lines that are no rows than are taken at once"}
    if "cancelled" in text.lower():
        return {"code": "stopped", "message": "stopped"}
    if kind in ("AnalysisException", "ParseException", "IllegalArgumentException"):
        return {"code": "invalid", "message": short(text)}
    if "OutOfMemoryError" in text:
        return {"code": "exhausted", "message": "an executor ran out of memory"}
    causes = [line.strip() for line in text.splitlines() if line.startswith("Caused by: ")]
    return {"code": "unavailable", "message": short("\n".join(causes[-1:] + [text]))}


class Reader:
    """What a task does. Goes to the workers with `objects` and comes to no end there."""

    def __init__(self, dataset, objects, found, letters):
        self.dataset, self.objects = dataset, objects
        self.found, self.letters = found, letters

    def __call__(self, items):
        decoder = pinflow_decode.Decoder(self.dataset)
        letter_bytes = 0
        for path, data in items:
            one = self.objects.value[path]
            found, letters = {}, {}
            yield from self.rows_of(one, data, decoder, found, letters)
            letter_bytes += sum(512 + len(letter[1]) for letter in letters.values())
            if letter_bytes > LETTER_BYTES_MAX:
                raise Flooded("Flooded")
            self.found.add(found)
            self.letters.add(letters)

    def rows_of(self, one, data, decoder, found, letters):
        index = one["index"]
        try:
            if len(data) != one["size"]:
                raise Replaced("replaced since it was listed")
            lines = unpack(one["key"], data)
        except Replaced as replaced:
            found[index] = {"error": str(replaced), "gone": True}
            return
        except Damaged as damage:
            found[index] = {"error": str(damage)}
            return
        count = lines.count(b"\n") + (1 if lines and not lines.endswith(b"\n") else 0)
        found[index] = {"crc": crc32c(lines), "records": count, "bytes": len(lines)}
        parts = [(0, 0, len(lines))]
        if one["parts"] is not None:
            parts = one["parts"]
            if found[index]["crc"] != one["crc"]:
                found[index] = {"error": "replaced since it was listed", "gone": True}
                return
        for first, begin, size in parts:
            offset = one["offset"] + first
            for line in lines_of(lines[begin:begin + size]):
                rows, refused = decoder.decode(line)
                for place, values in rows:
                    yield (*values, one["topic"], one["partition"], offset, place, one["key"])
                for place, reason, value in refused:
                    letters[index, offset, place] = (reason, value)
                offset += 1


class Gathered:
    """`rows` is a frame, or None where there is nothing to read; facts() once it was written."""

    def __init__(self, rows, found, letters, missing):
        self.rows, self._found, self._letters, self._missing = rows, found, letters, missing

    def facts(self):
        objects = dict(self._found.value if self._found else {}) | self._missing
        letters = self._letters.value if self._letters else {}
        if sum(512 + len(value) for _, value in letters.values()) > LETTER_BYTES_MAX:
            raise Flooded("Flooded")
        return {"objects": [{"index": index} | found for index, found in sorted(objects.items())],
                "letters": [[*place, reason, base64.b64encode(value).decode()]
                            for place, (reason, value) in sorted(letters.items())]}


def normal(url):
    """As Hadoop names it to tasks."""
    return "file:" + url[len("file://"):] if url.startswith("file:///") else url


def gather(spark, dataset, objects):
    context = spark.sparkContext
    missing, wanted = {}, {}
    for one in objects:
        if one["parts"] == []:
            missing[one["index"]] = {}  # Nothing of it is wanted.
        else:
            wanted[normal(one["url"])] = one
    if not wanted:
        return Gathered(None, None, None, missing)
    found, letters = context.accumulator({}, Merged()), context.accumulator({}, Merged())
    size = sum(one["size"] for one in wanted.values())
    parts = max(context.defaultParallelism, size // TASK_BYTES + 1)
    files = context.binaryFiles(",".join(wanted), parts)
    read = Reader(dataset, context.broadcast(wanted), found, letters)
    return Gathered(carried_frame(spark, files.mapPartitions(read), dataset["bronze"]), found, letters,
                    missing)

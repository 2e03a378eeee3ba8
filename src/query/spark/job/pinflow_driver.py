"""The Spark side of pinflow's engine: does what pinflow asks over a socket, one line of JSON each.

    spark-submit … --py-files pinflow_decode.py,pinflow_crc32c.py pinflow_driver.py FOLDER

The socket is in that folder; it ends with it. Sessions have views of their own; requests are done one after the other, but
for "interrupt", which ends the one at work.
"""
import base64
import datetime
import decimal
import json
import os
import queue
import socket
import sys
import threading
import time
import uuid

import pinflow_gather
from pinflow_columns import TYPES, column, schema_of
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

ORDERED = ("integer", "long", "double", "timestamp", "date")  # Whose bounds go into the stats.


# Rows to JSON.

def cell(value):
    if isinstance(value, datetime.datetime):
        text = value.strftime("%Y-%m-%d %H:%M:%S")
        return text + (".%06d" % value.microsecond).rstrip("0") if value.microsecond else text
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date):
        return str(value)
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, default=cell, separators=(",", ":"))
    return value


# Files of a table.

def bound(kind, value, is_upper):
    """A bound as Delta's stats have it: of times the milliseconds, which enclose them."""
    if isinstance(value, datetime.datetime):
        millis = (value.microsecond + (999 if is_upper else 0)) // 1000
        moment = value.replace(microsecond=0) + datetime.timedelta(milliseconds=millis)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (moment.microsecond // 1000)
    return str(value) if isinstance(value, datetime.date) else value


class Files:
    """Writes frames as Parquet files below a table's folder."""

    def __init__(self, spark):
        self.spark = spark

    def write(self, frame, url, columns):
        folder = "spark-" + str(uuid.uuid4())
        frame.write.parquet(url + folder)
        measured = self.measure(url + folder, columns)
        files, hadoop = [], self.spark._jvm.org.apache.hadoop.fs
        path = hadoop.Path(url + folder)
        system = path.getFileSystem(self.spark._jsc.hadoopConfiguration())
        for status in system.listStatus(path):
            name = status.getPath().getName()
            if not name.endswith(".parquet"):
                continue
            if name not in measured:
                system.delete(status.getPath(), False)
                continue
            files.append({"path": folder + "/" + name, "size": status.getLen(),
                          "modified": status.getModificationTime(),
                          "rows": measured[name]["numRecords"],
                          "stats": json.dumps(measured[name], separators=(",", ":"))})
        if not files:
            system.delete(path, True)
        return files

    def measure(self, url, columns):
        """{file name: its stats} of those with rows."""
        ordered = [(name, kind) for name, kind in columns if kind in ORDERED]
        counts = [F.count(F.lit(1))]
        for name, _ in ordered:
            counts += [F.min(column(name)), F.max(column(name)), F.count(column(name))]
        found = self.spark.read.schema(schema_of(columns)).parquet(url)
        rows = found.groupBy(F.input_file_name()).agg(*counts).collect()
        measured = {}
        for row in rows:
            stats = {"numRecords": row[1], "minValues": {}, "maxValues": {}, "nullCount": {}}
            for at, (name, kind) in enumerate(ordered):
                low, high, known = row[2 + 3 * at:5 + 3 * at]
                stats["nullCount"][name] = row[1] - known
                if low is None or low != low or high != high:
                    continue
                stats["minValues"][name] = bound(kind, low, False)
                stats["maxValues"][name] = bound(kind, high, True)
            measured[row[0].rpartition("/")[2]] = stats
        return measured


class Session:
    def __init__(self, spark):
        self.spark = spark.newSession()
        self.files = Files(self.spark)
        self.kept = {}

    def name_view(self, name, frame):
        self.unbind(name)
        frame.createOrReplaceTempView(name)

    def unbind(self, name):
        self.spark.catalog.dropTempView(name)
        if name in self.kept:
            self.kept.pop(name).unpersist()

    def bind_files(self, request):
        schema = schema_of(request["schema"])
        if request["urls"]:
            frame = self.spark.read.schema(schema).parquet(*request["urls"])
        else:
            frame = self.spark.createDataFrame([], schema)
        self.name_view(request["name"], frame)

    def bind_view(self, request):
        self.name_view(request["name"], self.spark.sql(request["sql"]))

    def materialize(self, request):
        frame = self.spark.sql(request["sql"]).persist()
        self.name_view(request["name"], frame)
        self.kept[request["name"]] = frame

    def query(self, request):
        frame = self.spark.sql(request["sql"])
        limit = request["limit"]
        rows = frame.collect() if limit is None else frame.limit(limit + 1).collect()
        kept = rows if limit is None else rows[:limit]
        return {"columns": [[field.name, field.dataType.simpleString()] for field in frame.schema],
                "rows": [[cell(value) for value in row] for row in kept],
                "truncated": len(rows) > len(kept)}

    def write_files(self, request):
        columns = request["schema"]
        frame = self.spark.sql(request["sql"])
        frame = frame.select([column(name).cast(TYPES[kind]).alias(name)
                              for name, kind in columns])
        return {"files": self.files.write(frame, request["url"], columns)}

    def gather(self, request):
        gathered = pinflow_gather.gather(self.spark, request["dataset"], request["objects"])
        if gathered.rows is None:
            return {"files": []} | gathered.facts()
        files = self.files.write(gathered.rows, request["url"], request["dataset"]["bronze"])
        return {"files": files} | gathered.facts()

    def close(self):
        for frame in self.kept.values():
            frame.unpersist()


class Driver:
    def __init__(self, spark, stream):
        self.spark = spark
        self.stream = stream
        self.sessions = {}
        self.at_work = None  # The request that is answered at present.

    def interrupt(self):
        """Ends every job of the request at work, also those that begin only now."""
        stopped = self.at_work
        while stopped is not None and self.at_work is stopped:
            self.spark.sparkContext.cancelAllJobs()
            time.sleep(0.2)

    def do(self, request):
        name, operation = request["session"], request["do"]
        if operation == "open":
            self.sessions[name] = Session(self.spark)
            return None
        if operation == "close":
            self.sessions.pop(name).close()
            return None
        session = self.sessions[name]
        if operation == "unbind":
            return session.unbind(request["name"])
        return getattr(session, operation)(request)

    def answer(self, request):
        self.at_work = request
        try:
            answer = {"ok": True} | (self.do(request) or {})
        except Exception as error:  # Whatever it is, the other side has to hear of it.
            answer = {"ok": False} | pinflow_gather.explain(error)
        self.at_work = None
        self.stream.write(json.dumps(answer) + "\n")
        self.stream.flush()


def listen(stream, requests, driver):
    """Requests into the queue; None at the end."""
    for line in stream:
        request = json.loads(line)
        if request["do"] == "interrupt":
            threading.Thread(target=driver.interrupt, daemon=True).start()
        else:
            requests.put(request)
    requests.put(None)
    driver.interrupt()


def main():
    connection = socket.socket(socket.AF_UNIX)
    os.chdir(sys.argv[1])  # The path of a socket is short.
    connection.connect("socket")
    stream = connection.makefile("rw", encoding="utf-8")
    spark = SparkSession.builder.getOrCreate()
    context = spark.sparkContext
    stream.write(json.dumps({"ok": True, "version": spark.version, "master": context.master}) + "\n")
    stream.flush()
    requests = queue.Queue()
    driver = Driver(spark, stream)
    threading.Thread(target=listen, args=(stream, requests, driver), daemon=True).start()
    while (request := requests.get()) is not None:
        driver.answer(request)
    spark.stop()
    os._exit(0)  # Py4J's threads would keep it.


if __name__ == "__main__":
    main()

"""Topics of Kafka into Delta tables by Spark's Structured Streaming, with the batches' own SQL.

    spark-submit … --py-files pinflow_decode.py pinflow_stream.py FOLDER

FOLDER/stream.json says what: {"servers", "once", "rows_max", "start", "checkpoints", "streams":
[{"name", "topic", "table", "schema", "dataset", "statements", "new_rows", "letters"}]}. Each stream
has a checkpoint of its own. A micro-batch commits its dead letters, then its rows, both under the
batch's number, so that one that is done again after a crash changes nothing; and rows that the table
has already are known by their key, whatever became of the checkpoint.
"""
import json
import os
import signal
import sys
import threading
import time

import pinflow_decode
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from pinflow_columns import carried_frame, column, schema_of, TYPES

LETTERS = [["reason", "string"], ["topic", "string"], ["topic_id", "string"],
           ["partition", "integer"], ["offset", "long"], ["index", "integer"],
           ["object", "string"], ["value", "binary"], ["recorded_at", "timestamp"]]
PLACE = [["_topic", "string"], ["_partition", "integer"], ["_offset", "long"],
         ["_index", "integer"], ["_object", "string"]]


def say(text):
    print("pinflow: " + text, flush=True)


class DecodeRecords:
    """What a task does with a partition's records."""

    def __init__(self, dataset):
        self.dataset = dataset

    def __call__(self, records):
        decoder = pinflow_decode.Decoder(self.dataset)
        for value, topic, partition, offset in records:
            if value is None:
                rows, refused = [], [(0, "the record has no value", b"")]
            else:
                rows, refused = decoder.decode(bytes(value))
            for index, values in rows:
                yield True, (*values, topic, partition, offset, index, None)
            for index, reason, data in refused:
                yield False, (reason, topic, None, partition, offset, index, None, bytearray(data))


def is_row(pair):
    return pair[0]


def is_letter(pair):
    return not pair[0]


def content(pair):
    return pair[1]


class Stream:
    def __init__(self, what):
        self.what = what
        self.columns = what["dataset"]["columns"] + PLACE

    def append(self, frame, table, columns, batch_id, identity):
        frame = frame.select([column(name).cast(TYPES[kind]).alias(name)
                              for name, kind in columns])
        (frame.write.format("delta").mode("append").option("txnAppId", identity)
         .option("txnVersion", batch_id).save(table))

    def take(self, batch, batch_id):
        """One micro-batch."""
        spark, what = batch.sparkSession, self.what
        decoded = batch.select("value", "topic", "partition", "offset").rdd.mapPartitions(
            DecodeRecords(what["dataset"])).persist()
        identity = "spark-stream/" + what["name"] + "/" + what["query_id"]
        kept = []
        try:
            rows = carried_frame(spark, decoded.filter(is_row).map(content), self.columns)
            rows.createOrReplaceTempView("raw_" + what["name"])
            (spark.read.format("delta").load(what["table"]).select(
                [column(name) for name, _ in what["schema"]]).createOrReplaceTempView("kept"))
            for statement in what["statements"]:
                frame = spark.sql(statement["sql"])
                if statement["keep"]:
                    kept.append(frame.persist())
                frame.createOrReplaceTempView(statement["name"])
            refused = carried_frame(spark, decoded.filter(is_letter).map(content), LETTERS[:-1])
            refused = refused.withColumn("recorded_at", F.current_timestamp())
            letters = refused.unionByName(spark.sql(what["letters"]))
            self.append(letters, what["table"] + "_dead_letters", LETTERS, batch_id, identity)
            self.append(spark.sql(what["new_rows"]), what["table"], what["schema"], batch_id,
                        identity)
        finally:
            for frame in kept:
                frame.unpersist()
            decoded.unpersist()
        say("%s: batch %d is in the table" % (what["name"], batch_id))

    def start(self, spark, job):
        reader = (spark.readStream.format("kafka")
                  .option("kafka.bootstrap.servers", job["servers"])
                  .option("subscribe", self.what["topic"])
                  .option("startingOffsets", job["start"])
                  .option("maxOffsetsPerTrigger", job["rows_max"]))
        for name, value in job["kafka"].items():
            reader = reader.option("kafka." + name, value)
        checkpoint = job["checkpoints"] + self.what["name"]
        self.what["query_id"] = self.query_id(spark, checkpoint)
        writer = (reader.load().writeStream.foreachBatch(self.take)
                  .option("checkpointLocation", checkpoint + "/spark")
                  .queryName(self.what["name"]))
        trigger = {"availableNow": True} if job["once"] else {"processingTime": "1 second"}
        return writer.trigger(**trigger).start()

    @staticmethod
    def query_id(spark, checkpoint):
        """A name for this checkpoint's batches, kept beside it: their numbers begin anew with it."""
        hadoop = spark._jvm.org.apache.hadoop.fs
        path = hadoop.Path(checkpoint + "/id")
        system = path.getFileSystem(spark._jsc.hadoopConfiguration())
        if not system.exists(path):
            out = system.create(path)
            out.write(bytearray(os.urandom(8).hex().encode()))
            out.close()
        return spark.read.text(checkpoint + "/id").first()[0]


def create_table(spark, url, columns):
    """An empty one, where there is none."""
    frame = spark.createDataFrame([], schema_of(columns))
    frame.write.format("delta").mode("ignore").save(url)


def main():
    with open(os.path.join(sys.argv[1], "stream.json"), encoding="utf-8") as file:
        job = json.load(file)
    os.chdir(sys.argv[1])
    spark = SparkSession.builder.getOrCreate()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    queries = []
    for what in job["streams"]:
        create_table(spark, what["table"], what["schema"])
        create_table(spark, what["table"] + "_dead_letters", LETTERS)
        queries.append(Stream(what).start(spark, job))
    say("%d streams are at work" % len(queries))
    while any(query.isActive for query in queries):
        if stop.is_set() or any(query.exception() for query in queries):
            for query in queries:
                query.stop()
        time.sleep(0.2)
    for query in queries:
        query.awaitTermination()  # Raises what it failed of.
    say("all streams have ended")
    spark.stop()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The peer of stream_drain: Spark Structured Streaming reads JSON files, one a micro-batch, through
the pipeline's own clean SQL into a Delta table. Prints rows a second as JSON.

  spark_stream.py JOB.json, where JOB has: source (a folder), table, checkpoint, jars (a list),
  columns (name to SQL type), clean_sql, view, key (columns of dropDuplicates, or none)
"""
import json
import sys
import time


def open_session(jars):
    from pyspark.sql import SparkSession
    return (
        SparkSession.builder.master("local[*]")
        .config("spark.jars", ",".join(jars))
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.session.timeZone", "UTC")
        # As many tasks as cores: its own 200 would be slower.
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g")
        .getOrCreate())


def start(session, job):
    schema = ", ".join(f"{name} {kind}" for name, kind in job["columns"].items())
    rows = (session.readStream.schema(schema).option("maxFilesPerTrigger", 1)
            .json(job["source"]))
    rows.selectExpr("'' AS _topic", "0 AS _partition", "CAST(0 AS BIGINT) AS _offset",
                    "0 AS _index", "*").createOrReplaceTempView(job["view"])
    clean = session.sql(job["clean_sql"]).drop("_topic", "_partition", "_offset", "_index")
    if job["key"]:
        clean = clean.dropDuplicates(job["key"])
    return (clean.writeStream.format("delta").outputMode("append")
            .option("checkpointLocation", job["checkpoint"])
            .trigger(availableNow=True).start(job["table"]))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    session = open_session(job["jars"])
    session.sparkContext.setLogLevel("ERROR")
    started = time.monotonic()
    query = start(session, job)
    query.awaitTermination()
    seconds = time.monotonic() - started
    batches = [batch for batch in query.recentProgress if batch["numInputRows"] > 0]
    # The JVM compiles as it goes: its second half shows what it can do.
    warm = batches[len(batches) // 2:]
    print(json.dumps({
        "rows": sum(batch["numInputRows"] for batch in batches),
        "rows_written": session.read.format("delta").load(job["table"]).count(),
        "rows_per_second": sum(batch["numInputRows"] for batch in batches) / seconds,
        "warm_rows_per_second": sum(batch["numInputRows"] for batch in warm)
        / (sum(batch["durationMs"]["triggerExecution"] for batch in warm) / 1000),
    }))
    session.stop()


if __name__ == "__main__":
    main()

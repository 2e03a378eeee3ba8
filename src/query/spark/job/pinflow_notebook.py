"""What the notebooks of `pinflow export databricks` share: objects as rows, views, Delta tables.

Lies beside them, with pinflow_decode, pinflow_lines and pinflow_columns; needs Spark 3.5 with Delta.
"""
import re
import sys

import pinflow_columns
import pinflow_decode
import pinflow_lines
from pyspark import cloudpickle
from pyspark.sql import functions as F
from pyspark.sql import types as T

PLACE = [["_topic", "string"], ["_partition", "integer"], ["_offset", "long"], ["_index", "integer"]]
LETTERS = [["reason", "string"], ["topic", "string"], ["topic_id", "string"],
           ["partition", "integer"], ["offset", "long"], ["index", "integer"],
           ["object", "string"], ["value", "binary"], ["recorded_at", "timestamp"]]
NAME = re.compile(r"(.+)\+([0-9]{1,10})\+([0-9]{1,19})\.json(?:\.gz|\.zst)?", re.A)
REFUSED = T.StructType([T.StructField("reason", T.StringType()),
                        T.StructField("value", T.BinaryType())])

# Workers have no folder of notebooks: these go to them as what they are made of.
for _module in (pinflow_columns, pinflow_decode, pinflow_lines, sys.modules[__name__]):
    cloudpickle.register_pickle_by_value(_module)


class DecodeObject:
    """What a worker does with an object: its lines as (row, refused, damage, place…)."""

    def __init__(self, topic, dataset):
        self.topic, self.dataset = topic, dataset

    def __call__(self, path, data):
        name = NAME.fullmatch(path.rpartition("/")[2])
        if not name or name[1] != self.topic:
            return []  # No object of the connector's.
        partition, offset = int(name[2]), int(name[3])
        try:
            lines = pinflow_lines.lines_of(pinflow_lines.unpack(path, bytes(data)))
        except pinflow_lines.Damaged as damage:
            return [(None, None, str(damage), partition, offset, 0)]
        decoder, found = pinflow_decode.Decoder(self.dataset), []
        for line in lines:
            rows, refused = decoder.decode(line)
            found += [(values, None, None, partition, offset, index) for index, values in rows]
            found += [(None, (reason, value), None, partition, offset, index)
                      for index, reason, value in refused]
            offset += 1
        return found


class Objects:
    """What the bucket's folder holds of a topic: `rows`, `letters` for what is no row, and `damaged`,
    objects that cannot be read. A line that two objects hold is one row."""

    def __init__(self, spark, folder, topics_dir, topic, dataset):
        columns = dataset["columns"]
        item = T.StructType([T.StructField("row", pinflow_columns.carried_schema(columns)),
                             T.StructField("refused", REFUSED),
                             T.StructField("damage", T.StringType()),
                             T.StructField("_partition", T.IntegerType()),
                             T.StructField("_offset", T.LongType()),
                             T.StructField("_index", T.IntegerType())])
        base = "/".join(part.strip("/") if part != folder else part.rstrip("/")
                        for part in (folder, topics_dir, topic) if part)
        decode = F.udf(DecodeObject(topic, dataset), T.ArrayType(item))
        inside = "/" + (topics_dir.strip("/") + "/" if topics_dir else "") + topic + "/"
        objects = read_files(spark, base)
        lines = objects.select("path", F.explode(decode("path", "content")).alias("line"))
        lines = keep(lines.select(
            "line.*", F.lit(topic).alias("_topic"), F.concat(
                F.lit(inside[1:]), F.substring_index("path", inside, -1)).alias("_object")))
        places = PLACE + [["_object", "string"]]
        rows = lines.where("row IS NOT NULL").select("row.*", *[name for name, _ in places])
        self.rows = pinflow_columns.uncarried(rows, columns + places).dropDuplicates(
            [name for name, _ in columns + PLACE])
        self.letters = lines.where("refused IS NOT NULL").select(
            "refused.reason", F.col("_topic").alias("topic"),
            F.lit(None).cast("string").alias("topic_id"), F.col("_partition").alias("partition"),
            F.col("_offset").alias("offset"), F.col("_index").alias("index"),
            F.col("_object").alias("object"), "refused.value").dropDuplicates(
                ["topic", "partition", "offset", "index", "value"])
        self.damaged = lines.where("damage IS NOT NULL").select("_object", "damage")


def read_files(spark, folder):
    """Of a folder that is not there: none."""
    reader = (spark.read.format("binaryFile").option("recursiveFileLookup", "true")
              .option("pathGlobFilter", "*.json*"))
    try:
        return reader.load(folder)
    except Exception as error:  # Of which class it is, differs between versions.
        if "PATH_NOT_FOUND" not in str(error) and "FileNotFound" not in str(error):
            raise
    return spark.createDataFrame([], "path STRING, content BINARY")


def keep(frame):
    """In memory where the cluster can: what is read more than once. Read anew by a cell that runs
    again: Spark would take what it kept of the same folder or table before."""
    try:
        frame.unpersist()
        return frame.persist()
    except Exception:  # Serverless does not; it computes anew.
        return frame


def view(spark, name, sql, kept=False):
    """The answer of `sql` goes by that name from here on."""
    frame = spark.sql(sql)
    if kept:
        frame = keep(frame)
    frame.createOrReplaceTempView(name)
    return frame


def empty(spark, columns):
    return spark.createDataFrame([], pinflow_columns.schema_of(columns))


def typed(frame, columns):
    return frame.select([pinflow_columns.column(name).cast(pinflow_columns.TYPES[kind]).alias(name)
                         for name, kind in columns])


class Lake:
    """Delta tables in the schemas bronze, silver and gold, each with `prefix` before its name, of
    `catalog`; "" is the workspace's own."""

    def __init__(self, spark, catalog="", prefix=""):
        self.spark, self.catalog, self.prefix = spark, catalog, prefix

    def name(self, table):
        """"silver.demo_pin" as SQL has it."""
        schema, _, last = table.partition(".")
        parts = [self.catalog, self.prefix + schema, last]
        return ".".join("`" + part.replace("`", "``") + "`" for part in parts if part)

    def read(self, table):
        return self.spark.table(self.name(table))

    def write(self, frame, table, columns=None):
        """In place of what it held, in one commit. Tells how many rows there are."""
        if columns:
            frame = typed(frame, columns)
        self.spark.sql("CREATE SCHEMA IF NOT EXISTS " + self.name(table).rpartition(".")[0])
        (frame.write.format("delta").mode("overwrite").option("overwriteSchema", "true")
         .saveAsTable(self.name(table)))
        count = self.read(table).count()
        print("%s: %d rows" % (table, count))
        return count

    def write_letters(self, frame, table):
        """Dead letters, with the time at which this was found."""
        frame = frame.withColumn("recorded_at", F.current_timestamp())
        return self.write(frame, table + "_dead_letters", LETTERS)


def look(spark, table, checks):
    """Counts rows of a view that fail a check: {name: (action, condition)}. A check that stops does."""
    counts = spark.table(table).agg(*[F.count(F.when(F.expr(condition), 1))
                                      for _, condition in checks.values()]).head()
    failed = [(name, action, count) for (name, (action, _)), count in zip(checks.items(), counts)
              if count]
    for name, action, count in failed:
        print("check %s: %d rows fail (%s)" % (name, count, action))
    stopped = [name for name, action, _ in failed if action == "stop"]
    if stopped:
        raise ValueError("nothing was published: failed: " + ", ".join(stopped))

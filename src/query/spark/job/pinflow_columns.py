"""Declared columns as Spark's."""
from pyspark.sql import functions as F
from pyspark.sql import types as T

TYPES = {"boolean": T.BooleanType(), "integer": T.IntegerType(), "long": T.LongType(),
         "double": T.DoubleType(), "string": T.StringType(), "binary": T.BinaryType(),
         "timestamp": T.TimestampType(), "date": T.DateType(),
         "array<double>": T.ArrayType(T.DoubleType())}
# As a task gives them: times are numbers until they are columns of Spark's own.
CARRIED = TYPES | {"timestamp": T.LongType(), "date": T.LongType()}


def schema_of(columns):
    return T.StructType([T.StructField(name, TYPES[kind]) for name, kind in columns])


def column(name):
    return F.col("`" + name.replace("`", "``") + "`")


def carried_schema(columns):
    return T.StructType([T.StructField(name, CARRIED[kind]) for name, kind in columns])


def uncarried(frame, columns):
    """The same rows with times as Spark's own."""
    made = []
    for name, kind in columns:
        value = column(name)
        if kind == "timestamp":
            value = F.timestamp_micros(value)
        elif kind == "date":
            value = F.date_add(F.lit("1970-01-01"), value.cast("int"))
        made.append(value.alias(name))
    return frame.select(made)


def carried_frame(spark, rdd, columns):
    """Tuples of a task's as a frame."""
    frame = spark.createDataFrame(rdd, carried_schema(columns), verifySchema=False)
    return uncarried(frame, columns)

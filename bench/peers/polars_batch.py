#!/usr/bin/env python3
"""The batch pipeline by Polars: objects -> clean Parquet -> nine answers.

    polars_batch.py TOPICS_FOLDER OUT_FOLDER

The same cleaning and questions as the pipeline's SQL, in Polars' own words. Prints the seconds of
each part as one line of JSON; reading belongs to silver, since Polars reads lazily.
"""
import json
import pathlib
import sys
import time
import tomllib

import polars as pl

PIPELINE = pathlib.Path(__file__).parents[2] / "pipelines/pinterest"
TYPES = {"long": pl.Int64, "integer": pl.Int32, "double": pl.Float64, "string": pl.String}
FACTORS = {"k": 1e3, "m": 1e6, "b": 1e9}


def read(dataset, topics):
    schema = {name: TYPES[kind] for name, kind in dataset["raw"]}
    return pl.scan_ndjson(f"{topics}/demo.{dataset['name']}/partition=0/*.json", schema=schema)


def known(column, placeholders):
    text = pl.col(column)
    return pl.when(text.is_in(placeholders) | (text.str.strip_chars() == "")).then(None).otherwise(
        text).alias(column)


def moment(column):
    return pl.col(column).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)


def clean_pin(rows, placeholders):
    texts = ["unique_id", "title", "description", "poster_name", "tag_list", "is_image_or_video",
             "image_src", "category"]
    count = pl.col("follower_count").str.strip_chars()
    factor = count.str.tail(1).str.to_lowercase().replace_strict(FACTORS, default=1.0)
    number = count.str.replace("[kKmMbB]$", "").cast(pl.Float64, strict=False)
    return rows.select(
        pl.col("index").alias("ind"), *[known(name, placeholders) for name in texts],
        (number * factor).round().cast(pl.Int64).alias("follower_count"),
        (pl.lit("/") + pl.col("save_location").str.replace("Local save in", "", literal=True)
         .str.strip_chars_start(" /")).alias("save_location"),
    ).unique(subset=["unique_id"], keep="first")


def clean_geo(rows, placeholders):
    return rows.select(
        "ind", known("country", placeholders),
        pl.concat_list("latitude", "longitude").alias("coordinates"),
        moment("timestamp")).unique()


def clean_user(rows, placeholders):
    names = [known("first_name", placeholders), known("last_name", placeholders)]
    return rows.select(
        "ind", pl.concat_str(names, separator=" ", ignore_nulls=True).alias("user_name"),
        pl.col("age").cast(pl.Int32), moment("date_joined")).unique()


CLEAN = {"pin": clean_pin, "geo": clean_geo, "user": clean_user}


def most_frequent(rows, group, value):
    """For each group its most frequent value, with ties."""
    counted = rows.drop_nulls([group, value]).group_by(group, value).len("category_count")
    return counted.filter(pl.col("category_count") == pl.col("category_count").max().over(group))


def lower_median(rows, *groups):
    return rows.drop_nulls(["follower_count", *groups]).group_by(groups).agg(
        pl.col("follower_count").quantile(0.5, "lower").alias("median_follower_count"))


def answers(pin, geo, users):
    """Name and lazy frame of each of the nine answers."""
    age = pl.col("age")
    aged = users.with_columns(
        pl.when(age.is_between(18, 24)).then(pl.lit("18-24"))
        .when(age.is_between(25, 35)).then(pl.lit("25-35"))
        .when(age.is_between(36, 50)).then(pl.lit("36-50"))
        .when(age > 50).then(pl.lit("50+")).alias("age_group"),
        pl.col("date_joined").dt.year().alias("post_year"))
    placed = pin.join(geo, on="ind").with_columns(
        pl.col("timestamp").dt.year().alias("post_year"))
    owned = pin.join(aged, on="ind")
    joined = owned.filter(pl.col("post_year").is_between(2015, 2020))
    followed = placed.drop_nulls(["country", "poster_name", "follower_count"])
    best = followed.group_by("country", "poster_name").agg(pl.col("follower_count").max())
    yield "category_by_country", most_frequent(placed, "country", "category")
    yield "category_by_year", most_frequent(
        placed.filter(pl.col("post_year").is_between(2018, 2022)), "post_year", "category")
    yield "top_user_by_country", best.filter(
        pl.col("follower_count") == pl.col("follower_count").max().over("country"))
    yield "top_country", best.sort(["follower_count", "country"], descending=[True, False]).head(1)
    yield "category_by_age_group", most_frequent(owned, "age_group", "category")
    yield "median_followers_by_age_group", lower_median(owned, "age_group")
    yield "users_joined_by_year", aged.filter(pl.col("post_year").is_between(2015, 2020)).unique(
        ["user_name", "age", "date_joined"]).group_by("post_year").len()
    yield "median_followers_by_join_year", lower_median(joined, "post_year")
    yield "median_followers_by_join_year_and_age_group", lower_median(
        joined, "age_group", "post_year")


def main():
    topics, out = sys.argv[1], pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    pipeline = tomllib.loads((PIPELINE / "pipeline.toml").read_text())

    started = time.monotonic()
    for dataset in pipeline["dataset"]:
        rows = CLEAN[dataset["name"]](read(dataset, topics), pipeline["placeholders"])
        rows.collect().write_parquet(out / f"{dataset['name']}.parquet")
    cleaned = time.monotonic()
    clean = [pl.scan_parquet(out / f"{name}.parquet") for name in CLEAN]
    for name, answer in answers(*clean):
        answer.collect().write_parquet(out / f"{name}.parquet")
    ended = time.monotonic()
    print(json.dumps({"bronze": 0, "silver": cleaned - started, "gold": ended - cleaned}))


if __name__ == "__main__":
    main()

"""The cleaning and the nine answers in plain Python, written from the task's words and not from
the SQL. Values are read one by one in the order of their offsets; slow, and easy to check."""
import collections
import datetime
import json
import math
import re

PLACEHOLDERS = {
    "No Title Data Available", "No description available Story format",
    "No description available", "Untitled", "User Info Error",
    "N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e", "Image src error."}
FACTORS = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
REQUIRED = {"pin": ("index", "unique_id"), "geo": ("ind", "timestamp"),
            "user": ("ind", "date_joined")}
ALIASES = {"pin": {"ind": "index"}, "geo": {"index": "ind"}, "user": {"index": "ind"}}
NUMBERS = {"pin": {"index": int, "downloaded": int},
           "geo": {"ind": int, "latitude": float, "longitude": float},
           "user": {"ind": int, "age": int}}


class Refused(Exception):
    """A row that fits no table."""


# Values to rows.

def rows_of(value):
    """The rows within one posted value, each a dict, or None for what is no row."""
    try:
        decoded = json.loads(value)
        if isinstance(decoded, str):
            decoded = json.loads(decoded)
    except ValueError:
        return [None]
    elements = decoded if isinstance(decoded, list) else [decoded]
    return [row if isinstance(row, dict) else None for row in elements] or [None]


def number(value, kind):
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        result = float(value) if kind is float else int(value)
    except (TypeError, ValueError) as error:
        raise Refused from error
    if kind is int and isinstance(value, float) and value != result:
        raise Refused
    return result


def decoded_row(dataset, row):
    """The declared columns of a row."""
    if row is None:
        raise Refused
    named = {ALIASES[dataset].get(name, name): value for name, value in row.items()}
    if any(name not in named for name in REQUIRED[dataset]):
        raise Refused
    for name, kind in NUMBERS[dataset].items():
        named[name] = number(named.get(name), kind)
    return {name: str(value) if isinstance(value, (int, float)) and name not in NUMBERS[dataset]
            else value for name, value in named.items()}


# Rows to clean rows.

def known(text):
    """A text that says something, or None."""
    return None if text is None or text in PLACEHOLDERS or not text.strip(" ") else text


def followers(text):
    found = re.fullmatch(r"(\d+\.?\d*|\.\d+)([kKmMbB]?)", (text or "").strip(" "))
    if not found:
        return None
    return math.floor(float(found[1]) * FACTORS.get(found[2].lower(), 1) + 0.5)


def path_only(text):
    text = known(text)
    return text and "/" + text.removeprefix("Local save in").lstrip(" /")


def timestamp(text):
    """In UTC, without a zone."""
    found = re.fullmatch(r"(\d{4})([-:])(\d\d)\2(\d\d)([ T])(.*)", (text or "").strip(" "))
    if not found:
        return None
    year, _, month, day, _, time = found.groups()
    time = time.replace("Z", "+00:00")
    try:
        moment = datetime.datetime.fromisoformat(f"{year}-{month}-{day} {time}")
    except ValueError:
        return None
    if moment.tzinfo:
        moment = moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    return moment


def clean_pin(row):
    text = {name: known(row.get(name)) for name in (
        "unique_id", "title", "description", "poster_name", "tag_list", "is_image_or_video",
        "image_src", "category")}
    return {"ind": row["index"], "unique_id": text["unique_id"], "title": text["title"],
            "description": text["description"],
            "follower_count": followers(row.get("follower_count")),
            "poster_name": text["poster_name"], "tag_list": text["tag_list"],
            "is_image_or_video": text["is_image_or_video"], "image_src": text["image_src"],
            "save_location": path_only(row.get("save_location")), "category": text["category"]}


def clean_geo(row):
    place = (row["latitude"], row["longitude"])
    return {"ind": row["ind"], "country": known(row.get("country")),
            "coordinates": None if place == (None, None) else place,
            "timestamp": timestamp(row["timestamp"])}


def clean_user(row):
    names = [name for name in (known(row.get("first_name")), known(row.get("last_name"))) if name]
    return {"ind": row["ind"], "user_name": " ".join(names) or None, "age": row["age"],
            "date_joined": timestamp(row["date_joined"])}


CLEAN = {"pin": clean_pin, "geo": clean_geo, "user": clean_user}
KEYS = {"pin": ("unique_id",), "geo": (), "user": ()}  # None: all columns.
NOT_NULL = {"pin": ("ind", "unique_id"), "geo": ("ind",), "user": ("ind",)}


class Table:
    """A clean table and what did not come into it."""

    def __init__(self):
        self.rows = []
        self.duplicates = 0
        self.dead_letters = 0
        self._by_key = {}

    def add(self, dataset, row):
        if any(row[name] is None for name in NOT_NULL[dataset]):
            self.dead_letters += 1
            return
        key = tuple(row[name] for name in KEYS[dataset] or row)
        kept = self._by_key.setdefault(key, row)
        if kept is row:
            self.rows.append(row)
        elif kept == row:
            self.duplicates += 1
        else:
            self.dead_letters += 1


def clean(dataset, values):
    table = Table()
    for value in values:
        for row in rows_of(value):
            try:
                table.add(dataset, CLEAN[dataset](decoded_row(dataset, row)))
            except Refused:
                table.dead_letters += 1
    return table


# Clean rows to answers.

def age_group(age):
    if age is None or age < 18:
        return None
    return "18-24" if age <= 24 else "25-35" if age <= 35 else "36-50" if age <= 50 else "50+"


def joined_year(user):
    year = user["date_joined"].year if user["date_joined"] else 0
    return year if 2015 <= year <= 2020 else None


def lower_median(numbers):
    known_numbers = sorted(number for number in numbers if number is not None)
    return known_numbers[(len(known_numbers) - 1) // 2] if known_numbers else None


def pairs(left, right):
    """Rows that have the same ind."""
    by_ind = collections.defaultdict(list)
    for row in right:
        by_ind[row["ind"]].append(row)
    return [(row, other) for row in left for other in by_ind[row["ind"]]]


def most_popular(counted):
    """Of each group the categories that are counted most often, from (group, category)s."""
    counts = collections.Counter(pair for pair in counted if None not in pair)
    most = collections.defaultdict(int)
    for (group, _), count in counts.items():
        most[group] = max(most[group], count)
    return sorted((group, category, count) for (group, category), count in counts.items()
                  if count == most[group])


def medians(grouped):
    """Of (group, number)s the lower median of each group, by group."""
    groups = collections.defaultdict(list)
    for group, value in grouped:
        if None not in group:
            groups[group].append(value)
    return [(*group, lower_median(groups[group])) for group in sorted(groups)]


def answers(pin, geo, users):
    """{query: its rows in order}"""
    placed = pairs(pin, geo)
    posted = pairs(pin, users)

    def post_year(row):
        year = row["timestamp"].year if row["timestamp"] else 0
        return year if 2018 <= year <= 2022 else None

    best = {}  # The most followers in each country.
    for p, g in placed:
        if None not in (g["country"], p["poster_name"], p["follower_count"]):
            best[g["country"]] = max(best.get(g["country"], 0), p["follower_count"])
    different_users = {(u["user_name"], u["age"], u["date_joined"]) for u in users
                       if joined_year(u)}
    joined = collections.Counter(date.year for _, _, date in different_users)
    return {
        "category_by_country": most_popular((g["country"], p["category"]) for p, g in placed),
        "category_by_year": most_popular((post_year(g), p["category"]) for p, g in placed),
        "top_user_by_country": sorted({
            (g["country"], p["poster_name"], p["follower_count"]) for p, g in placed
            if p["poster_name"] is not None and g["country"] in best
            and p["follower_count"] == best[g["country"]]}),
        "top_country": sorted(best.items(), key=lambda item: (-item[1], item[0]))[:1],
        "category_by_age_group": most_popular(
            (age_group(u["age"]), p["category"]) for p, u in posted),
        "median_followers_by_age_group": medians(
            ((age_group(u["age"]),), p["follower_count"]) for p, u in posted),
        "users_joined_by_year": sorted(joined.items()),
        "median_followers_by_join_year": medians(
            ((joined_year(u),), p["follower_count"]) for p, u in posted),
        "median_followers_by_join_year_and_age_group": medians(
            ((age_group(u["age"]), joined_year(u)), p["follower_count"]) for p, u in posted)}

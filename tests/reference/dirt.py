"""Posted values of generated rows, with the dirt of real clients on top of the generator's own."""
import json
import random

ROW_COUNT = 20_000
BLANKS = ["", " ", "   ", None]


def spoiled(dataset, row, random_source):
    """A row as another client would send it, or with something missing."""
    row = dict(row)
    name = random_source.choice(sorted(row))
    kind = random_source.randrange(7)
    if kind == 0:
        return {key: None if value is None else str(value) for key, value in row.items()}
    if kind == 1:
        row[name] = random_source.choice(BLANKS)
    elif kind == 2:
        del row[name]
    elif kind == 3:
        row["another"] = {"column": [1, 2]}
    elif kind == 4:
        other = {"pin": ("index", "ind")}.get(dataset, ("ind", "index"))
        row[other[1]] = row.pop(other[0])
    elif dataset == "pin":
        row["follower_count"] = random_source.choice(
            ["1.5k", "2.25M", "0.5m", "3K", "1b", "2.5B", " 12 ", "k", "many", "1kk", 7])
        row["save_location"] = random_source.choice(
            ["/data/art", " /data/art", "data/art", "Local save in /data/art", "Untitled"])
    else:
        column = {"geo": "timestamp", "user": "date_joined"}[dataset]
        row[column] = random_source.choice([
            "2019-02-28 23:59:59", "2019-02-28T23:59:59", "2016:12:31 23:59:59",
            "2016-12-31T23:30:00-01:00", "2018-01-01 00:10:00+02:00", "2020-05-05 01:02:03.25",
            "2020-05-05T01:02:03Z", "soon", "2020-13-01 00:00:00"])
    return row


def stray(random_source):
    return random_source.choice([
        "not json", "{\"ind\": 1", "null", "7", "[]", "\"text\"", "[1, {\"colour\": \"red\"}]",
        json.dumps({"ind": 1, "first_name": "A"}), json.dumps({"ind": "one", "unique_id": "a",
                                                             "timestamp": "x",
                                                             "date_joined": "x"})])


def posted_values(dataset, rows, seed):
    """The rows as JSON values, some of them spoiled, repeated, changed, wrapped or joined by
    strays."""
    random_source = random.Random(f"{dataset} {seed}")
    values = []
    for row in rows:
        if random_source.random() < 0.05:
            row = spoiled(dataset, row, random_source)
        chance = random_source.random()
        if chance < 0.05:
            values.append(json.dumps([row]))
        elif chance < 0.06:
            values.append(json.dumps([row, {**row, "category": "changed", "country": "Chad",
                                            "age": 44}, row]))
        elif chance < 0.07:
            values.append(json.dumps(json.dumps(row)))
        else:
            values.append(json.dumps(row, ensure_ascii=random_source.random() < 0.5))
        if random_source.random() < 0.03:
            values.append(random_source.choice(values))
        if random_source.random() < 0.01:
            values.append(stray(random_source))
    return values

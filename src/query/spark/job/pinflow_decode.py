"""Posted values as rows, on Spark's workers: the rules of src/model/decode.cc in Python.

Needs nothing but Python 3.8 and its own library, since it runs on machines that have no pinflow.
"""
import json
import math
import re

BLANKS = " \t\r\n"
QUOTED_BYTES_MAX = 40
DEPTH_MAX = 512
MILLION = 1_000_000
EXPECTED = {"boolean": "a boolean", "integer": "an integer", "long": "an integer",
            "double": "a number", "string": "a text", "binary": "a text",
            "timestamp": "a timestamp", "date": "a date"}

INTEGER = re.compile(r"-?[0-9]+", re.A)
DOUBLE = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.A)
MOMENT = re.compile(
    r"([0-9]{4})([-:])([0-9]{2})\2([0-9]{2})"
    r"(?:[ T]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:Z|([+-])([0-9]{2})(?::?([0-9]{2}))?)?)?", re.A)
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class Refused(Exception):
    """A value, or a row, that fits no table."""


# Numbers and times as clients write them.

def text_to_double(text):
    text = text.strip(BLANKS)
    if text[:1] == "+" and text[1:2] != "-":
        text = text[1:]
    if not DOUBLE.fullmatch(text):
        return None
    number = float(text)
    is_too_small = number == 0 and any("1" <= digit <= "9" for digit in
                                       text.lower().partition("e")[0])
    return number if math.isfinite(number) and not is_too_small else None


def integral(number):
    return int(number) if abs(number) < 2.0 ** 63 and number == math.trunc(number) else None


def text_to_integer(text):
    digits = text.strip(BLANKS)
    if digits[:1] == "+" and digits[1:2] != "-":
        digits = digits[1:]
    if INTEGER.fullmatch(digits) and len(digits) < 30 and -2 ** 63 <= int(digits) < 2 ** 63:
        return int(digits)
    number = text_to_double(text)
    return None if number is None else integral(number)


def days_of(year, month, day):
    """Days since 1970; None where there is no such day."""
    lengths = [31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30,
               31, 31, 30, 31, 30, 31]
    if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
        return None
    year -= month <= 2
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    era, of_era = divmod(year, 400)
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def text_to_moment(text):
    """(days since 1970, microseconds since 1970), the days without regard to the zone."""
    found = MOMENT.fullmatch(text.strip(BLANKS))
    if not found:
        return None
    year, _, month, day, hour, minute, second, fraction, sign, hours, minutes = found.groups()
    days = days_of(int(year), int(month), int(day))
    if days is None:
        return None
    if hour is None:
        return days, days * 86400 * MILLION
    if int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        return None
    if int(hours or 0) > 18 or int(minutes or 0) > 59:
        return None
    seconds = days * 86400 + int(hour) * 3600 + int(minute) * 60 + int(second)
    zone = (int(hours or 0) * 60 + int(minutes or 0)) * 60 * (-1 if sign == "-" else 1)
    return days, (seconds - zone) * MILLION + int(((fraction or "") + "000000")[:6])


# Text of JSON values.

def shortest(number):
    """A double as std::to_chars() writes it, with .0 where nothing else says that it is one."""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + part) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        return "-0.0" if math.copysign(1, number) < 0 else "0.0"
    power = point - 1
    scientific = digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + \
        "e%s%02d" % ("-" if power < 0 else "+", abs(power))
    if point <= 0:
        fixed = "0." + "0" * -point + digits
    elif point < len(digits):
        fixed = digits[:point] + "." + digits[point:]
    else:
        fixed = digits + "0" * (point - len(digits))
    text = fixed if len(fixed) <= len(scientific) else scientific
    return ("-" if number < 0 else "") + text + ("" if set(text) & {".", "e"} else ".0")


def to_text(value):
    """A value as compact JSON."""
    if type(value) is float:
        return shortest(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def quoted(value):
    text = value if type(value) is str else to_text(value)
    data = text.encode("utf-8")
    if len(data) <= QUOTED_BYTES_MAX:
        return "'" + text + "'"
    return "'" + data[:QUOTED_BYTES_MAX].decode("utf-8", "ignore") + "…'"


# JSON.

def parse_integer(text):
    number = int(text) if len(text) < 30 else 2 ** 64
    if not -2 ** 63 <= number < 2 ** 64:
        raise Refused("a number is out of range")
    return number


def parse_float(text):
    number = float(text)
    if not math.isfinite(number):
        raise Refused("a number is out of range")
    return number


def parse_constant(text):
    raise Refused("not JSON: " + text)


class Json(json.JSONDecoder):
    """Goes to workers as what it is made of: its scanner cannot be packed."""

    def __init__(self):
        super().__init__(parse_int=parse_integer, parse_float=parse_float,
                         parse_constant=parse_constant)

    def __reduce__(self):
        return Json, ()


DECODER = Json()


def is_too_deep(text):
    depth = deepest = 0
    is_inside = False
    at = 0
    while at < len(text):
        letter = text[at]
        if is_inside:
            at += letter == "\\"
            is_inside = letter != '"'
        elif letter == '"':
            is_inside = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
        at += 1
    return deepest > DEPTH_MAX


def parse_json(text):
    if text.count("[") + text.count("{") > DEPTH_MAX and is_too_deep(text):
        raise Refused("not JSON: nested too deeply")
    begin = len(text) - len(text.lstrip(BLANKS))
    try:
        value, end = DECODER.raw_decode(text, begin)
    except (ValueError, RecursionError) as error:
        raise Refused("not JSON: " + str(error)) from None
    if text[end:].strip(BLANKS):
        raise Refused("not JSON: more text behind the value")
    if SURROGATE.search(text):
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise Refused("half of a surrogate pair in a string") from None
    return value


def parse_value(text):
    """A JSON text within a JSON string counts as what it says."""
    value = parse_json(text)
    if type(value) is str and value.strip(BLANKS)[:1] in ("{", "["):
        return parse_json(value)
    return value


# Values to columns: each answers (whether it fits, what goes into the column).

def as_text(value):
    if type(value) is str:
        return True, value
    if type(value) in (list, dict):
        return False, None
    return True, to_text(value)


def as_binary(value):
    fits, text = as_text(value)
    return fits, bytearray(text.encode("utf-8")) if fits else None


def as_double(value):
    if type(value) is str:
        number = text_to_double(value)
        return number is not None, number
    return type(value) in (int, float), float(value) if type(value) in (int, float) else None


def as_long(value):
    kind = type(value)
    if kind is int:
        return -2 ** 63 <= value < 2 ** 63, value
    number = text_to_integer(value) if kind is str else integral(value) if kind is float else None
    return number is not None, number


def as_integer(value):
    fits, number = as_long(value)
    return fits and -2 ** 31 <= number < 2 ** 31, number


def as_boolean(value):
    if type(value) is bool:
        return True, value
    if type(value) is str:
        text = value.strip(BLANKS).lower()
        return text in ("0", "1", "true", "false"), text in ("1", "true")
    fits, number = as_long(value)
    return fits and number in (0, 1), number == 1


def as_moment(value):
    """Microseconds since 1970, from a text or from milliseconds."""
    if type(value) is str:
        moment = text_to_moment(value)
        return moment is not None, moment and moment[1]
    fits = type(value) is int and -2 ** 63 <= value * 1000 < 2 ** 63
    return fits, value * 1000 if fits else None


def as_date(value):
    """Days since 1970."""
    if type(value) is str:
        moment = text_to_moment(value)
        return moment is not None, moment and moment[0]
    fits = type(value) is int and -2 ** 63 <= value < 2 ** 63
    return fits, value // 86400000 if fits else None


def as_nothing(_):
    return False, None


CONVERSIONS = {"string": as_text, "binary": as_binary, "double": as_double, "long": as_long,
               "integer": as_integer, "boolean": as_boolean, "timestamp": as_moment,
               "date": as_date}


class Decoder:
    """Of one dataset: {"columns": [[name, type]], "aliases": {alias: column}, "required": [name],
    "reject_unknown": bool}."""

    def __init__(self, dataset):
        aliases = {}
        for alias, column in dataset["aliases"].items():
            aliases.setdefault(column, []).append(alias)
        self.columns = [(name, aliases.get(name, ()), type_name,
                         CONVERSIONS.get(type_name, as_nothing),
                         type_name in ("string", "binary"))
                        for name, type_name in dataset["columns"]]
        self.required = [(name, self._names_of(name, dataset)) for name in dataset["required"]]
        self.reject_unknown = dataset["reject_unknown"]
        self.known = {name for name, _ in dataset["columns"]} | set(dataset["aliases"])

    @staticmethod
    def _names_of(name, dataset):
        column = dataset["aliases"].get(name, name)
        return [column] + [alias for alias, of in dataset["aliases"].items() if of == column]

    def decode(self, line):
        """Of a line's bytes: ([(index, values)], [(index, reason, bytes)])."""
        try:
            root = parse_value(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            return [], [(0, "not UTF-8: byte %d" % error.start, line)]
        except Refused as refusal:
            return [], [(0, str(refusal), line)]
        elements = root if type(root) is list else [root]
        if not elements:
            return [], [(0, "empty list", line)]
        rows, refused = [], []
        for index, element in enumerate(elements):
            try:
                rows.append((index, self.decode_row(element)))
            except Refused as refusal:
                refused.append((index, str(refusal), to_text(element).encode("utf-8")))
        return rows, refused

    def decode_row(self, row):
        if type(row) is not dict:
            raise Refused("not an object")
        if self.reject_unknown:
            for name in row:
                if name not in self.known:
                    raise Refused("unknown column '" + name + "'")
        for name, names in self.required:
            if not any(one in row for one in names):
                raise Refused("required column '" + name + "' is missing")
        values = []
        for name, aliases, type_name, convert, is_text in self.columns:
            value = row.get(name)
            if value is None and name not in row:
                for alias in aliases:
                    value = row.get(alias, value)
            if value is None or (type(value) is str and not is_text and not value.strip(BLANKS)):
                values.append(None)
                continue
            if is_text and type(value) is str and type_name == "string":
                values.append(value)
                continue
            fits, converted = convert(value)
            if not fits:
                raise Refused("column '%s': %s is not %s" % (
                    name, quoted(value), EXPECTED.get(type_name, "accepted in a column of lists")))
            values.append(converted)
        return values

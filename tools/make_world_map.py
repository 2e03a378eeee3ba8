#!/usr/bin/env python3
"""Makes assets/world_map.json, the country outlines of the report, from npm's world-atlas.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    tools/make_world_map.py package/countries-50m.json > assets/world_map.json

The outlines are Natural Earth's (public domain). They are projected flat (one unit is 0.36 degrees),
rounded, and thinned until a curve is off by half a unit. Names are those that the exercise's data
uses; a place without an outline of its own is a dot.
"""
import json
import sys

UNITS_PER_DEGREE = 1000 / 360
NAMES = {  # Natural Earth's name -> the data's.
    "Antarctica": "Antarctica (the territory South of 60 deg S)", "Antigua and Barb.": "Antigua and Barbuda",
    "Bosnia and Herz.": "Bosnia and Herzegovina", "British Virgin Is.": "British Virgin Islands",
    "Br. Indian Ocean Ter.": "British Indian Ocean Territory (Chagos Archipelago)", "Brunei": "Brunei Darussalam",
    "Cabo Verde": "Cape Verde", "Cayman Is.": "Cayman Islands", "Central African Rep.": "Central African Republic",
    "Cook Is.": "Cook Islands", "Côte d'Ivoire": "Cote d'Ivoire", "Czechia": "Czech Republic",
    "Dem. Rep. Congo": "Congo (Kinshasa)", "Dominican Rep.": "Dominican Republic", "Eq. Guinea": "Equatorial Guinea",
    "Falkland Is.": "Falkland Islands (Malvinas)", "Faeroe Is.": "Faroe Islands", "Fr. Polynesia": "French Polynesia",
    "Fr. S. Antarctic Lands": "French Southern Territories",
    "Heard I. and McDonald Is.": "Heard Island and McDonald Islands", "Vatican": "Holy See (Vatican City State)",
    "South Korea": "Korea", "Kyrgyzstan": "Kyrgyz Republic", "Laos": "Lao People's Democratic Republic",
    "Libya": "Libyan Arab Jamahiriya", "Marshall Is.": "Marshall Islands", "N. Mariana Is.": "Northern Mariana Islands",
    "Palestine": "Palestinian Territory", "Pitcairn Is.": "Pitcairn Islands", "Russia": "Russian Federation",
    "St-Barthélemy": "Saint Barthelemy", "St. Kitts and Nevis": "Saint Kitts and Nevis", "St-Martin": "Saint Martin",
    "St. Pierre and Miquelon": "Saint Pierre and Miquelon", "St. Vin. and Gren.": "Saint Vincent and the Grenadines",
    "São Tomé and Principe": "Sao Tome and Principe", "Slovakia": "Slovakia (Slovak Republic)",
    "Solomon Is.": "Solomon Islands", "S. Geo. and the Is.": "South Georgia and the South Sandwich Islands",
    "eSwatini": "Swaziland", "Syria": "Syrian Arab Republic", "Turks and Caicos Is.": "Turks and Caicos Islands",
    "U.S. Virgin Is.": "United States Virgin Islands", "Wallis and Futuna Is.": "Wallis and Futuna",
    "W. Sahara": "Western Sahara",
}
DOTS = {  # Degrees north and east.
    "Bouvet Island (Bouvetoya)": (-54.4, 3.4), "Christmas Island": (-10.5, 105.7), "Cocos (Keeling) Islands": (-12.2, 96.9),
    "French Guiana": (4.0, -53.1), "Gibraltar": (36.1, -5.4), "Guadeloupe": (16.2, -61.5), "Martinique": (14.6, -61.0),
    "Mayotte": (-12.8, 45.2), "Netherlands Antilles": (12.2, -69.0), "Reunion": (-21.1, 55.5),
    "Svalbard & Jan Mayen Islands": (78.2, 15.6), "Tokelau": (-9.2, -171.8), "Tuvalu": (-8.5, 179.2),
    "United States Minor Outlying Islands": (19.3, 166.6),
    "British Indian Ocean Territory (Chagos Archipelago)": (-6.3, 71.9), "Saint Martin": (18.1, -63.1),
    "Saint Barthelemy": (17.9, -62.8),
}


def arcs_of(topology):
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            longitude, latitude = x * scale[0] + move[0], y * scale[1] + move[1]
            points.append(((longitude + 180) * UNITS_PER_DEGREE, (90 - latitude) * UNITS_PER_DEGREE))
        yield thin(points, 0.5)


def thin(points, most):
    """Douglas and Peucker's way: keeps the farthest point while it is farther than `most`."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    def off(point):
        if length < 1e-9 or length > 900:
            return ((point[0] - ax) ** 2 + (point[1] - ay) ** 2) ** 0.5
        return abs((bx - ax) * (ay - point[1]) - (ax - point[0]) * (by - ay)) / length
    index = max(range(1, len(points) - 1), key=lambda i: off(points[i]))
    if off(points[index]) <= most:
        return [points[0], points[-1]]
    return thin(points[: index + 1], most)[:-1] + thin(points[index:], most)


def ring_path(arcs, ring):
    points = []
    for arc in ring:
        part = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points += part[1:] if points else part
    rounded = []
    shift = 0  # A ring that crosses the date line goes on past the edge of the map.
    around_the_pole = any(y > 499 for _, y in points)
    for index, (x, y) in enumerate(points):
        if index and not around_the_pole and abs(x - points[index - 1][0]) > 500:
            shift += 1000 if x < points[index - 1][0] else -1000
        point = (round(x + shift), round(y))
        if not rounded or rounded[-1] != point:
            rounded.append(point)
    if len(set(rounded)) < 3:
        return ""
    steps = [f"{bx - ax},{by - ay}" for (ax, ay), (bx, by) in zip(rounded, rounded[1:-1])]
    return f"M{rounded[0][0]},{rounded[0][1]}l" + " ".join(steps) + "z"


def main():
    sys.setrecursionlimit(20000)
    topology = json.load(open(sys.argv[1]))
    arcs = list(arcs_of(topology))
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = NAMES.get(shape["properties"]["name"], shape["properties"]["name"])
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        path = "".join(ring_path(arcs, ring) for polygon in polygons for ring in polygon[:1])
        if path:
            countries.append({"name": name, "path": path})
            continue
        x, y = arcs[polygons[0][0][0] if polygons[0][0][0] >= 0 else ~polygons[0][0][0]][0]
        countries.append({"name": name, "x": round(x), "y": round(y)})
    known = {country["name"] for country in countries}
    for name, (latitude, longitude) in DOTS.items():
        if name not in known:
            x, y = (longitude + 180) * UNITS_PER_DEGREE, (90 - latitude) * UNITS_PER_DEGREE
            countries.append({"name": name, "x": round(x), "y": round(y)})
    countries.sort(key=lambda country: country["name"])
    print(json.dumps({"width": 1000, "height": 500, "countries": countries}, separators=(",", ":")))


if __name__ == "__main__":
    main()

"""The dashboard in a browser, going on from what it shows: the rows behind a chart, objects, notebooks,
batch beside stream, how far parts are behind."""
import datetime

import pytest
import requests
from conftest import table_exists, table_rows, wait_until
from dashboard import WAIT_MS
from posts import geo_row, pin_row, post, post_both_ways
from test_connect import PROPERTIES

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
expect.set_options(timeout=WAIT_MS)

STREAM_TABLE = "stream.demo_pin_table"


def carried(server, count, table=STREAM_TABLE):
    wait_until(lambda: table_exists(server, table) and len(table_rows(server, table)) == count,
               "the stream")


def cleaned(server):
    requests.post(f"{server.url}/v1/runs", json={}, timeout=10).raise_for_status()
    wait_until(lambda: requests.get(f"{server.url}/v1/runs/1", timeout=10).json()["state"] ==
               "succeeded", "the run", seconds=60)


def test_a_slow_answer_is_shown_although_data_keeps_coming(server, tab):
    post(server.url, "demo.pin", pin_row(0))
    held = []
    tab.page.route("**/v1/topics/demo.pin/records*", lambda route: held.append(route))
    page = tab.open("data/topics?name=demo.pin")
    listed = page.get_by_role("navigation", name="Topics").get_by_role("link", name="demo.pin")
    for count in [2, 3]:
        post(server.url, "demo.pin", pin_row(count - 1))
        expect(listed).to_contain_text(f"{count} records")
    assert len(held) == 1
    held.pop().continue_()
    expect(page.get_by_role("button", name="0/2")).to_be_visible()
    wait_until(lambda: page.wait_for_timeout(10) or held, "the question about what came meanwhile")
    held.pop().continue_()


def test_a_click_on_a_bar_shows_the_rows_behind_it(server, tab):
    post(server.url, "streaming-demo-pin", pin_row(0))
    post(server.url, "streaming-demo-pin", pin_row(1) | {"category": "it's \"food\""})
    carried(server, 2)
    page = tab.open("insights")
    card = page.get_by_test_id("metric-categories")
    card.scroll_into_view_if_needed()
    card.get_by_role("button", name="it's \"food\"").click()
    expect(page.get_by_role("heading", name="SQL", level=1)).to_be_visible()
    expect(page.get_by_test_id("took")).to_contain_text("1 rows in")
    expect(page.get_by_role("cell", name=pin_row(1)["unique_id"])).to_be_visible()


def test_a_click_on_a_country_shows_the_rows_behind_it(server, tab):
    post_both_ways(server, 3)
    wait_until(lambda: len(server.objects("demo.user")) == 3, "the sink")
    cleaned(server)
    page = tab.open("insights")
    card = page.get_by_test_id("query-category_by_country")
    card.scroll_into_view_if_needed()
    card.get_by_role("img", name="Albania: art").click()
    card.get_by_role("button", name="Rows of Albania").click()
    expect(page.get_by_test_id("took")).to_contain_text("3 rows in")
    expect(page.get_by_test_id("editor")).to_contain_text("country = 'Albania'")


def test_what_a_question_makes_up_is_filtered_in_its_answer(server, tab):
    post_both_ways(server, 3)
    wait_until(lambda: len(server.objects("demo.user")) == 3, "the sink")
    cleaned(server)
    page = tab.open("insights")
    card = page.get_by_test_id("query-users_joined_by_year")
    card.scroll_into_view_if_needed()
    card.get_by_role("button", name="2015", exact=True).click()
    expect(page.get_by_test_id("took")).to_contain_text("1 rows in")


def test_the_streams_answer_is_shown_beside_the_batchs(server, tab):
    post_both_ways(server, 2)
    post(server.url, "streaming-demo-pin", pin_row(5))
    wait_until(lambda: len(server.objects("demo.user")) == 2, "the sink")
    cleaned(server)
    page = tab.open("insights")
    card = page.get_by_test_id("metric-categories")
    card.scroll_into_view_if_needed()
    card.get_by_role("button", name="Beside batch").click()
    expect(card.get_by_role("listitem").filter(has_text="art")).to_contain_text("stream 3 · , batch 2")
    tab.screenshot("insights-beside-batch")


def test_a_row_with_an_odd_time_does_not_hide_the_others(server, tab):
    for index in range(3):
        post(server.url, "streaming-demo-geo", geo_row(index))
    post(server.url, "streaming-demo-geo",
         geo_row(9) | {"country": "Chad", "timestamp": datetime.datetime(2031, 1, 1)})
    carried(server, 4, "stream.demo_geo_table")
    page = tab.open("insights")
    for metric, shown in [("posts_by_country_and_minute", 2), ("posts_by_country_sliding", 1)]:
        card = page.get_by_test_id(f"metric-{metric}")
        card.scroll_into_view_if_needed()
        bars = card.get_by_role("list", name="How many posts").get_by_role("listitem")
        expect(bars).to_have_count(shown)
        expect(bars.first).to_contain_text("Albania")
        expect(bars.first).to_contain_text("3")


def test_objects_are_listed_and_shown_as_they_begin(server, tab):
    for index in range(3):
        post(server.url, "demo.pin", pin_row(index) | {"title": "<script>alert(1)</script>"})
    wait_until(lambda: len(server.objects("demo.pin")) == 3, "the sink")
    page = tab.open("data/objects")
    expect(page.get_by_role("link", name="topics/demo.pin/")).to_have_count(3)
    page.get_by_label("Keys that begin with").fill("topics/demo.pin/partition=0/demo.pin+0+0000000001")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="topics/demo.pin/")).to_have_count(1)
    page.get_by_role("link", name="topics/demo.pin/").click()
    expect(page.get_by_test_id("preview").locator("pre")).to_contain_text(pin_row(1)["unique_id"])
    expect(page.get_by_test_id("preview").locator("pre")).to_contain_text("<script>")
    assert tab.hindrances() == []
    tab.screenshot("data-objects-preview")


def test_a_parquet_object_is_shown_as_rows(server, tab):
    made = requests.post(f"{server.url}/connectors", timeout=10, json={
        "name": "archive", "config": PROPERTIES | {
            "format.class": "io.confluent.connect.s3.format.parquet.ParquetFormat"}})
    assert made.status_code == 201, made.text
    for row in [{"index": 1, "title": "\u00e4"}, {"index": 2, "title": None}]:
        post(server.url, "archive.a", row)
    folder = server.data / "objects/archive"
    wait_until(lambda: list(folder.rglob("*.parquet")), "the object")
    page = tab.open("data/objects?bucket=archive")
    page.get_by_role("link", name=".parquet").click()
    shown = page.get_by_test_id("preview").locator("pre")
    expect(shown).to_contain_text('"title":"\u00e4"')
    expect(shown).to_contain_text('"index":2')


def test_a_record_is_followed_to_the_rows_it_became(server, tab):
    post_both_ways(server, 3)
    post(server.url, "streaming-demo-pin", pin_row(1))  # A copy.
    carried(server, 3)
    wait_until(lambda: len(server.objects("demo.user")) == 3, "the sink")
    cleaned(server)
    for topic, offset in [("demo.pin", 1), ("streaming-demo-pin", 1), ("streaming-demo-pin", 3)]:
        page = tab.open(f"record?topic={topic}&partition=0&offset={offset}")
        for table in ["silver.demo_pin", STREAM_TABLE]:
            line = page.get_by_role("row").filter(has_text=table).filter(has_text="unique_id")
            expect(line).to_contain_text("1 row with the same unique_id")


def test_cells_are_kept_as_a_file_of_the_pipeline(server, tab):
    page = tab.open("sql")
    page.get_by_test_id("editor").get_by_role("textbox").click()
    page.keyboard.insert_text("SELECT 40 + 2 AS answer")
    page.get_by_role("button", name="Add a cell").click()
    page.get_by_test_id("editor").nth(1).get_by_role("textbox").click()
    page.keyboard.insert_text("SELECT 7")
    page.get_by_label("Save as").fill("every-morning")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Notebook", exact=True).locator("select")).to_have_value("every-morning")
    kept = server.data / "notebooks/every-morning.sql"
    assert kept.read_text() == "SELECT 40 + 2 AS answer\n\n-- %%\nSELECT 7\n"
    kept.write_text("SELECT 12345 AS changed\n-- %% by hand\nSELECT 2\n")
    page.reload()
    expect(page.get_by_test_id("editor").first).to_contain_text("12345")
    expect(page.get_by_role("region", name="Cell")).to_have_count(2)
    page.get_by_role("button", name="Run").first.click()
    expect(page.get_by_role("cell", name="12,345")).to_be_visible()
    assert tab.hindrances() == []
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_label("Notebook", exact=True).locator("select")).to_have_value("")
    assert not kept.exists()


def test_the_page_says_how_far_a_part_is_behind(server, tab):
    page = tab.open("flow")
    post(server.url, "demo.pin", pin_row(0))
    line = page.get_by_test_id("lags").get_by_role("row").filter(has_text="s3-sink-demo")
    wait_until(lambda: len(server.objects("demo.pin")) == 1, "the sink")
    expect(line.filter(has_text="demo.pin").get_by_role("cell", name="0", exact=True)).to_be_visible()
    requests.put(f"{server.url}/connectors/s3-sink-demo/pause", timeout=10).raise_for_status()
    wait_until(lambda: requests.get(f"{server.url}/connectors/s3-sink-demo/status", timeout=10)
               .json()["connector"]["state"] == "PAUSED", "the pause")
    for index in range(2):
        post(server.url, "demo.pin", pin_row(index))
    expect(line.filter(has_text="demo.pin").get_by_role("cell", name="2", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="s3-sink-demo 2 behind")).to_be_visible()


def test_the_picture_has_a_row_for_each_way(server, tab):
    page = tab.open("flow")

    def middle(kind, name):
        box = page.get_by_role("link", name=f"{kind} {name}", exact=False).first.bounding_box()
        return box["y"] + box["height"] / 2

    def is_one_row(*parts):
        return len({round(middle(kind, name)) for kind, name in parts}) == 1

    # Its parts come one after the other while pinflow starts.
    for dataset in ["pin", "geo", "user"]:
        wait_until(lambda: is_one_row(
            ("topic", f"streaming-demo-{dataset}"), ("stream", f"demo_{dataset}_table"),
            ("table", f"stream.demo_{dataset}_table")), f"the streaming row of {dataset}")
        wait_until(lambda: is_one_row(("table", f"bronze.demo_{dataset}"),
                                      ("topic", f"demo.{dataset}")), f"the batch row of {dataset}")
    assert middle("topic", "demo.user") < middle("topic", "streaming-demo-pin")


def test_a_row_of_a_stream_is_found_by_its_record(server, tab):
    post(server.url, "streaming-demo-pin", pin_row(0))
    carried(server, 1)
    page = tab.open("record?topic=streaming-demo-pin&partition=0&offset=0")
    expect(page.get_by_role("cell", name=STREAM_TABLE).first).to_be_visible()
    expect(page.get_by_role("cell", name="taken by version")).to_be_visible()


def test_past_days_are_run_once_each(server, tab):
    page = tab.open("runs")
    form = page.get_by_role("form", name="Backfill")
    form.get_by_label("From").fill("2026-03-01")
    form.get_by_label("To").fill("2026-03-03")
    form.get_by_role("button", name="Run these days").click()
    expect(form).to_contain_text("3 runs queued")
    wait_until(lambda: [run["state"] for run in requests.get(
        f"{server.url}/v1/runs", timeout=10).json()] == ["succeeded"] * 3, "the runs", seconds=60)
    form.get_by_role("button", name="Run these days").click()
    expect(form).to_contain_text("3 had succeeded before")
    assert tab.hindrances() == []


def test_the_schedule_is_paused_and_goes_on(server, tab):
    page = tab.open("runs")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()

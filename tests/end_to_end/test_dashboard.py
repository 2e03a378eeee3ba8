"""The dashboard in a real browser, on a running pinflow: what a newcomer wants to know and do there,
by the page alone; every page in both themes; hostile records."""
import gzip
import json
import shutil

import deltalake
import pyarrow
import pytest
import requests
from conftest import table_exists, table_rows, wait_until
from dashboard import WAIT_MS, Dashboard
from posts import pin_row, post, post_both_ways
from program import ROOT

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
expect.set_options(timeout=WAIT_MS)

STREAM_TABLE = "stream.demo_pin_table"
PAGES = ["flow", "insights", "data/topics", "data/objects", "data/tables", "data/dead-letters", "record", "runs",
         "sql", "connectors", "settings", "cost"]


def press_until_focused(page, key, element, most=40):
    for _ in range(most):
        if element.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{element} is not reached by {most} times {key}")


def run_ended(server, number, state):
    runs = requests.get(f"{server.url}/v1/runs", timeout=10).json()
    return any(run["id"] == number and run["state"] == state for run in runs)


def test_the_page_says_what_came_in_during_the_last_minute(server, tab):
    page = tab.open("flow")
    expect(page.get_by_test_id("last-minute")).to_have_text("0")
    for index in range(7):
        post(server.url, "streaming-demo-pin", pin_row(index))
    expect(page.get_by_test_id("last-minute")).to_have_text("7", timeout=20_000)
    expect(page.get_by_test_id("ledger")).to_have_text("balances", timeout=20_000)
    expect(page.get_by_text("7 accepted = 7 in tables")).to_be_visible(timeout=20_000)


def test_a_record_that_failed_is_found_mended_and_replayed(server, tab):
    good = pin_row(1)
    broken = {name: value for name, value in good.items() if name != "unique_id"}
    post(server.url, "streaming-demo-pin", broken | {"title": "<script>alert(1)</script>"})
    page = tab.open("flow")
    wait_until(lambda: table_exists(server, STREAM_TABLE + "_dead_letters"), "the dead letter")
    tab.choose("Data")
    page.get_by_role("link", name="Dead letters", exact=True).click()
    page.get_by_role("link", name="streaming-demo-pin/0/0/0").click()
    expect(page.get_by_test_id("reason")).to_contain_text("unique_id")
    editor = page.get_by_label("The row")
    assert "<script>" in editor.input_value()
    editor.fill(json.dumps(good))
    page.get_by_role("button", name="Mend and replay").click()
    expect(page.get_by_text("1 put into tables")).to_be_visible()
    assert [row["unique_id"] for row in table_rows(server, STREAM_TABLE)] == [good["unique_id"]]
    expect(page.get_by_text("No dead letters")).to_be_visible()


def test_what_is_no_json_is_not_sent(server, tab):
    post(server.url, "streaming-demo-pin", {"index": 1})
    wait_until(lambda: table_exists(server, STREAM_TABLE + "_dead_letters"), "the dead letter")
    page = tab.open("data/dead-letters?id=streaming-demo-pin/0/0/0")
    page.get_by_label("The row").fill('{"index": 1,')
    page.get_by_role("button", name="Mend and replay").click()
    expect(page.get_by_role("alert")).to_contain_text("This is no JSON")
    [letter] = table_rows(server, STREAM_TABLE + "_dead_letters")
    assert letter["value"].replace(b" ", b"") == b'{"index":1}'


def test_a_run_is_begun_and_answers_the_categories_of_each_country(server, tab):
    post_both_ways(server, 5)
    wait_until(lambda: len(server.objects("demo.user")) == 5, "the sink")
    page = tab.open("runs")
    page.get_by_role("button", name="Run now").click()
    expect(page.get_by_test_id("run").get_by_role("heading", level=2)).to_contain_text(
        "succeeded", timeout=60_000)
    tab.choose("Insights")
    card = page.get_by_test_id("query-category_by_country")
    card.scroll_into_view_if_needed()
    albania = card.get_by_role("img", name="Albania: art")
    expect(albania).to_be_attached(timeout=30_000)
    card.get_by_role("button", name="SQL", exact=True).click()
    expect(card.locator("pre")).to_contain_text("GROUP BY g.country")
    card.get_by_role("button", name="Table", exact=True).click()
    expect(card.get_by_role("cell", name="Albania")).to_be_visible()
    with page.expect_download() as download:
        card.get_by_role("button", name="as CSV").click()
    assert download.value.path().read_text().splitlines() == [
        "country,category,category_count", "Albania,art,5"]


def test_the_page_says_who_is_popular_now(server, tab):
    page = tab.open("insights")
    for index in range(8):
        post(server.url, "streaming-demo-pin", pin_row(index))
    card = page.get_by_test_id("metric-popular_posters")
    card.scroll_into_view_if_needed()
    # Poster 0 has the rows 0 and 7, and with 8k the most followers.
    expect(card.get_by_role("listitem").first).to_contain_text("Poster 0", timeout=30_000)
    expect(card.get_by_role("listitem").first).to_contain_text("8,000")


def test_why_a_run_failed_is_told_and_it_is_rerun(program, browser, tmp_path):
    folder = tmp_path / "pipeline"
    shutil.copytree(ROOT / "pipelines/pinterest", folder)
    text = (folder / "pipeline.toml").read_text()
    before, behind = text.split("[[check]]")[0], text[text.index("[[task]]"):]

    def declare(action):
        (folder / "pipeline.toml").write_text(
            f'{before}[[check]]\nname = "only_small"\ndataset = "pin"\nkind = "condition"\n'
            f'action = "{action}"\nsql = "ind < 5"\n{behind}')

    declare("stop")
    server = program.start("--pipeline", str(folder))
    post(server.url, "demo.pin", pin_row(9))
    wait_until(lambda: len(server.objects("demo.pin")) == 1, "the sink")
    requests.post(f"{server.url}/v1/runs", json={}, timeout=10).raise_for_status()
    wait_until(lambda: run_ended(server, 1, "failed"), "the run")
    context = browser.new_context()
    page = Dashboard(context, server.url).open("flow")
    page.get_by_role("main").get_by_role("link", name="Last run").click()
    expect(page.get_by_test_id("why")).to_contain_text("only_small")
    expect(page.get_by_role("button", name="clean of run 1: failed")).to_be_visible()
    context.close()
    server.stop()

    declare("warn")
    server = program.start("--pipeline", str(folder))
    context = browser.new_context()
    page = Dashboard(context, server.url).open("runs")
    page.get_by_role("button", name="Retry what failed").click()
    expect(page.get_by_role("heading", name="Run 2")).to_contain_text("succeeded", timeout=60_000)
    assert [row["ind"] for row in table_rows(server, "silver.demo_pin")] == [9]
    context.close()


def test_questions_in_sql_are_answered_and_change_nothing(server, tab):
    for index in range(3):
        post(server.url, "streaming-demo-pin", pin_row(index))
    wait_until(lambda: table_exists(server, STREAM_TABLE) and
               len(table_rows(server, STREAM_TABLE)) == 3, "the stream")
    page = tab.open("sql")
    editor = page.get_by_test_id("editor").get_by_role("textbox")
    editor.click()
    page.keyboard.insert_text(f"SELECT count(*) AS how_many FROM {STREAM_TABLE}")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("took")).to_contain_text("1 rows in")
    expect(page.get_by_role("cell", name="3", exact=True)).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("CREATE TABLE mine AS SELECT 1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    tab.is_calm = False  # The browser notes the refusal, which is what the test is about.


def test_records_are_browsed_and_shown_as_they_are(server, tab):
    long_title = "x" * 10_000
    post(server.url, "demo.pin", pin_row(1) | {"title": "<img src=x onerror=alert(1)>"})
    post(server.url, "demo.pin", pin_row(2) | {"title": long_title})
    page = tab.open("data/topics?name=demo.pin")
    page.get_by_role("button", name="0/0").click()
    expect(page.locator("pre")).to_contain_text("<img src=x onerror=alert(1)>")
    page.get_by_role("button", name="0/0").click()
    page.get_by_role("button", name="0/1").click()
    expect(page.locator("pre")).to_contain_text(long_title)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Contains").fill("onerror")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("button", name="0/0")).to_be_visible()
    expect(page.get_by_role("button", name="0/1")).to_have_count(0)
    page.get_by_role("link", name="Trace record 0/0").click()
    expect(page.get_by_role("cell", name="log", exact=True)).to_be_visible()


def test_a_table_is_shown_as_it_was(server, tab):
    for index in range(2):
        post(server.url, "streaming-demo-pin", pin_row(index))
        wait_until(lambda: table_exists(server, STREAM_TABLE) and
                   len(table_rows(server, STREAM_TABLE)) == index + 1, "the stream")
    page = tab.open(f"data/tables?name={STREAM_TABLE}&version=0")
    expect(page.get_by_text("These are the rows of version 0, not of today.")).to_be_visible()
    expect(page.get_by_text("No rows.")).to_be_visible()
    page.get_by_role("button", name="schema").click()
    expect(page.get_by_role("cell", name="unique_id")).to_be_visible()
    page.locator("main select").select_option("")
    page.get_by_role("button", name="rows", exact=True).click()
    expect(page.get_by_role("cell", name=pin_row(1)["unique_id"])).to_be_visible()


def test_a_million_rows_are_previewed_and_asked(server, tab):
    count = 1_000_000
    deltalake.write_deltalake(str(server.table_path("silver.demo_big")), pyarrow.table(
        {"number": pyarrow.array(range(count), pyarrow.int64())}))
    page = tab.open("data/tables?name=silver.demo_big")
    expect(page.get_by_text("rows 1 to 100 of 1,000,000")).to_be_visible()
    page.get_by_role("button", name="Rows behind").click()
    expect(page.get_by_text("rows 101 to 200 of 1,000,000")).to_be_visible()
    expect(page.get_by_role("cell", name="100", exact=True)).to_be_visible()
    tab.choose("SQL")
    page.get_by_test_id("editor").get_by_role("textbox").click()
    page.keyboard.insert_text("SELECT sum(number) FROM silver.demo_big")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("cell", name=f"{count * (count - 1) // 2:,}")).to_be_visible()


def test_the_keyboard_is_enough(server, tab):
    page = tab.open("flow")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    runs = page.get_by_role("navigation", name="Pages").get_by_role("link", name="Runs")
    press_until_focused(page, "Shift+Tab", runs)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Runs", level=1)).to_be_visible()
    press_until_focused(page, "Tab", page.get_by_role("button", name="Run now"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Run 1")).to_be_visible(timeout=60_000)


def test_the_pages_are_small():
    """All but the editor and the map, which are loaded when they are shown."""
    on_demand = ("sql-", "world_map-")
    parts = [path for path in (ROOT / "build/web/dist").rglob("*.*")
             if not path.name.startswith(on_demand)]
    assert any(path.suffix == ".js" for path in parts)
    assert sum(len(gzip.compress(path.read_bytes())) for path in parts) < 500_000


def test_a_connector_is_paused_and_resumed(server, tab):
    page = tab.open("connectors")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", name="s3-sink-demo")).to_contain_text("PAUSED")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("heading", name="s3-sink-demo")).to_contain_text("RUNNING")


def test_the_page_says_when_pinflow_is_gone_and_goes_on_when_it_is_back(server, tab):
    page = tab.open("flow")
    expect(page.get_by_test_id("connection")).to_contain_text("live")
    server.kill()
    expect(page.get_by_text("pinflow does not answer")).to_be_visible()
    server.start(listen=server.url.removeprefix("http://"))
    expect(page.get_by_test_id("connection")).to_contain_text("live")
    post(server.url, "streaming-demo-pin", pin_row(1))
    expect(page.get_by_test_id("last-minute")).to_have_text("1")
    tab.is_calm = False  # The browser notes each attempt to connect.


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_read_each_page(server, browser, theme):
    post_both_ways(server, 3)
    post(server.url, "streaming-demo-pin", {"index": 5})
    wait_until(lambda: len(server.objects("demo.user")) == 3, "the sink")
    requests.post(f"{server.url}/v1/runs", json={}, timeout=10).raise_for_status()
    wait_until(lambda: run_ended(server, 1, "succeeded"), "the run", seconds=60)
    # So tall that charts that wait until they are scrolled to are there, too.
    context = browser.new_context(viewport={"width": 1440, "height": 3600}, color_scheme=theme)
    tab = Dashboard(context, server.url)
    for place in PAGES:
        page = tab.open(place)
        expect(page.get_by_text("Loading…")).to_have_count(0)
        tab.screenshot(f"{place.replace('/', '-')}-{theme}")
        assert tab.hindrances() == [], place
    assert tab.troubles == []
    context.close()


# Whatever a page puts off, as effects are after a drawing, is put off for longer.
SLOW_EFFECTS = """
const [timeout, frame] = [setTimeout, requestAnimationFrame];
window.setTimeout = (then, ms, ...given) => timeout(then, (ms ?? 0) + 300, ...given);
window.requestAnimationFrame = (then) => frame(() => timeout(() => then(performance.now()), 300));
"""


def test_two_maps_are_both_shown_however_late_one_hears_that_the_map_is_loaded(server, tab):
    post_both_ways(server, 3)
    wait_until(lambda: len(server.objects("demo.user")) == 3, "the sink")
    requests.post(f"{server.url}/v1/runs", json={}, timeout=10).raise_for_status()
    wait_until(lambda: run_ended(server, 1, "succeeded"), "the run", seconds=60)
    tab.page.add_init_script(SLOW_EFFECTS)
    answers, scripts = [], []
    tab.page.route("**/v1/answers/top_user_by_country*", lambda route: answers.append(route))
    tab.page.route("**/world_map-*.js", lambda route: scripts.append(route))
    with tab.page.expect_request("**/world_map-*.js"):
        page = tab.open("insights")
    # The first map waits for its script; it comes while the second one is being drawn.
    wait_until(lambda: page.title() and answers, "the question behind the second map")
    with page.expect_response("**/v1/answers/top_user_by_country*"):
        answers.pop().continue_()
    page.unroute("**/world_map-*.js")
    for script in scripts:
        script.continue_()
    expect(page.get_by_test_id("query-top_user_by_country").locator("svg.map")).to_be_visible()
    expect(page.get_by_text("Loading…")).to_have_count(0)


def test_each_page_fits_a_phone(server, browser):
    post_both_ways(server, 2)
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    tab = Dashboard(context, server.url)
    for place in PAGES:
        page = tab.open(place)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
    tab.open("flow")
    tab.screenshot("flow-phone")
    assert tab.troubles == []
    context.close()

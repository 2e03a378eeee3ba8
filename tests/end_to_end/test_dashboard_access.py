"""Signing in to the dashboard by API key: what each role may see and do, by the page and past it."""
import hashlib
import json

import pytest
import requests
from dashboard import Dashboard

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

ROLES = {"vera": "viewer", "otto": "operator", "ada": "admin"}


@pytest.fixture
def guarded(program, tmp_path):
    """A pinflow whose keys are the names of their holders; "posts" has no role."""
    settings = tmp_path / "pinflow.toml"
    settings.write_text("".join(
        f'[gateway.key.{name}]\nsha256 = "{hashlib.sha256(name.encode()).hexdigest()}"\n'
        f'role = "{role}"\n' for name, role in (ROLES | {"posts": ""}).items()))
    return program.start("--config", str(settings))


@pytest.fixture
def gate(browser, guarded):
    """A tab of somebody who has not signed in yet."""
    context = browser.new_context()
    opened = Dashboard(context, guarded.url)
    opened.page.goto(f"{guarded.url}/ui/")
    yield opened
    context.close()


def sign_in(page, key):
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()


def session_of(server, key):
    """A session past the page, as its cookies and headers have it."""
    session = requests.Session()
    answer = session.post(f"{server.url}/v1/session", json={"key": key}, timeout=10)
    answer.raise_for_status()
    session.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return session


def test_nothing_is_shown_before_somebody_signs_in(gate):
    expect(gate.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(gate.page.get_by_role("navigation")).to_have_count(0)
    assert gate.hindrances() == []
    for wrong, why in [("guessed", "none of the keys"), ("posts", "has no role")]:
        sign_in(gate.page, wrong)
        expect(gate.page.get_by_role("alert")).to_contain_text(why)
    gate.screenshot("sign-in")


def test_a_viewer_looks_and_cannot_act(gate):
    sign_in(gate.page, "vera")
    expect(gate.page.get_by_role("heading", name="Flow", level=1)).to_be_visible()
    expect(gate.page.get_by_test_id("connection")).to_contain_text("live")
    [cookie] = gate.page.context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    assert gate.page.evaluate("document.cookie") == ""
    gate.choose("Runs")
    expect(gate.page.get_by_role("button", name="Run now")).to_be_disabled()
    gate.choose("Settings")
    expect(gate.page.get_by_role("heading", name="Doctor")).to_be_visible()
    expect(gate.page.get_by_role("heading", name="Who changed what")).to_have_count(0)
    gate.page.get_by_role("button", name="Sign out").click()
    expect(gate.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert gate.page.context.cookies() == []


def test_an_operator_acts_and_an_admin_sees_who_did(gate, browser, guarded):
    sign_in(gate.page, "otto")
    gate.choose("Runs").get_by_role("button", name="Run now").click()
    expect(gate.page.get_by_test_id("run").get_by_role("heading", level=2)).to_contain_text(
        "Run 1", timeout=60_000)
    context = browser.new_context()
    admin = Dashboard(context, guarded.url)
    admin.page.goto(f"{guarded.url}/ui/")
    sign_in(admin.page, "ada")
    admin.choose("Settings")
    row = admin.page.get_by_role("row").filter(has_text="POST /v1/runs")
    expect(row).to_contain_text("otto")
    expect(row).to_contain_text("allowed")
    context.close()


def test_whoever_is_signed_out_elsewhere_is_asked_again(gate, guarded):
    sign_in(gate.page, "vera")
    expect(gate.page.get_by_role("heading", name="Flow", level=1)).to_be_visible()
    gate.page.context.clear_cookies()
    gate.page.evaluate("location.hash = '#/settings'")
    expect(gate.page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("name, role", ROLES.items())
def test_each_role_may_do_what_it_may(guarded, name, role):
    session = session_of(guarded, name)
    allowed = {"viewer": 1, "operator": 2, "admin": 3}[role]
    for least, method, path, body in [
            (1, "GET", "/v1/runs", None), (1, "POST", "/v1/sql", {"sql": "SELECT 1"}),
            (1, "GET", "/connectors", None), (2, "POST", "/v1/runs", {}),
            (2, "PUT", "/connectors/s3-sink-demo/pause", {}),
            (3, "DELETE", "/connectors/s3-sink-demo", None), (3, "GET", "/v1/audit-log", None)]:
        answer = session.request(method, guarded.url + path, json=body, timeout=10)
        assert (answer.status_code < 400) == (allowed >= least), f"{path}: {answer.text}"
        assert allowed >= least or answer.status_code == 403


def test_a_cookie_alone_changes_nothing(guarded):
    session = session_of(guarded, "otto")
    for token in [None, "guessed"]:
        session.headers["X-CSRF-Token"] = token
        assert session.post(f"{guarded.url}/v1/runs", json={}, timeout=10).status_code == 403
    assert session.get(f"{guarded.url}/v1/runs", timeout=10).json() == []


def test_a_session_ends_where_it_was_opened(guarded):
    session = session_of(guarded, "vera")
    token = session.cookies["pinflow_session"]
    session.delete(f"{guarded.url}/v1/session", timeout=10)
    kept = requests.get(f"{guarded.url}/v1/runs", cookies={"pinflow_session": token}, timeout=10)
    assert kept.status_code == 401


def test_an_event_stream_ends_with_its_session(guarded):
    session = session_of(guarded, "vera")
    listening = session.get(f"{guarded.url}/v1/events", stream=True, timeout=30)
    lines = listening.iter_lines()
    assert next(line for line in lines if line.startswith(b"event: "))
    session.delete(f"{guarded.url}/v1/session", timeout=10)
    for _ in lines:  # Ends, or the request's time limit fails the test.
        pass


def test_a_tab_asks_to_sign_in_when_another_has_signed_out(gate):
    sign_in(gate.page, "vera")
    expect(gate.page.get_by_test_id("connection")).to_contain_text("live")
    other = Dashboard(gate.page.context, gate.url)
    other.open("flow")
    other.page.get_by_role("button", name="Sign out").click()
    expect(gate.page.get_by_role("heading", name="Sign in")).to_be_visible()
    gate.is_calm = False  # The browser notes that it was refused.


def test_commands_show_their_key_to_a_guarded_server(guarded):
    for command in ["metrics", "audit", "cost"]:
        guarded.run(command, expect=5)
        assert "PINFLOW_API_KEY is not set" in guarded.errors
        guarded.run(command, environment={"PINFLOW_API_KEY": "vera"})


def test_keys_cannot_be_guessed_fast(guarded):
    answers = [requests.post(f"{guarded.url}/v1/session", json={"key": f"{guess}"}, timeout=10)
               for guess in range(12)]
    assert [answer.status_code for answer in answers[:10]] == [401] * 10
    assert answers[11].status_code == 429 and int(answers[11].headers["Retry-After"]) > 0


def test_the_audit_log_keeps_who_was_refused_and_no_keys(guarded):
    session = session_of(guarded, "vera")
    session.post(f"{guarded.url}/v1/runs", json={}, timeout=10)
    requests.delete(f"{guarded.url}/connectors/s3-sink-demo", timeout=10)
    text = (guarded.data / "audit.jsonl").read_text()
    entries = [(one["who"], one["method"], one["path"], one["allowed"])
               for one in map(json.loads, text.splitlines())]
    assert entries == [("vera", "POST", "/v1/session", True), ("vera", "POST", "/v1/runs", False),
                       ("", "DELETE", "/connectors/s3-sink-demo", False)]
    assert '"key"' not in text

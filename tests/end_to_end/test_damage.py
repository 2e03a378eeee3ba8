"""Disks that are full, read-only or damaged: a clear error, and what was acknowledged stays."""
import os
import subprocess

import pytest
import requests
from conftest import table_rows, wait_until
from posts import ROWS, as_emulator, pin_row, post, post_body
from program import BINARY, Program

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system needs root")
needs_user = pytest.mark.skipif(
    subprocess.run(["setpriv", "--version"], capture_output=True).returncode != 0
    or os.geteuid() != 0, reason="becoming another user needs root")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 24 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder])
    if mounted.returncode != 0:
        pytest.skip("mount is not allowed here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@needs_root
def test_a_full_disk_refuses_rows_and_keeps_those_it_acknowledged(small_disk):
    program = Program(small_disk / "data").start("--only", "gateway")
    acknowledged, refused = 0, None
    row = pin_row(0) | {"description": "x" * 500_000}
    for _ in range(100):
        answer = post_body(program.url, "demo.pin", as_emulator(row))
        if answer.status_code != 200 or answer.json()["offsets"][0]["error_code"]:
            refused = answer
            break
        acknowledged += 1
    assert refused is not None and acknowledged > 0
    assert refused.status_code in (200, 500, 503, 507), refused.text
    assert requests.get(f"{program.url}/topics", timeout=10).status_code == 200
    wait_until(lambda: "no space left" in program.log().lower(), "a line of the log about it")
    program.kill()

    program.start("--only", "gateway")
    offsets = requests.get(f"{program.url}/topics/demo.pin/partitions/0/offsets", timeout=10)
    assert offsets.json()["end_offset"] >= acknowledged
    program.kill()


@needs_user
def test_a_read_only_data_folder_is_an_error_that_names_it(tmp_path):
    folder = tmp_path / "read_only"
    folder.mkdir()
    folder.chmod(0o555)
    for parent in [tmp_path, *tmp_path.parents]:
        if parent.stat().st_uid == os.geteuid() and parent.name.startswith(("pytest", "test_")):
            parent.chmod(0o755)
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", BINARY, "up",
         "--listen", "127.0.0.1:0", "--data", folder], text=True, capture_output=True, timeout=20)
    assert done.returncode not in (0, -11), done.stdout
    assert str(folder) in done.stderr


def test_a_second_pinflow_on_the_same_folder_is_refused(server):
    done = subprocess.run([BINARY, "up", "--listen", "127.0.0.1:0", "--data", server.data],
                          text=True, capture_output=True, timeout=20)
    assert done.returncode != 0
    assert "another pinflow" in (done.stderr + done.stdout)
    assert post(server.url, "demo.pin", pin_row(0))[0]["offset"] == 0


def with_rows(server, count):
    for index in range(count):
        for name, row in ROWS.items():
            post(server.url, f"demo.{name}", row(index))
    wait_until(lambda: all(len(server.objects(f"demo.{name}")) == count for name in ROWS),
               "the sink")
    assert server.stop() == 0


def test_a_damaged_object_costs_only_its_own_rows(server):
    with_rows(server, 5)
    server.objects("demo.pin")[2].write_bytes(b"\x00\xff not what was written\n")
    server.run("clean", expect=None)
    assert server.exit_status in (0, 3)
    assert sorted(r["ind"] for r in table_rows(server, "silver.demo_pin")) == [0, 1, 3, 4]
    letters = table_rows(server, "bronze.demo_pin_dead_letters")
    assert [(letter["offset"], letter["index"]) for letter in letters] == [(2, 0)]


def test_a_damaged_commit_is_reported_and_never_written_over(server):
    with_rows(server, 5)
    server.run("clean")
    commit = sorted((server.table_path("silver.demo_pin") / "_delta_log").glob("*.json"))[-1]
    commit.write_text('{"add": {"path": ')
    problem = f"silver.demo_pin: commit {int(commit.stem)}: line 1: not JSON"
    assert problem in server.run("tables", expect=1)
    server.run("clean", expect=1)
    assert problem in server.errors
    assert commit.read_text() == '{"add": {"path": '


def test_a_graceful_stop_loses_nothing_that_was_accepted(server):
    for index in range(50):
        post(server.url, "demo.pin", pin_row(index))
    assert server.stop() == 0
    server.start()
    wait_until(lambda: len(server.objects("demo.pin")) == 50, "the sink")
    assert server.stop() == 0
    server.run("clean")
    assert len(table_rows(server, "silver.demo_pin")) == 50

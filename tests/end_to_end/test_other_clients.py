"""Clients that are not Python's requests: aiohttp, a browser's page, Node, Java, curl."""
import asyncio
import http.server
import json
import subprocess
import threading

import aiohttp
import requests
from posts import JSON_V2, SECONDS_MAX, as_emulator, pin_row

CLIENT_SECONDS_MAX = 120

PAGE = """<!doctype html><title>A page of another site</title><pre id="outcome">waiting</pre><script>
const show = (text) => { document.getElementById("outcome").textContent = text; };
fetch("URL/TARGET", {method: "POST", headers: {"Content-Type": "TYPE", "X-Api-Key": "any"},
                     body: JSON.stringify({records: [{value: {index: 7}}]})})
  .then((answer) => answer.text()).then(show).catch((error) => show("refused: " + error));
</script>"""

NODE = """
const [url, type, body] = process.argv.slice(1);
const post = () => fetch(url, {method: "POST", headers: {"Content-Type": type}, body});
Promise.all(Array.from({length: 50}, post))
  .then((answers) => Promise.all(answers.map((answer) => answer.json())))
  .then((all) => console.log(JSON.stringify(all.map((one) => one.offsets[0].offset))));
"""

JAVA = """
import java.net.URI;
import java.net.http.*;
class Post {
  public static void main(String[] words) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(words[0]))
        .header("Content-Type", words[1]).POST(HttpRequest.BodyPublishers.ofString(words[2])).build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(answer.statusCode() + " " + answer.body());
  }
}
"""


def stored(url, topic="demo.pin"):
    """How many records the topic has."""
    answer = requests.get(f"{url}/topics/{topic}/partitions/0/offsets", timeout=SECONDS_MAX)
    return answer.json().get("end_offset", 0)


def test_aiohttp_posts_many_at_once(server):
    async def post_all():
        headers = {"Content-Type": JSON_V2}
        async with aiohttp.ClientSession(headers=headers) as session:
            async def post(index):
                url = f"{server.url}/test/topics/demo.pin"
                async with session.post(url, data=as_emulator(pin_row(index))) as answer:
                    assert answer.status == 200
                    # As every client of aiohttp reads it: the type must say JSON.
                    return (await answer.json(content_type=None))["offsets"][0]["offset"]
            return await asyncio.gather(*(post(index) for index in range(200)))

    assert sorted(asyncio.run(post_all())) == list(range(200))


class Site:
    """A web site of another origin with one page."""

    def __init__(self, page):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_port}/"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()


def what_a_browser_shows(page, profile):
    """The page's text once its scripts have run, in a real Chromium."""
    with Site(page) as site:
        done = subprocess.run(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             f"--user-data-dir={profile}", "--virtual-time-budget=20000", "--dump-dom", site.url],
            capture_output=True, text=True, timeout=CLIENT_SECONDS_MAX, check=True)
    return done.stdout


def page_for(url, target, content_type=JSON_V2):
    return PAGE.replace("URL", url).replace("TARGET", target).replace("TYPE", content_type)


def test_a_page_of_another_site_may_post_to_a_stage(server, tmp_path):
    shown = what_a_browser_shows(page_for(server.url, "test/topics/demo.pin"), tmp_path / "profile")
    assert '"offset":0' in shown
    assert stored(server.url) == 1


def test_a_page_of_another_site_may_not_post_past_the_stages(server, tmp_path):
    for content_type in (JSON_V2, "text/plain"):
        shown = what_a_browser_shows(page_for(server.url, "topics/demo.pin", content_type),
                                     tmp_path / content_type.replace("/", "."))
        assert "refused: TypeError" in shown
    assert stored(server.url) == 0


def test_nodes_fetch_posts_many_at_once(server):
    done = subprocess.run(
        ["node", "-e", NODE, f"{server.url}/test/topics/demo.pin", JSON_V2,
         as_emulator(pin_row(0))], capture_output=True, text=True, timeout=CLIENT_SECONDS_MAX)
    assert sorted(json.loads(done.stdout)) == list(range(50)), done.stderr


def test_javas_http_client_posts(server, tmp_path):
    source = tmp_path / "Post.java"
    source.write_text(JAVA)
    done = subprocess.run(
        ["java", source, f"{server.url}/test/topics/demo.pin", JSON_V2, as_emulator(pin_row(0))],
        capture_output=True, text=True, timeout=CLIENT_SECONDS_MAX)
    assert done.stdout.startswith('200 {"offsets":[{"partition":0,"offset":0'), done.stderr


def test_the_request_that_an_error_shows_works(server):
    answer = requests.post(f"{server.url}/test/topics/demo.pin", data='{"records":[{"a":1}]}',
                           headers={"Content-Type": JSON_V2}, timeout=SECONDS_MAX)
    assert answer.status_code == 422
    command = answer.json()["message"].split("a request that works: ")[1]
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True,
                          timeout=CLIENT_SECONDS_MAX)
    assert json.loads(done.stdout)["offsets"][0]["offset"] == 0

"""Chromium on the dashboard: pages that notice every error and every breach of the page's policy."""
import pathlib

from program import ROOT

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
SCREENSHOTS = ROOT / "build/results/screenshots"
# What WCAG 2.2 asks for on level AA.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WAIT_MS = 20_000


class Dashboard:
    """One tab on a running pinflow."""

    def __init__(self, context, url):
        self.url = url
        self.troubles = []
        self.is_calm = True  # Tests that make trouble say so.
        self.page = context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _note(self, message):
        if message.type == "error":
            self.troubles.append(message.text)

    def open(self, place):
        """A page by its address: "data/tables?name=x"."""
        self.page.goto(f"{self.url}/ui/#/{place}")
        self.page.locator("main h1").wait_for()
        return self.page

    def choose(self, entry):
        """A page by the menu, as people do."""
        self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=entry).click()
        return self.page

    def hindrances(self):
        """What axe finds that people with disabilities would stumble over."""
        # Through the debugger: the page's own policy lets no foreign script in.
        self.page.evaluate(pathlib.Path(AXE).read_text())
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
        return [f"{one['id']}: {node['target']} {node['failureSummary']}"
                for one in found["violations"] for node in one["nodes"]]

    def screenshot(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

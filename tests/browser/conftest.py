"""A real browser: Debian's chromium, driven by playwright. Without either the tests are skipped and say so."""

import shutil
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from driving import until

sys.path.append(str(Path(__file__).parents[1] / "reports"))  # made_up.py: the made-up reports are those of the report tests
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("needs chromium: apt-get install chromium")
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[dev]'")
    with api.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe():
    """The script of axe-core."""
    package = pytest.importorskip("axe_playwright_python", reason="needs axe-core: pip install -e '.[dev]'")
    return (files(package) / "axe.min.js").read_text("utf-8")


@pytest.fixture
def context(browser):
    """A window of its own, with a storage of its own, in which nothing may be asked of the network and no script may fail."""
    made = browser.new_context(accept_downloads=True, viewport={"width": 1500, "height": 950}, service_workers="block")
    faults, asked = [], []
    made.on("page", lambda page: page.on("pageerror", lambda error: faults.append(str(error))))
    made.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    made.on("request", lambda request: asked.append(request.url) if not request.url.startswith(("file:", "blob:", "data:")) else None)
    made.on("dialog", lambda dialog: (faults.append(f"a dialog of the browser: {dialog.message}"), dialog.dismiss()))
    yield made
    made.close()
    assert faults == [] and asked == []


@pytest.fixture
def open_page(context):
    """Opens a file in a tab, ready to work in."""

    def opened(path, fragment=""):
        page = context.new_page()
        page.goto(path.as_uri() + fragment)
        until(page, "document.querySelector('.card.on') !== null")
        return page

    return opened

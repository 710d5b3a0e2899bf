"""Fixtures of the browser tests: the site on a host below a folder and as files, in Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sites import add_hostile_page, build_site, served
from support import PAGES, copy_real, winnow

if TYPE_CHECKING:  # only `make browser` installs Playwright, and every run collects these tests
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SUBPATH = "some/where"
TWO_ARTICLES = "001_29c10ceec84ec9db"
VIEWS = (
    "index.html",
    f"browse/pages/{PAGES[0]}.html",
    f"browse/pages/{TWO_ARTICLES}.html",
    "browse/pages.html",
    "browse/entities.html",
    "browse/entities/ben-wallace.html",
    "browse/explore.html",
    "browse/figures.html",
    "reference/labels.html",
    "baselines.html",
)
DOCS = (
    "guidelines/stances.html",
    "how-to/load.html",
    "reference/configs.html",
    "reference/counts.html",
    "reference/python.html",
    "releasing.html",
)
"""Pages that are written or generated as Markdown, one of each kind."""


@dataclass
class Visit:
    """A page of the browser, with the URLs that it requested and the errors that it reported."""

    page: Page
    base: str
    requested: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Load a path of the site, even if only the part after # differs."""
        self.page.goto("about:blank")
        self.page.goto(self.base + path)
        return self.page

    def check(self) -> None:
        """Nothing was requested from another host, and there were no errors or warnings."""
        local = (self.base, "about:blank", "blob:", "data:")
        assert not [url for url in self.requested if not url.startswith(local)]
        assert not self.errors


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the repository, in a folder below that of the host."""
    root = copy_real(tmp_path_factory.mktemp("real"))
    return build_site(root, tmp_path_factory.mktemp("host") / SUBPATH)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A site with the page that attacks it, and the text of that page."""
    root = copy_real(tmp_path_factory.mktemp("hostile"))
    text = add_hostile_page(root)
    outcome = winnow("build", "--root", root)
    assert outcome.code == 0, outcome.out + outcome.err
    return build_site(root, tmp_path_factory.mktemp("host") / SUBPATH), text


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "there is no Chromium; install it (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def host(site: Path) -> Iterator[str]:
    with served(site.parent.parent) as address:
        yield f"{address}{SUBPATH}/"


@pytest.fixture(params=["host", "files"])
def address(request: pytest.FixtureRequest, site: Path, host: str) -> str:
    """The address of the site: on a host in a sub-path, then as files."""
    return host if request.param == "host" else f"{site.as_uri()}/"


def visit_in(context: BrowserContext, base: str) -> Visit:
    context.set_default_timeout(10_000)
    visit = Visit(context.new_page(), base)
    context.on("request", lambda request: visit.requested.append(request.url))
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on(
        "console",
        lambda message: (
            visit.errors.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    return visit


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    visit = visit_in(context, address)
    yield visit
    visit.check()
    context.close()


@pytest.fixture
def hosted(browser: Browser, host: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit = visit_in(context, host)
    yield visit
    visit.check()
    context.close()

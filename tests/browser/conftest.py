"""A headless Chromium for the tests of the report page; without one they are skipped, and say so."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from preimage.cli import main

ROOT = Path(__file__).parent.parent.parent
SIZES = {"wide": (1280, 900), "phone": (390, 844)}


def find_chromium() -> str | None:
    """Give the browser of the system: none is fetched for a test."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip("no chromium: install Debian's package 'chromium'")
    # Its sandbox cannot be used by root.
    flags = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


class OpenPage(NamedTuple):
    """A report in the browser, with what it said on the console and asked for so far."""

    page: Page
    messages: list[str]
    requests: list[str]

    def lit(self) -> list[str]:
        """Give the ids of what is lit, rows first."""
        ids = self.page.eval_on_selector_all(".row.lit, .leaf.lit", "all => all.map(each => each.id)")
        return [str(name) for name in ids]

    def name_of(self, leaf: str) -> str:
        """Give the name that a leaf is shown by."""
        return self.page.locator(f"#{leaf} .name").inner_text()


@pytest.fixture
def open_report(chromium: Browser, tmp_path, capfdbinary):
    """Make a report by the command line and open it; what it writes to the console or asks for fails the test."""
    contexts = []
    opened: list[OpenPage] = []

    def make(*arguments: str, size: str = "wide", scheme: str = "light", script: bool = True, **options) -> OpenPage:
        goal = tmp_path / "report.html"
        assert main(["report", *arguments, "-o", str(goal)]) == 0, capfdbinary.readouterr().err.decode()
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            offline=True,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        found = OpenPage(page, [], [])
        opened.append(found)
        page.on("console", lambda message: found.messages.append(message.text))
        page.on("pageerror", lambda error: found.messages.append(str(error)))
        page.on("request", lambda request: note_request(found, request))
        page.goto(goal.as_uri())
        return found

    def note_request(found: OpenPage, request: Request) -> None:
        # The icon is written in the page.
        if not request.url.startswith("data:"):
            found.requests.append(request.url.partition("#")[0])

    yield make
    for found in opened:
        assert found.messages == []
        assert set(found.requests) == {(tmp_path / "report.html").as_uri()}
    for context in contexts:
        context.close()


@pytest.fixture
def example(monkeypatch):
    """Give the options by which an example is compiled, from the root of the repository."""
    monkeypatch.chdir(ROOT)

    def read(name: str) -> list[str]:
        program, command, *arguments = shlex.split((ROOT / "examples" / name / "command.txt").read_text("utf-8"))
        assert (program, command) == ("preimage", "config")
        return arguments

    return read

"""The report in a real browser: what it shows, what lights what, and that it keeps to itself."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

TEXT = """\
FROM scratch AS assets
COPY a b
FROM scratch
ARG PORT=80
ENV PORT=$PORT \\
    MODE=x
EXPOSE $PORT
USER one
USER two
COPY --from=assets b c
"""


@pytest.fixture
def dockerfile(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "Dockerfile"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize("name", ["web", "multi-stage", "onbuild-child"])
def test_examples_fit_every_screen(open_report, example, name: str) -> None:
    page = open_report(*example(name)).page
    assert page.locator(".leaf").count() > 10
    for width, height in ((1280, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        # Nothing sticks out at the side, so that the page itself is never scrolled across, and nothing is cut there.
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.eval_on_selector_all(".name, .where, .row, .hint, td", CUT) == []
        file, config = (page.locator(name).bounding_box() for name in (".file", ".config"))
        assert (config["x"] > file["x"] + file["width"]) is (width > 1000)
        for scheme, colour in (("light", "rgb(251, 251, 250)"), ("dark", "rgb(20, 21, 24)")):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == colour


CUT = """all => all.filter(each => each.scrollWidth > each.clientWidth + 1
    && getComputedStyle(each).display !== "inline").map(each => each.textContent)"""


def test_pointing_at_a_value_lights_its_lines_and_what_went_into_it(open_report, dockerfile) -> None:
    report = open_report("--platform", "linux/amd64")
    page = report.page
    [port] = [leaf for leaf in leaves_of(page) if report.name_of(leaf) == "80/tcp"]
    page.locator(f"#{port} summary").hover()
    assert report.lit() == ["L7", port]
    near = page.eval_on_selector_all(".row.near", "all => all.map(each => each.id)")
    assert near == ["L5", "L6"]
    page.locator("h1").hover()
    assert report.lit() == []


def leaves_of(page: Any) -> list[str]:
    return [str(name) for name in page.eval_on_selector_all(".leaf", "all => all.map(each => each.id)")]


def test_pointing_at_a_line_lights_its_values_and_says_what_it_does(open_report, dockerfile) -> None:
    report = open_report()
    page = report.page
    page.locator("#L6").hover()
    lit = report.lit()
    assert lit[:2] == ["L5", "L6"]
    assert [report.name_of(leaf) for leaf in lit[2:]] == ["PORT", "MODE"]
    said = "Line 6, ENV: sets Env PORT, Env MODE. Feeds ExposedPorts 80/tcp."
    assert page.locator("#line").inner_text() == said
    page.locator("#L8").hover()
    assert report.lit() == ["L8"]
    assert page.locator("#line").inner_text() == "Line 8, USER: Lost: User (line 9)."


def test_links_lead_from_side_to_side(open_report, dockerfile) -> None:
    report = open_report(size="phone")
    page = report.page
    [user] = [leaf for leaf in leaves_of(page) if report.name_of(leaf) == "User"]
    page.locator(f"#{user} .where a").click()
    assert page.evaluate("location.hash") == "#L9"
    assert page.locator("#L9").evaluate("row => row.matches(':target')")
    page.locator("#L9 .number").click()
    assert page.evaluate("location.hash") == f"#{user}"
    box = page.locator(f"#{user}").bounding_box()
    assert 0 <= box["y"] < page.viewport_size["height"]
    page.locator(".graph a", has_text="assets").click()
    assert page.evaluate("location.hash") == "#L1"


def test_every_link_within_the_page_leads_somewhere(open_report, example) -> None:
    page = open_report(*example("multi-stage"), "--platform", "linux/amd64,linux/arm64").page
    broken = page.eval_on_selector_all(
        "a[href^='#']",
        "all => all.map(each => each.getAttribute('href')).filter(href => !document.querySelector(href))",
    )
    assert broken == []


def test_keyboard(open_report, dockerfile) -> None:
    report = open_report()
    page = report.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#L1").focus()
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "L9"
    assert report.lit()[0] == "L9"
    page.keyboard.press("Enter")
    [user] = [leaf for leaf in leaves_of(page) if report.name_of(leaf) == "User"]
    assert page.evaluate("document.activeElement.parentElement.id") == user
    assert report.lit() == ["L9", user]
    page.keyboard.press("Enter")
    assert page.locator(f"#{user} .story").is_visible()
    assert "before: one, line 8 USER" in page.locator(f"#{user} .story").inner_text()
    page.keyboard.press("Escape")
    assert report.lit() == []
    page.locator("#L1").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "L1"


def test_switch_for_target_and_platform(open_report, dockerfile) -> None:
    dockerfile.write_text(TEXT.replace("MODE=x", "MODE=$TARGETARCH").replace("ARG PORT", "ARG TARGETARCH\nARG PORT"))
    report = open_report("--target", "assets,", "--platform", "linux/amd64,linux/arm64")
    page = report.page
    labels = page.eval_on_selector_all(".views label", "all => all.map(each => each.textContent)")
    assert labels == [
        "assets · linux/amd64",
        "assets · linux/arm64",
        "last stage · linux/amd64",
        "last stage · linux/arm64",
    ]
    assert page.locator("section.view:visible").count() == 1
    page.get_by_text("last stage · linux/arm64", exact=True).click()
    assert page.locator("section.view:visible").get_attribute("aria-label") == "last stage · linux/arm64"
    page.locator("#L7").hover()
    [mode] = [leaf for leaf in report.lit() if leaf.startswith("v3-") and report.name_of(leaf) == "MODE"]
    assert page.locator(f"#{mode} .value").inner_text() == "arm64"
    page.locator("#L7 .number:visible").click()
    assert page.evaluate("location.hash").startswith("#v3-f")
    # The arrow keys of radio buttons.
    page.locator("#view-3").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("section.view:visible").get_attribute("aria-label") == "last stage · linux/amd64"


def test_changes_since_a_revision_and_a_snapshot(open_report, dockerfile, tmp_path) -> None:
    git = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org")
    for arguments in (("init", "-q"), ("add", "Dockerfile"), ("commit", "-qm", "m")):
        subprocess.run((*git, *arguments), cwd=tmp_path, check=True)
    dockerfile.write_text(TEXT.replace("USER two", "USER three"))
    page = open_report("--against", "git:HEAD").page
    assert page.locator("table tr.change").inner_text().split("\t") == ["User", "two", "three", "line 9 USER"]
    (tmp_path / "old.json").write_text('{"config": {"User": "two"}}')
    page = open_report("--against", "old.json").page
    assert page.locator("tr.change").inner_text().startswith("User\ttwo\tthree")


def test_everything_is_there_without_script(open_report, dockerfile) -> None:
    report = open_report("--platform", "linux/amd64,linux/arm64", script=False)
    page = report.page
    rows = page.locator(".row .text").all_inner_texts()
    assert "\n".join(rows) + "\n" == TEXT
    shown = page.locator("section.view:visible")
    assert shown.count() == 1
    assert "80/tcp" in shown.inner_text()
    assert page.locator("svg.graph:visible text").all_text_contents() == ["assets", "stage 1"]
    assert not page.locator("#keys").is_visible()
    page.get_by_text("last stage · linux/arm64", exact=True).click()
    assert shown.get_attribute("aria-label") == "last stage · linux/arm64"
    user = shown.locator(".leaf", has_text="User")
    user.locator("summary").click()
    assert "before: one, line 8 USER" in user.inner_text()
    page.locator("#L9 .number:visible").click()
    assert user.evaluate("leaf => leaf.matches(':target')")
    shown.get_by_text("As JSON").click()
    assert '"User": "two"' in shown.locator("pre").inner_text()


HOSTILE = [
    "</script><script>document.title='taken'</script>",
    "<!--",
    "<img src=x onerror=alert(1)>",
    "a\u2028b\u2029c",
    "\x1b[31mred\x07\x7f",
    "\u202eabc",
    "&lt;u&gt;",
]


def test_texts_of_the_file_are_only_shown(open_report, dockerfile) -> None:
    labels = "".join(f'LABEL "k{number}"="{text}"\n' for number, text in enumerate(HOSTILE))
    dockerfile.write_bytes(f"FROM scratch\n{labels}LABEL '<b>x</b>'=y\nCMD <!-- </style>\n".encode())
    report = open_report("--platform", "linux/amd64")
    page = report.page
    assert page.title() == "Dockerfile – image config"
    assert page.locator("img, .text u, .name b, .value b").count() == 0
    assert page.evaluate("document.scripts.length") == 2
    embedded = page.evaluate("JSON.parse(document.getElementById('data').textContent).results[0].fields")
    values = {field["key"]: field["value"] for field in embedded if field["path"] == "config.Labels"}
    assert [values[f"k{number}"] for number in range(len(HOSTILE))] == HOSTILE
    shown = {report.name_of(leaf): page.locator(f"#{leaf} .value").inner_text() for leaf in leaves_of(page)}
    assert shown["k0"] == HOSTILE[0]
    assert shown["k2"] == HOSTILE[2]
    assert shown["k3"] == "a\\u2028b\\u2029c"
    assert shown["k4"] == "\\x1b[31mred\\a\\x7f"
    assert shown["k5"] == "\\u202eabc"
    assert shown["k6"] == HOSTILE[6]
    assert shown["<b>x</b>"] == "y"


MOST_MILLISECONDS = 1000
"""Until a page of 2,000 lines is there, by the browser's own clock: about three times what it takes on one idle core."""
MOST_TRIES = 5
LOAD_END = "performance.getEntriesByType('navigation')[0].loadEventEnd"


def test_a_long_file_opens_within_a_second(open_report, dockerfile) -> None:
    stages = "".join(
        f"FROM {'scratch' if not number else f's{number - 1}'} AS s{number}\nENV A{number}=$A0{number}\n"
        f"LABEL l.{number}=v$A{number}\nRUN make {number}\nCOPY a{number} b\n"
        for number in range(400)
    )
    dockerfile.write_text(stages)
    page = open_report().page
    assert page.locator(".row").count() == 2000
    times = [page.evaluate(LOAD_END)]
    # The machine may be busy: what the page can do shows in the best of a few.
    while min(times) >= MOST_MILLISECONDS and len(times) < MOST_TRIES:
        page.reload()
        times.append(page.evaluate(LOAD_END))
    assert min(times) < MOST_MILLISECONDS

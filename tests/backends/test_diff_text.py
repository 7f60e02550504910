from __future__ import annotations

from typing import Any

import pytest

import preimage
from preimage.backends.diff_text import find_notes, render_diff, show_base_change, show_title, summarize
from preimage.backends.explain_table import Layout
from preimage.backends.hidden_values import hide_in_diff


def compare(
    before: str, after: str, old: dict[str, Any] | None = None, new: dict[str, Any] | None = None, **options: Any
):
    results = []
    for text, base in ((before, old), (after, new if new is not None else old)):
        bases = preimage.StaticBases({"*": {"config": base or {}}})
        results.append(preimage.compile(text, build_platform="linux/amd64", bases=bases))
    return preimage.diff(*results, **options).to_dict()


def render(*args: Any, width: int = 100, **options: Any) -> str:
    return render_diff(compare(*args, **options), "before -> after", Layout(width))


def test_port_and_what_follows() -> None:
    before = 'FROM a\nENV A=1 \\\n PORT=8000\nEXPOSE $PORT\nLABEL port="$PORT"'
    assert (
        render(before, before.replace("8000", "8080"))
        == """\
before -> after
  - ExposedPorts 8000/tcp               line 4 EXPOSE  follows Env PORT
  + ExposedPorts 8080/tcp               line 4 EXPOSE  follows Env PORT
  ~ Env PORT              8000 -> 8080  lines 2-3 ENV
  ~ Labels port           8000 -> 8080  line 5 LABEL   follows Env PORT
4 changes, 3 of them follow from another.
"""
    )


def test_command_turned_into_an_entrypoint() -> None:
    assert (
        render('FROM a\nCMD ["x"]', 'FROM a\nENTRYPOINT ["x"]', {"Cmd": ["b"]})
        == """\
before -> after
  + Entrypoint  ["x"]  line 2 ENTRYPOINT
  - Cmd         ["x"]  cleared by line 2 ENTRYPOINT  follows Entrypoint
  - ArgsEscaped true   was line 2 CMD                follows Cmd
3 changes, 2 of them follow from another.
! the command is gone, cleared by line 2 ENTRYPOINT
"""
    )


def test_members_of_a_health_check() -> None:
    shown = render("FROM a\nHEALTHCHECK --interval=30s CMD x", "FROM a\nHEALTHCHECK --interval=1m --retries=5 CMD x")
    assert "  ~ Healthcheck Interval 30s -> 1m, Retries (none) -> 5  line 2 HEALTHCHECK\n" in shown


def test_base_is_a_group_of_its_own() -> None:
    old = {"Env": ["PATH=/b", "V=1"], "ExposedPorts": {"80/tcp": {}}}
    new = {"Env": ["PATH=/b", "V=2"], "ExposedPorts": {"8080/tcp": {}}, "User": "nginx"}
    assert (
        render("FROM nginx:1.27\nLABEL a=1", "FROM nginx:1.28\nLABEL a=2", old, new)
        == """\
before -> after
  ~ Labels a 1 -> 2  line 2 LABEL

base nginx:1.27 -> nginx:1.28 brings
  + User                  nginx
  - ExposedPorts 80/tcp
  + ExposedPorts 8080/tcp
  ~ Env V                 1 -> 2
5 changes.
! no longer runs as root
"""
    )


def test_same_base_by_another_digest() -> None:
    result = compare("FROM a", "FROM a", {"User": "1"}, {"User": "2"})
    assert show_base_change(result) == "base a brings"
    result["before"]["bases"][0]["digest"] = "sha256:" + "a" * 64
    result["after"]["bases"][0]["digest"] = "sha256:" + "b" * 64
    assert show_base_change(result) == f"base a (sha256:{'a' * 12}…) -> a (sha256:{'b' * 12}…) brings"


def test_nothing_is_nothing() -> None:
    assert render("FROM a", "FROM a") == ""


def test_hidden_values_are_only_said_to_differ() -> None:
    result = hide_in_diff(compare("FROM a\nENV TOKEN=1", "FROM a\nENV TOKEN=2"))
    assert "  ~ Env TOKEN (hidden) changed  line 2 ENV\n" in render_diff(result, "t", Layout())


def test_history_shows_what_made_each_entry() -> None:
    shown = render("FROM a\nRUN x", "FROM a\nRUN y", history=True)
    assert "  - history 0 RUN /bin/sh -c x # buildkit  was line 2 RUN\n" in shown


def test_both_values_stay_in_sight_when_cut() -> None:
    shown = render(f"FROM a\nENV A={'o' * 90}", f"FROM a\nENV A={'n' * 90}", width=60)
    line = shown.splitlines()[1]
    assert len(line) <= 60
    assert "oo… -> nn" in line
    assert "short -> nnn" in render("FROM a\nENV A=short", f"FROM a\nENV A={'n' * 90}", width=60)
    assert "nnn… -> short" in render(f"FROM a\nENV A={'n' * 90}", "FROM a\nENV A=short", width=60)


def test_follows_goes_before_the_values_get_too_short() -> None:
    before = f"FROM a\nENV LONG_NAME={'v' * 40}\nLABEL l=$LONG_NAME"
    shown = render(before, before.replace("v", "w"), width=50)
    assert "follows" not in "".join(shown.splitlines()[:-1])


def test_paint() -> None:
    shown = render_diff(
        compare("FROM a", "FROM a\nUSER x"), "t", Layout(paint=lambda style, text: f"<{style}>{text}</>")
    )
    assert "<add>  + User</> x" in shown
    assert "<note>! no longer runs as root</>" in shown


@pytest.mark.parametrize(
    ("before", "after", "notes"),
    [
        ("USER x", "USER root", ["runs as root now"]),
        ("USER x", "USER 0:0", ["runs as root now"]),
        ("USER x", "", ["runs as root now"]),
        ("USER root", "USER x", ["no longer runs as root"]),
        ("USER root", "USER 0", []),
        ("USER x", "USER y", []),
        ("HEALTHCHECK CMD x", "", ["the health check is gone"]),
        ("HEALTHCHECK CMD x", "HEALTHCHECK NONE", ["the health check is gone"]),
        ("HEALTHCHECK NONE", "", []),
        ("CMD x", "", ["the command is gone"]),
    ],
)
def test_notes(before: str, after: str, notes: list[str]) -> None:
    assert find_notes(compare(f"FROM a\n{before}", f"FROM a\n{after}")["changes"]) == notes


@pytest.mark.parametrize(
    ("because", "text"),
    [
        ([False], "1 change."),
        ([True], "1 change, which follows from another value."),
        ([True, True], "2 changes, which follow from another value."),
        ([True, False], "2 changes, 1 of them follows from another."),
        ([True, True, False], "3 changes, 2 of them follow from another."),
    ],
)
def test_summary(because: list[bool], text: str) -> None:
    assert summarize([{"because": [["x", None]] if each else []} for each in because]) == text


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        (("linux/amd64", None), ("linux/amd64", None), "a -> b, linux/amd64"),
        (("linux/amd64", None), ("linux/arm64", None), "a -> b, linux/amd64 -> linux/arm64"),
        (("linux/amd64", "x"), ("linux/amd64", "x"), "a -> b, target x, linux/amd64"),
        (("linux/amd64", None), ("linux/amd64", "x"), "a -> b, target (last) -> x, linux/amd64"),
        ((None, None), (None, None), "a -> b"),
    ],
)
def test_title(before: tuple[str | None, str | None], after: tuple[str | None, str | None], title: str) -> None:
    sides = {
        side: {"platform": platform, "target": target}
        for side, (platform, target) in (("before", before), ("after", after))
    }
    assert show_title("a", "b", sides) == title


def test_place_stands_below_on_a_narrow_page() -> None:
    name = "N" * 24
    text = render("FROM a", f"FROM a\nLABEL {name}={'v' * 90} x=y", width=52)
    assert f"  + Labels {name} {'v' * 15}…\n      line 2 LABEL\n" in text
    assert max(map(len, text.splitlines())) <= 52

from __future__ import annotations

import pytest

from preimage.backends import shown_text
from preimage.model.causes import Cause, StageName
from preimage.model.visible import show_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\n", r"a\tb\n"),
        ("\x1b[31m", r"\x1b[31m"),
        ("a\u202eb\u2066", r"a\u202eb\u2066"),
        ("a\u2028b\ufeff", r"a\u2028b\ufeff"),
        ("é…\u0300", "é…\u0300"),
    ],
)
def test_lines_are_harmless(text: str, shown: str) -> None:
    assert show_line(text) == shown


@pytest.mark.parametrize(
    ("text", "width", "shown"), [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abc", 1, "a…")]
)
def test_cut(text: str, width: int, shown: str) -> None:
    assert shown_text.cut(text, width) == shown


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("config.User", "a", "a"),
        ("config.Env", "", '""'),
        ("config.User", None, "(none)"),
        ("config.Cmd", ["a", "é\n"], r'["a","é\n"]'),
        ("config.Shell", ["sh", "-c"], "sh -c"),
        ("config.ArgsEscaped", True, "true"),
        ("config.Healthcheck", {"Test": ["CMD-SHELL", "curl x"]}, "curl x"),
        ("config.Healthcheck", {"Test": ["CMD", "curl", "x"]}, '["curl","x"]'),
        ("config.Healthcheck", {"Test": ["NONE"]}, "NONE"),
        ("config.Healthcheck", {"Interval": 5}, "(as in the base)"),
    ],
)
def test_values(path: str, value: object, shown: str) -> None:
    assert shown_text.show_value(path, value) == shown


def test_hidden_values() -> None:
    assert shown_text.show_value("config.Env", None, is_hidden=True) == "(hidden)"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(30, "30s"), (60, "1m"), (90, "1m30s"), (3600, "1h"), (3660, "1h1m"), (0, "0s")]
)
def test_durations(seconds: int, shown: str) -> None:
    assert shown_text.show_duration(seconds * 1_000_000_000) == shown


def test_members_of_a_health_check() -> None:
    assert shown_text.show_check_member("Interval", 90_000_000_000) == "1m30s"
    assert shown_text.show_check_member("Retries", 3) == "3"
    assert shown_text.show_check_member("Retries", None) == "(none)"


def test_references_by_their_familiar_name() -> None:
    assert shown_text.show_reference("docker.io/library/alpine:latest") == "alpine"
    assert shown_text.show_reference("docker.io/library/node:22-slim") == "node:22-slim"
    assert shown_text.show_reference("r.example.org/a/b:1") == "r.example.org/a/b:1"
    assert shown_text.show_reference("No Reference\n") == r"No Reference\n"


STAGE = StageName(1, None)


@pytest.mark.parametrize(
    ("cause", "place", "word", "whole"),
    [
        (Cause("instruction", instruction="ENV", lines=(2, 3), stage=STAGE), "lines 2-3", "ENV", "lines 2-3 ENV"),
        (
            Cause("instruction", instruction="ENV", lines=(2, 2), stage=StageName(0, "common")),
            "line 2, stage common",
            "ENV",
            "line 2, stage common ENV",
        ),
        (Cause("instruction", instruction="ARG", lines=(1, 1)), "line 1", "ARG", "line 1 ARG"),
        (
            Cause("base", lines=(1, 1), stage=STAGE, reference="docker.io/library/alpine:latest"),
            "base",
            "",
            "base alpine",
        ),
        (
            Cause("trigger", instruction="ENV", lines=(5, 5), stage=STAGE, trigger="ENV A=1", index=0, declared=(2, 2)),
            "ONBUILD of line 2, at line 5",
            "ENV",
            "ONBUILD of line 2, at line 5 ENV",
        ),
        (
            Cause("trigger", instruction="ENV", lines=(1, 1), stage=STAGE, trigger="ENV A=1", index=0, reference="kit"),
            "trigger of base kit, at line 1",
            "ONBUILD ENV A=1",
            "trigger of base kit, at line 1 ONBUILD ENV A=1",
        ),
        (Cause("option", name="--label"), "--label", "", "--label"),
        (Cause("default", name="PATH", lines=(1, 1), stage=STAGE), "default", "", "default"),
        (Cause("default", name="TARGETARCH"), "default", "", "automatic TARGETARCH"),
        (Cause("stage", instruction="FROM", lines=(4, 4), stage=STAGE), "line 4", "FROM", "line 4 FROM"),
    ],
)
def test_causes(cause: Cause, place: str, word: str, whole: str) -> None:
    entry = cause.to_dict()
    assert shown_text.show_place(entry, 1) == place
    assert shown_text.show_word(entry) == word
    assert shown_text.show_cause(entry, 1) == whole

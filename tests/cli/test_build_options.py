from __future__ import annotations

import re

import pytest

from preimage.cli.build_options import (
    CommandParser,
    add_build_options,
    add_dockerfile_options,
    read_build_args,
    read_labels,
    read_platforms,
)
from preimage.cli.full_parser import FullParser
from preimage.model.errors import OptionError
from preimage.model.platforms import format_platform_full, machine_platform

MACHINE = format_platform_full(machine_platform())


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        pytest.param([], {}, id="none"),
        pytest.param(["A=1", "B="], {"A": "1", "B": ""}, id="values"),
        pytest.param(["A=b=c"], {"A": "b=c"}, id="equals sign in the value"),
        pytest.param(["SET"], {"SET": "from outside"}, id="bare and set"),
        pytest.param(["EMPTY"], {"EMPTY": ""}, id="bare and set to nothing"),
        pytest.param(["UNSET"], {}, id="bare and unset"),
        pytest.param(["A=1", "A=2"], {"A": "2"}, id="last one counts"),
    ],
)
def test_build_args(monkeypatch, texts, values) -> None:
    monkeypatch.setenv("SET", "from outside")
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.delenv("UNSET", raising=False)
    assert read_build_args(texts) == values


@pytest.mark.parametrize("text", ["=x", ""])
def test_error_build_arg_without_a_name(text) -> None:
    with pytest.raises(OptionError, match=re.escape(f"--build-arg {text}: want KEY[=VALUE]")):
        read_build_args([text])


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        pytest.param([], {"SOURCE_DATE_EPOCH": "7"}, id="taken from the environment"),
        pytest.param(["SOURCE_DATE_EPOCH=8"], {"SOURCE_DATE_EPOCH": "8"}, id="given"),
        pytest.param(["SOURCE_DATE_EPOCH="], {"SOURCE_DATE_EPOCH": ""}, id="given as nothing"),
    ],
)
def test_epoch(monkeypatch, texts, values) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    assert read_build_args(texts) == values


def test_labels() -> None:
    assert read_labels(["a=1", "b=c=d", "e"]) == {"a": "1", "b": "c=d", "e": ""}


@pytest.mark.parametrize(
    ("default", "texts", "platforms"),
    [
        pytest.param("", [], [None], id="nothing asked for"),
        pytest.param("linux/arm64", [], ["linux/arm64"], id="default of the environment"),
        pytest.param("linux/arm64,linux/386", [], ["linux/arm64", "linux/386"], id="several by default"),
        pytest.param("linux/arm64", ["linux/386"], ["linux/386"], id="asked for"),
        pytest.param("", ["a,b", "c", "a"], ["a", "b", "c"], id="lists, each once"),
        pytest.param("", ["local"], [MACHINE], id="local"),
        pytest.param("local", [], [MACHINE], id="local by default"),
        pytest.param("", [f"local,{MACHINE}"], [MACHINE], id="local by both names"),
    ],
)
def test_platforms(monkeypatch, default, texts, platforms) -> None:
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", default)
    assert read_platforms(texts) == platforms


def test_parser_reads_the_options() -> None:
    parser = CommandParser("x", "Does x.")
    add_build_options(parser, unresolved="empty")
    arguments = ["--build-arg", "A", "--build-arg=B=1", "--platform", "p", "--label", "l", "--target", "t"]
    options = parser.parse_arguments(arguments)
    assert (options.build_arg, options.platform, options.label, options.target) == (["A", "B=1"], ["p"], ["l"], "t")
    assert (options.unresolved, options.usual_unresolved) == (None, "empty")
    assert "--build-platform" not in FullParser(parser).format_help()


def test_calls_take_platform_and_label_without_effect() -> None:
    parser = CommandParser("x", "Does x.")
    add_build_options(parser, unresolved="empty", is_call=True)
    options = parser.parse_arguments(["--platform", "p", "--label", "l", "--build-platform", "q"])
    assert options.build_platform == "q"
    assert FullParser(parser).format_help().count("without effect here") == 2


def test_error_is_an_option_error() -> None:
    with pytest.raises(OptionError) as caught:
        CommandParser("x", "Does x.").parse_arguments(["y"])
    assert str(caught.value) == "unrecognized arguments: y (see 'preimage x --help')"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param([""], "an argument is empty", id="PATH"),
        pytest.param(["--file", ""], "--file is empty, and names no file or folder", id="file"),
        pytest.param(["-f="], "--file is empty, and names no file or folder", id="file by its short name"),
        pytest.param(["--lock="], "--lock is empty, and names no file or folder", id="lock file"),
        pytest.param(["--env-file", "a", "--env-file", ""], "--env-file is empty, and names no file or folder", id="one of several"),
    ],
)  # fmt: skip
def test_error_empty_names_of_files(arguments: list[str], text: str) -> None:
    parser = CommandParser("x", "Does x.")
    add_dockerfile_options(parser)
    add_build_options(parser, unresolved="empty")
    with pytest.raises(OptionError) as caught:
        parser.parse_arguments(arguments)
    assert str(caught.value) == f"{text} (see 'preimage x --help')"


def test_other_values_may_be_empty() -> None:
    parser = CommandParser("x", "Does x.")
    add_build_options(parser, unresolved="empty")
    assert parser.parse_arguments(["--target", "", "--project-name="]).target == ""

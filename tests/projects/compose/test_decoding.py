from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.account import Account
from preimage.projects.compose.decoding import check_decoding, parse_compose_duration, parse_size
from preimage.projects.compose.nodes import Fault, Node


@pytest.mark.parametrize(
    ("value", "size"),
    [("64", 64), (5, 5), (-1, -1), ("1k", 1024), ("2 MB", 2 << 20), ("1.5g", 3 << 29), ("1KiB", 1024), ("1tb", 1 << 40), ("7b", 7), (1.5, 0)],
)  # fmt: skip
def test_sizes(value: str | int | float, size: int) -> None:
    assert parse_size(Node(value)) == size


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x", "invalid size: 'x'"), ("", "invalid size: ''"), ("-5", "invalid size: '-5'"), ("1x", "invalid suffix: 'x'"), ("1kx", "invalid suffix: 'kx'"),
        ("1 kilo", "invalid suffix: 'kilo'"), ("1..5", 'strconv.ParseFloat: parsing "1..5": invalid syntax'),
        ("1e400", 'strconv.ParseFloat: parsing "1e400": value out of range'),
    ],
)  # fmt: skip
def test_error_sizes(value: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_size(Node(value))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5s", 5), ("1m30s", 90), ("1d", 86_400), ("1w2d3h", 788_400), ("-1d", -86_400), ("1.5d", 129_600), ("0", 0)],
)
def test_durations_have_days_and_weeks(text: str, seconds: int) -> None:
    assert int(parse_compose_duration(Node(text))) == seconds * 1_000_000_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5", 'time: missing unit in duration "5"'), ("soon", 'time: invalid duration "soon"'), ("5x", 'time: unknown unit "x" in duration "5x"'),
        ("1d5x", 'time: unknown unit "d" in duration "1d5x"'), ("", 'time: invalid duration ""'),
    ],
)  # fmt: skip
def test_error_durations(text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_compose_duration(Node(text))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("build: {no_cache: maybe}", ["'services[app].build.no_cache' invalid boolean: maybe"]),
        ("build: {args: ['A =1']}", ["'services[app].build.args' environment variable A  is declared with a trailing space"]),
        ("environment: ['à=1']", ["'services[app].environment' environment variable à is declared with a trailing space"]),
        ("command: 'a('", ["'services[app].command' invalid command line string"]),
        ("secrets: [{source: s, mode: x}]", ["'services[app].secrets[0].mode' strconv.ParseInt: parsing \"x\": invalid syntax"]),
        ("healthcheck: {retries: -1}", ["'services[app].healthcheck.retries' cannot parse value as 'uint64': -1 overflows uint"]),
        ("extra_hosts: [a]", ["'services[app].extra_hosts' invalid additional host, missing IP: a"]),
        ("extra_hosts: ['=b']", ["'services[app].extra_hosts' bad host name ''"]),
        ("mem_limit: x, stop_grace_period: y", ["'services[app].mem_limit' invalid size: 'x'", "'services[app].stop_grace_period' time: invalid duration \"y\""]),
    ],
)  # fmt: skip
def test_error_values_that_cannot_be_read(node: Callable[[str], Node], text: str, lines: list[str]) -> None:
    with pytest.raises(Fault) as caught:
        check_decoding(node(f"services: {{app: {{{text}}}}}"), Account())
    assert str(caught.value).split("\n") == ["decoding failed due to the following error(s):", "", *lines]


def test_values_that_can_be_read(node: Callable[[str], Node]) -> None:
    account = Account()
    text = "services: {app: {tty: 'yes', mem_limit: 5, command: , environment: [A, '=x'], extra_hosts: ['a:1', 'b=']}}"
    check_decoding(node(text), account)
    assert list(account.warnings) == ['"yes" for boolean is not supported by YAML 1.2, please use `true`']

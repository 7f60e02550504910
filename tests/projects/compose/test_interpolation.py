from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.account import Account
from preimage.projects.compose.interpolation import interpolate, to_boolean
from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.templates import Variables

VALUES = {"SET": "v", "TEN": "10"}
MakeNode = Callable[[str], Node]


def fill(node: Node, account: Account | None = None) -> object:
    return interpolate(node, Variables(VALUES.get, account or Account())).plain()


def test_every_text_is_filled_in_but_no_key(node: MakeNode) -> None:
    text = "x-a: {$SET: [$SET, 5, {a: '${NO:-d}'}]}\nname: ${SET}"
    assert fill(node(text)) == {"x-a": {"$SET": ["v", 5, {"a": "d"}]}, "name": "v"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("healthcheck: {retries: '$TEN', disable: 'True'}", {"healthcheck": {"retries": 10, "disable": True}}),
        ("cpus: '1.5'", {"cpus": 1.5}),
        ("cpu_shares: '+7'", {"cpu_shares": 7}),
        ("ulimits: {a: '5', b: {soft: '1', hard: '2'}}", {"ulimits": {"a": 5, "b": {"soft": 1, "hard": 2}}}),
        ("ports: [{target: '80', published: '90'}]", {"ports": [{"target": 80, "published": "90"}]}),
        ("image: '5'", {"image": "5"}),
    ],
)
def test_texts_are_cast_where_the_key_asks_for_it(node: MakeNode, text: str, value: object) -> None:
    assert fill(node(f"services: {{app: {{{text}}}}}")) == {"services": {"app": value}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("services: {app: {build: {args: {V: '${NO?why}'}}}}", "error while interpolating services.app.build.args.V: required variable NO is missing a value: why"),
        ("services: {app: {ports: ['${NO?}']}}", "error while interpolating services.app.ports.[]: required variable NO is missing a value"),
        ("x-v: '${bad!}'", "invalid interpolation format for x-v.\nYou may need to escape any $ with another $.\n${bad!}"),
        ("services: {app: {init: perhaps}}", "error while interpolating services.app.init: failed to cast to expected type: invalid boolean: perhaps"),
        ("services: {app: {scale: many}}", 'error while interpolating services.app.scale: failed to cast to expected type: strconv.Atoi: parsing "many": invalid syntax'),
        ("services: {app: {cpu_count: x}}", 'error while interpolating services.app.cpu_count: failed to cast to expected type: strconv.ParseInt: parsing "x": invalid syntax'),
        ("services: {app: {cpus: x}}", 'error while interpolating services.app.cpus: failed to cast to expected type: strconv.ParseFloat: parsing "x": invalid syntax'),
    ],
)  # fmt: skip
def test_error_values(node: MakeNode, text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        fill(node(text))
    assert (str(caught.value), caught.value.line) == (message, 1)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("FALSE", False)])
def test_booleans(text: str, value: bool) -> None:
    account = Account()
    assert to_boolean(text, account) is value
    assert not account.warnings


@pytest.mark.parametrize(
    ("text", "value", "better"), [("Yes", True, "true"), ("on", True, "true"), ("n", False, "false")]
)
def test_old_booleans_come_with_a_warning(text: str, value: bool, better: str) -> None:
    account = Account()
    assert to_boolean(text, account) is value
    assert list(account.warnings) == [f'"{text}" for boolean is not supported by YAML 1.2, please use `{better}`']

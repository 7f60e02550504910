from __future__ import annotations

from typing import Any

import pytest

from preimage.projects.compose.nodes import (
    Fault,
    Node,
    Timestamp,
    equal,
    join_path,
    print_float,
    print_value,
    type_name,
)


def node(value: Any) -> Node:
    if isinstance(value, dict):
        return Node({key: node(item) for key, item in value.items()})
    return Node([node(item) for item in value] if isinstance(value, list) else value)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1"), (1.5, "1.5"), (3.10, "3.1"), (100000.0, "100000"), (999999.0, "999999"), (1e6, "1e+06"),
        (1234567.0, "1.234567e+06"), (123456789.5, "1.234567895e+08"), (0.0001, "0.0001"), (0.00001, "1e-05"),
        (1e-7, "1e-07"), (1.5e300, "1.5e+300"), (float("inf"), "+Inf"), (float("-inf"), "-Inf"),
        (float("nan"), "NaN"), (0.0, "0"), (-0.0, "-0"), (-0.5, "-0.5"), (1e21, "1e+21"), (0.1, "0.1"), (120.0, "120"),
    ],
)  # fmt: skip
def test_floats_are_printed_as_go_does(number: float, text: str) -> None:
    assert print_float(number) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "<nil>", "<nil>"), (True, "bool", "true"), (False, "bool", "false"), (5, "int", "5"),
        (1 << 63, "uint64", "9223372036854775808"), (1.5, "float64", "1.5"), ("a", "string", "a"),
        ({"b": 1, "a": [2, "x"]}, "map[string]interface {}", "map[a:[2 x] b:1]"), ([1, None], "[]interface {}", "[1 <nil>]"),
        (Timestamp("2020-01-01"), "time.Time", "2020-01-01"),
    ],
)  # fmt: skip
def test_values_have_the_names_and_texts_of_go(value: Any, kind: str, text: str) -> None:
    assert (type_name(node(value).value), print_value(node(value).value)) == (kind, text)


@pytest.mark.parametrize(
    ("first", "second", "is_equal"),
    [
        pytest.param({"a": [1, "x"], "b": None}, {"b": None, "a": [1, "x"]}, True, id="order of keys"),
        pytest.param(1, 1.0, False, id="whole number and float"),
        pytest.param(1, True, False, id="number and boolean"),
        pytest.param([1], [1, 2], False, id="length"),
        pytest.param({"a": 1}, {"a": 2}, False, id="value"),
        pytest.param(Timestamp("2020-01-01"), Timestamp("2020-01-01"), True, id="time"),
    ],
)
def test_values_are_equal_wherever_they_stand(first: Any, second: Any, is_equal: bool) -> None:
    assert equal(node(first), node(second)) is is_equal


def test_nodes_give_what_they_have_and_nothing_else() -> None:
    mapping = node({"a": "text", "b": 5})
    assert (mapping.text("a"), mapping.text("b"), mapping.text("c")) == ("text", "", "")
    assert [key for key, _ in mapping.items()] == ["a", "b"]
    assert (mapping.entries(), node([1]).get("a"), list(node("a").items())) == ([], None, [])
    assert node({"a": [1, {"b": None}]}).plain() == {"a": [1, {"b": None}]}


def test_a_new_value_stays_at_its_place() -> None:
    assert repr(Node("a", "x.yaml", 3).with_value(5)) == "Node(5, 'x.yaml', 3)"


def test_error_a_fault_knows_the_place_of_its_value() -> None:
    fault = Fault("wrong", Node(1, "x.yaml", 3))
    assert (str(fault), fault.file, fault.line) == ("wrong", "x.yaml", 3)
    assert (Fault("wrong").file, Fault("wrong").line) == ("", 0)


def test_paths_are_joined_by_dots() -> None:
    assert join_path(("services", "app", "ports", "[0]")) == "services.app.ports.[0]"


def test_times_are_values() -> None:
    assert len({Timestamp("a"), Timestamp("a"), Timestamp("b")}) == 2

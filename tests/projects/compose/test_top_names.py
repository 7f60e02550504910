from __future__ import annotations

import pytest

from preimage.projects.compose.nodes import Fault
from preimage.projects.compose.top_names import find_first_name, find_last_name
from preimage.projects.compose.yamltext import YamlText, read_yaml


def texts(*sources: str) -> list[YamlText]:
    return [read_yaml(source.encode()) for source in sources]


@pytest.mark.parametrize(
    ("sources", "first", "last"),
    [
        pytest.param(["name: a", "name: b"], "a", "b", id="two files"),
        pytest.param(["x: 1", "name: b\n---\nname: c\n---\nx: 1"], "b", "c", id="two documents"),
        pytest.param(["name:\n---\nname: b"], "", "b", id="no name at first"),
        pytest.param(["name: 5"], "5", "5", id="a number"),
        pytest.param(["x: &x {name: m}\n<<: *x"], "m", "m", id="merged"),
        pytest.param(["<<: [{a: b}, {name: m}]\n"], "m", "m", id="merged from a list"),
        pytest.param(["<<: {name: m}\nname: own"], "own", "own", id="the own name wins"),
        pytest.param(["a: &n x\nname: *n"], "x", "x", id="alias"),
        pytest.param(["name: a\n---\n["], "a", "a", id="a fault behind it"),
        pytest.param(["", "# c"], "", "", id="nothing"),
        pytest.param(["~"], "", "", id="null"),
        pytest.param(["a: &a {<<: *a}\n<<: *a"], "", "", id="a merge of itself"),
    ],
)
def test_names(sources: list[str], first: str, last: str) -> None:
    assert find_first_name(texts(*sources)) == first
    assert find_last_name(texts(*sources)) == last


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("name: [a]", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into string"),
        ("- a", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into cli.named"),
        ("a word or two", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `a word ...` into cli.named"),
        ("a: 1\nb: 2\na: 3\nb: 4", 'yaml: unmarshal errors:\n  line 3: mapping key "a" already defined at line 1\n  line 4: mapping key "b" already defined at line 2'),
        ("? [a]\n: b", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into string"),
        ("<<: 5", "yaml: map merge requires map or sequence of maps as the value"),
        ("a: [", "yaml: line 1: did not find expected node content"),
    ],
)  # fmt: skip
def test_error_faults_met_on_the_way(source: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        find_first_name(texts(source))
    assert str(caught.value) == message
    assert find_last_name(texts(source)) == ""


def test_error_many_keys_twice_are_bounded() -> None:
    with pytest.raises(Fault) as caught:
        find_first_name(texts("a: 1\n" * 10_000))
    assert str(caught.value).count("\n") < 300

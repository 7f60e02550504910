from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.account import Account
from preimage.projects.compose.extends import apply_extends
from preimage.projects.compose.nodes import Fault, Mapping, Node, Path

MakeNode = Callable[[str], Node]

OTHER = "base: {image: other, labels: [a=1]}\nfar: {extends: base, labels: [b=2]}\nback: {extends: {service: app, file: f.yaml}}"


@pytest.fixture
def extend(node: MakeNode) -> Callable[..., object]:
    """Give a function that extends the services of f.yaml, with those of OTHER in other.yaml."""

    def run(text: str, marks: list[Path] | None = None) -> object:
        def load(name: str, file: Node) -> tuple[Mapping, list[Path]]:
            if file.value == "f.yaml":
                return dict(node(text).items()), []
            if file.value != "other.yaml":
                raise Fault(f"{name} is not to have {file.value}")
            return dict(node(OTHER).items()), [("services", "far", "image")]

        services = apply_extends(dict(node(text).items()), marks or [], "f.yaml", load, Account())
        return {name: service.plain() for name, service in services.items()}

    return run


def test_a_service_has_what_its_base_has(extend: Callable[..., object]) -> None:
    found = extend(
        "app: {extends: base, labels: [c=3]}\nbase: {extends: {service: root}, image: x}\nroot: {labels: {a: 1}}"
    )
    assert found == {
        "app": {"labels": ["a=1", "c=3"], "image": "x"},
        "base": {"labels": {"a": 1}, "image": "x"},
        "root": {"labels": {"a": 1}},
    }


def test_marks_hold_for_the_base(extend: Callable[..., object]) -> None:
    found = extend("app: {extends: base, tty: true}\nbase: {image: x, user: y}", [("services", "app", "user")])
    assert found == {"app": {"image": "x", "tty": True}, "base": {"image": "x", "user": "y"}}


def test_another_file_has_marks_of_its_own(extend: Callable[..., object]) -> None:
    found = extend("app: {extends: {service: far, file: other.yaml}, user: u}", [("services", "app", "labels")])
    assert found == {"app": {"user": "u"}}
    assert extend("app: {extends: {service: base, file: other.yaml, }}") == {
        "app": {"image": "other", "labels": ["a=1"]}
    }


def test_a_base_of_nothing_leaves_the_service_alone(extend: Callable[..., object]) -> None:
    assert extend("app: {extends: base, image: x}\nbase: ") == {"app": {"extends": "base", "image": "x"}, "base": None}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("app: {extends: nope}", 'cannot extend service "app" in f.yaml: service "nope" not found'),
        ("app: {extends: }", 'cannot extend service "app" in f.yaml: service "" not found'),
        ("app: {extends: []}", 'cannot extend service "app" in f.yaml: service "" not found'),
        ("app: {extends: {service: nope, file: other.yaml}}", 'cannot extend service "app" in f.yaml: service "nope" not found in other.yaml'),
        ("app: {extends: {file: other.yaml}}", "extends.app.service is required"),
        ("app: {extends: {service: base, file: 5}}", "services.app.extends.file must be a string"),
        ("app: {extends: {service: base, file: third.yaml}}", "app is not to have third.yaml"),
        ("app: {extends: base}\nbase: 5", "services.base must be a mapping"),
        ("app: 5", "services.app must be a mapping"),
        ("app: {extends: app}", "Circular reference:\n  app in f.yaml\n  extends app in f.yaml"),
        ("a: {extends: b}\nb: {extends: a}", "Circular reference:\n  a in f.yaml\n  extends b in f.yaml\n  extends a in f.yaml"),
        ("app: {extends: {service: back, file: other.yaml}}", "Circular reference:\n  app in other.yaml\n  extends back in f.yaml\n  extends app in other.yaml"),
    ],
)  # fmt: skip
def test_error_references(extend: Callable[..., object], text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        extend(text)
    assert str(caught.value) == message


def test_a_long_chain_takes_no_recursion(extend: Callable[..., object]) -> None:
    lines = [f"s{number}: {{extends: s{number + 1}}}" for number in range(3_000)]
    found = extend("\n".join([*lines, "s3000: {image: x}"]))
    assert isinstance(found, dict)
    assert found["s0"] == {"image": "x"}

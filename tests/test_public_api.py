"""What ``import preimage`` promises."""

from __future__ import annotations

import inspect
from importlib.resources import files
from types import ModuleType

import pytest

import preimage
from preimage import public_api


def test_all_is_the_public_names() -> None:
    names = {
        name
        for name, value in vars(public_api).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert set(public_api.__all__) == names
    assert len(public_api.__all__) == len(names)


def test_the_package_has_the_public_names() -> None:
    assert preimage.__all__ == public_api.__all__
    assert set(public_api.__all__) <= set(dir(preimage))
    assert {name: getattr(preimage, name) for name in public_api.__all__} == {
        name: getattr(public_api, name) for name in public_api.__all__
    }


def test_a_star_takes_the_public_names() -> None:
    names: dict[str, object] = {}
    exec("from preimage import *", names)
    assert set(names) - {"__builtins__"} == set(public_api.__all__)


def test_error_no_such_name() -> None:
    with pytest.raises(AttributeError) as caught:
        preimage.compiel  # type: ignore[attr-defined]  # noqa: B018
    assert str(caught.value) == "module 'preimage' has no attribute 'compiel'"


@pytest.mark.parametrize("name", preimage.__all__)
def test_names_are_described(name: str) -> None:
    value = getattr(preimage, name)
    if callable(value):
        assert inspect.getdoc(value)


@pytest.mark.parametrize(
    "name",
    [name for name in preimage.__all__ if inspect.isfunction(getattr(preimage, name))],
)
def test_only_the_first_argument_has_a_place(name: str) -> None:
    # What diff compares are two of a kind.
    _, *others = list(inspect.signature(getattr(preimage, name)).parameters.values())[name == "diff" :]
    assert {parameter.kind for parameter in others} == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize(
    "error",
    [
        value
        for value in vars(public_api).values()
        if isinstance(value, type) and issubclass(value, Exception) and value is not preimage.PreimageError
    ],
)
def test_errors_are_one_tree(error: type[Exception]) -> None:
    assert issubclass(error, preimage.PreimageError)


def test_types_are_shipped() -> None:
    assert files("preimage").joinpath("py.typed").is_file()

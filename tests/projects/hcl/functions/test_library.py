from __future__ import annotations

import pytest

from preimage.projects.hcl.functions.library import Library
from preimage.projects.hcl.scopes import Function


def test_all_functions_of_the_tool_are_there() -> None:
    library = Library()
    assert len(library) == len(list(library)) == 103
    assert all(library[name] is library[name] for name in library)


def test_functions_can_be_added() -> None:
    library = Library()
    own = library["mine"] = Function([])
    assert "mine" in library
    assert "nope" not in library
    assert library["mine"] is own
    assert (len(library), len(Library())) == (104, 103)


def test_error_functions_stay() -> None:
    library = Library()
    with pytest.raises(TypeError):
        del library["upper"]

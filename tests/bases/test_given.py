from __future__ import annotations

import pytest

import preimage
from preimage.bases.chain import ChainOfBases
from preimage.bases.given import open_bases
from preimage.bases.static import StaticBases

CONFIG = {"architecture": "amd64", "os": "linux", "author": "x"}
TEXT = "FROM alpine:3.22\nUSER x\n"


@pytest.mark.parametrize("name", ["alpine:3.22", "docker.io/alpine:3.22", "docker.io/library/alpine:3.22", "*"])
@pytest.mark.parametrize(
    "call",
    [preimage.compile, preimage.outline, lambda text, bases: preimage.check(text, bases=bases, unresolved="error")],
)
def test_a_mapping_is_a_source(name: str, call) -> None:
    result = call(TEXT, bases={name: CONFIG})
    assert not isinstance(result, preimage.CheckResult) or result.error is None


def test_a_mapping_in_a_chain() -> None:
    chain = ChainOfBases([{"debian": CONFIG}, StaticBases({"alpine:3.22": CONFIG})])
    assert preimage.compile(TEXT, bases=chain).image.author == "x"


def test_a_source_is_itself() -> None:
    source = StaticBases({})
    assert open_bases(source) is source


@pytest.mark.parametrize(
    ("bases", "name"),
    [
        pytest.param(None, "NoneType", id="None"),
        pytest.param("preimage.lock", "str", id="the path of a lock file"),
        pytest.param(StaticBases, "the class StaticBases", id="a class of sources"),
    ],
)
def test_error_no_source(bases: object, name: str) -> None:
    with pytest.raises(TypeError) as raised:
        open_bases(bases)
    assert str(raised.value) == (
        f"bases is a mapping of image references to configs, or a base source such as preimage.bases gives, not {name}"
    )

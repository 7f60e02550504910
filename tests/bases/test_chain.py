from __future__ import annotations

import pytest

from preimage.bases.chain import ChainOfBases, NamedBases
from preimage.bases.layout import LayoutBases
from preimage.bases.static import StaticBases
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

AMD64 = parse_platform("linux/amd64")
A, B, C = (parse_reference(name) for name in "abc")


def test_the_first_source_that_knows_the_image_answers() -> None:
    first = StaticBases({str(A): {"author": "one"}}, origin="first")
    second = StaticBases({str(A): {"author": "two"}, str(B): {"author": "two"}}, origin="second")
    chain = ChainOfBases([first, second])
    assert (chain.resolve(A, AMD64).origin, chain.resolve(A, AMD64).image.author) == ("first", "one")
    assert chain.resolve(B, AMD64).origin == "second"


def test_error_no_source_knows_the_image() -> None:
    for sources in ([], [StaticBases({str(A): {}}), StaticBases({})]):
        with pytest.raises(BaseNotFound, match="^docker.io/library/c:latest: not found$"):
            ChainOfBases(sources).resolve(C, AMD64)


def test_error_of_a_source_is_not_passed_over(tmp_path) -> None:
    chain = ChainOfBases([LayoutBases(str(tmp_path)), StaticBases({"*": {}})])
    with pytest.raises(BaseUnreadable, match="no OCI layout"):
        chain.resolve(A, AMD64)


def test_named_images_answer_for_their_names_only() -> None:
    picked = StaticBases({"*": {}}).resolve(B, AMD64)
    source = NamedBases({str(A): lambda platform: picked})
    assert source.resolve(A, AMD64) is picked
    with pytest.raises(BaseNotFound, match="^docker.io/library/b:latest: not found$"):
        source.resolve(B, AMD64)


@pytest.mark.parametrize(
    ("reference", "platform", "found"),
    [
        pytest.param("a", "linux/arm64", "exact", id="platform"),
        pytest.param("a", "linux/arm64/v8", "exact", id="platform that is not normal"),
        pytest.param("a", "linux/amd64", "reference", id="another platform"),
        pytest.param("b", "linux/arm64", "any", id="another reference"),
    ],
)
def test_the_closest_name_answers(reference: str, platform: str, found: str) -> None:
    names = {f"{A}|linux/arm64": "exact", str(A): "reference", "*": "any"}
    readers = {key: lambda _, name=name: StaticBases({"*": {}}, name).resolve(A, AMD64) for key, name in names.items()}
    assert NamedBases(readers).resolve(parse_reference(reference), parse_platform(platform)).origin == found

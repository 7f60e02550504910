from __future__ import annotations

import pytest

from preimage.bases.chain import ChainOfBases, NamedBases, PlaceOfBases, UnaskedBases, list_given
from preimage.bases.layout import LayoutBases
from preimage.bases.static import StaticBases
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.image import Platform
from preimage.model.platforms import parse_platform
from preimage.model.references import Reference, parse_reference

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
    assert (source.is_empty, NamedBases({}).is_empty) == (False, True)
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


def test_error_tells_what_each_source_answered() -> None:
    class Odd:
        def resolve(self, reference: Reference, platform: Platform) -> Base:
            raise BaseNotFound("no match for platform linux/amd64")

    chain = ChainOfBases(
        [
            NamedBases({"docker.io/library/a:latest": read, "docker.io/library/b:1|linux/arm64": read}, "--base"),
            NamedBases({}),
            PlaceOfBases(StaticBases({}), "oci-layout://DIR"),
            Odd(),
            UnaskedBases("offline", "no registry was asked: --offline"),
        ]
    )
    with pytest.raises(BaseNotFound, match="^docker.io/library/b:1: not found$") as caught:
        chain.resolve(parse_reference("b:1"), parse_platform("linux/amd64"))
    assert caught.value.reason == "offline"
    assert caught.value.details == (
        "--base: only docker.io/library/a:latest, docker.io/library/b:1 for linux/arm64",
        "oci-layout://DIR: does not have it",
        "no match for platform linux/amd64",
        "no registry was asked: --offline",
    )


def test_given_bases_are_listed_up_to_a_bound() -> None:
    assert list_given([f"a:{number}" for number in range(14)]).endswith("a:10, a:11 and 2 more")


def read(platform: object) -> Base:
    return Base(b"{}", "given")

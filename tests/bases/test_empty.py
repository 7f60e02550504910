from __future__ import annotations

import pickle

from preimage.bases.chain import ChainOfBases
from preimage.bases.empty import EmptyBases, UnresolvedWatch
from preimage.bases.static import StaticBases
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference


def test_every_reference_has_an_empty_config_for_the_platform() -> None:
    base = EmptyBases().resolve(parse_reference("any/thing:1"), parse_platform("linux/arm/v6"))
    assert base.image.to_json() == (
        '{"architecture":"arm","os":"linux","variant":"v6","rootfs":{"type":"","diff_ids":null},"config":{}}'
    )
    assert base.origin == "unresolved"


def test_what_was_asked_is_told_once() -> None:
    told: list[tuple[str, str]] = []
    source = EmptyBases(lambda reference, platform: told.append((reference, platform)))
    for reference, platform in (("a", "linux/amd64"), ("b", "linux/amd64"), ("a", "linux/amd64"), ("a", "linux/arm64")):
        source.resolve(parse_reference(reference), parse_platform(platform))
    assert told == source.asked
    assert told == [
        ("docker.io/library/a:latest", "linux/amd64"),
        ("docker.io/library/b:latest", "linux/amd64"),
        ("docker.io/library/a:latest", "linux/arm64"),
    ]


def test_an_empty_config_is_as_one_that_is_given() -> None:
    given = StaticBases({"*": {"config": {}}})
    for text in ("linux/amd64", "linux/arm/v6", "windows/amd64"):
        reference, platform = parse_reference("a"), parse_platform(text)
        empty, expected = EmptyBases().resolve(reference, platform), given.resolve(reference, platform)
        assert (empty.image, empty.text) == (expected.image, expected.text)
        assert pickle.loads(pickle.dumps(empty)).image == expected.image


def test_only_what_is_taken_as_empty_is_noted() -> None:
    known, unknown, platform = parse_reference("known:1"), parse_reference("unknown:1"), parse_platform("linux/arm64")
    watch = UnresolvedWatch()
    source = watch.around(ChainOfBases([StaticBases({str(known): {"config": {}}}), EmptyBases()]))
    for reference in (known, unknown, unknown):
        source.resolve(reference, platform)
    assert watch.found == [(unknown, platform), (unknown, platform)]

from __future__ import annotations

from preimage.bases.empty import EmptyBases
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

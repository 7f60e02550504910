from __future__ import annotations

from preimage.bases.chain import ChainOfBases
from preimage.bases.empty import EmptyBases
from preimage.bases.stand_ins import STAND_INS, StandInBases
from preimage.bases.static import StaticBases
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

KNOWN = ChainOfBases([StaticBases({"docker.io/library/a:latest": {"config": {"User": "u"}}}), EmptyBases()])


def resolve(number: int, reference: str):
    return StandInBases(KNOWN, number, ["X", "PATH"]).resolve(parse_reference(reference), parse_platform("linux/arm64"))


def test_known_bases_stay() -> None:
    assert {resolve(number, "a").image.config.user for number in range(STAND_INS)} == {"u"}


def test_others_are_replaced_and_still_said_to_be_unknown() -> None:
    bases = [resolve(number, "b") for number in range(STAND_INS)]
    assert {base.origin for base in bases} == {"unresolved"}
    configs = [base.image.config for base in bases]
    assert configs[0].env == []
    assert all("X" in [entry.split("=")[0] for entry in config.env] for config in configs[1:])
    assert [bool(config.on_build) for config in configs] == [False, False, True, False]
    assert [base.image.os for base in bases] == ["linux", "linux", "linux", "windows"]

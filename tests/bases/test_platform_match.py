from __future__ import annotations

import pytest

from preimage.bases.platform_match import list_accepted, matches_platform, rank_offer
from preimage.model.platforms import format_platform_full, normalize_platform, parse_platform


@pytest.mark.parametrize(
    ("asked", "accepted"),
    [
        pytest.param("linux/amd64", ["linux/amd64", "linux/386"], id="amd64"),
        pytest.param("linux/amd64/v3", ["linux/amd64/v3", "linux/amd64/v2", "linux/amd64", "linux/386"], id="amd64 v3"),
        pytest.param("linux/arm/v7", ["linux/arm/v7", "linux/arm/v6", "linux/arm/v5"], id="arm"),
        pytest.param(
            "linux/arm64",
            ["linux/arm64", "linux/arm/v8", "linux/arm/v7", "linux/arm/v6", "linux/arm/v5"],
            id="arm64",
        ),
        pytest.param("linux/riscv64", ["linux/riscv64"], id="no relatives"),
    ],
)
def test_accepted_platforms_come_best_first(asked: str, accepted: list[str]) -> None:
    platforms = list_accepted(normalize_platform(parse_platform(asked)))
    assert [format_platform_full(platform) for platform in platforms] == accepted


@pytest.mark.parametrize(
    ("offered", "rank"),
    [
        pytest.param("linux/amd64", (0, 0), id="the platform itself"),
        pytest.param("linux(+a)/amd64", (0, -1), id="more of the features"),
        pytest.param("linux/386", (1, 0), id="what it also runs"),
        pytest.param("linux(+b)/amd64", None, id="feature that was not asked for"),
        pytest.param("linux/arm64", None, id="another architecture"),
        pytest.param("windows/amd64", None, id="another os"),
    ],
)
def test_offers_are_ranked(offered: str, rank: tuple[int, int] | None) -> None:
    accepted = list_accepted(normalize_platform(parse_platform("linux(+a)/amd64")))
    assert rank_offer(parse_platform(offered), accepted) == rank


def test_variant_that_is_a_huge_number_is_bounded() -> None:
    plain = parse_platform("linux/amd64")
    assert matches_platform(plain, parse_platform("linux/amd64/v999"))
    assert not matches_platform(plain, parse_platform("linux/amd64/v9999999999"))

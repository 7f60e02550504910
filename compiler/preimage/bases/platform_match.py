"""Which platforms a platform runs, and how well an image of another one fits.

``amd64`` runs ``386``, ``arm/v7`` runs ``arm/v6``, and so on.

Source: containerd ``platforms.Only``.
"""

from __future__ import annotations

import re

from preimage.model.image import Platform
from preimage.model.platforms import normalize_platform

_GO_INTEGER = re.compile(r"[+-]?[0-9]{1,3}", re.ASCII)
_WINDOWS_SERVER_2022 = 20348


def matches_platform(offered: Platform, platform: Platform) -> bool:
    """Tell whether an image of one platform serves another, which was asked for."""
    return rank_offer(offered, list_accepted(normalize_platform(platform))) is not None


def rank_offer(offered: Platform, accepted: list[Platform]) -> tuple[int, int] | None:
    """Give the place of an offer among what is accepted, smaller is better; None if it does not serve."""
    normal = normalize_platform(offered)
    for place, wanted in enumerate(accepted):
        if (
            normal.os == wanted.os
            and normal.architecture == wanted.architecture
            and normal.variant == wanted.variant
            and _has_features(normal, wanted)
            and _fits_windows_version(wanted, normal)
        ):
            return place, -len(normal.os_features)
    return None


def _has_features(offered: Platform, wanted: Platform) -> bool:
    """Tell whether all features that the image needs were asked for.

    Windows images name features such as ``win32k`` that nobody asks for; they are not held against them.
    """
    return wanted.os == "windows" or set(offered.os_features) <= set(wanted.os_features)


def list_accepted(platform: Platform) -> list[Platform]:
    """List the platforms that a normalised platform can run, best first."""
    accepted = [platform]
    if platform.architecture == "amd64":
        newest = _parse_go_integer(platform.variant) or 0
        accepted += [_replace(platform, "amd64", f"v{version}") for version in range(newest - 1, 0, -1)]
        accepted.append(_replace(platform, "386", ""))
    elif platform.architecture == "arm":
        newest = _parse_go_integer(platform.variant) or 0
        accepted += [_replace(platform, "arm", f"v{version}") for version in range(newest - 1, 4, -1)]
    elif platform.architecture == "arm64":
        accepted += _list_accepted_by_arm64(platform)
    # Each is compared in its normalised form: amd64/v1 has no variant.
    return [normalize_platform(entry) for entry in accepted]


def _list_accepted_by_arm64(platform: Platform) -> list[Platform]:
    """List what arm64 runs besides itself: older minor versions, v8 for v9, and 32-bit arm."""
    variant = platform.variant or "v8"
    accepted: list[Platform] = []
    major_text, _, minor_text = variant.partition(".")
    major = _parse_go_integer(major_text)
    if major is not None and major >= 8:
        # Only one digit counts: "v8.10" is read as v8.
        minor = (_parse_go_integer(minor_text) or 0) if len(variant) == 4 else 0
        if major == 9:
            accepted += [_replace(platform, "arm64", _name_version(9, older)) for older in range(minor - 1, -1, -1)]
            # v9.0 grew out of v8.5, so v9.x runs v8.(x+5); there is none after v8.9.
            major, minor = 8, min(minor + 5, 9)
            accepted.append(_replace(platform, "arm64", f"v8.{minor}"))
        accepted += [_replace(platform, "arm64", _name_version(major, older)) for older in range(minor - 1, -1, -1)]
    if variant.startswith(("v8.", "v9.")):
        variant = "v8"
    return accepted + list_accepted(_replace(platform, "arm", variant))


def _name_version(major: int, minor: int) -> str:
    return f"v{major}.{minor}" if minor else f"v{major}"


def _parse_go_integer(variant: str) -> int | None:
    """Read ``v7`` or ``7``; the number of digits is bounded, since a list is made from it."""
    digits = variant.removeprefix("v")
    return int(digits) if _GO_INTEGER.fullmatch(digits) else None


def _replace(platform: Platform, architecture: str, variant: str) -> Platform:
    return Platform(
        architecture=architecture,
        os=platform.os,
        os_version=platform.os_version,
        os_features=platform.os_features,
        variant=variant,
    )


def _fits_windows_version(wanted: Platform, offered: Platform) -> bool:
    """Tell whether Windows of one version runs an image of another; without a version everything fits."""
    if wanted.os != "windows" or not offered.os_version:
        return True
    host, image = _parse_windows_version(wanted.os_version), _parse_windows_version(offered.os_version)
    if host == (0, 0, 0):
        return True
    if host[:2] != image[:2]:
        return False
    # Since Server 2022 later builds run the images of earlier ones, back to that one.
    if host[2] < _WINDOWS_SERVER_2022:
        return host[2] == image[2]
    return _WINDOWS_SERVER_2022 <= image[2] <= host[2]


def _parse_windows_version(text: str) -> tuple[int, int, int]:
    parts = text.split(".")
    if len(parts) < 3 or not all(re.fullmatch(r"[0-9]{1,5}", part, re.ASCII) for part in parts[:3]):
        return 0, 0, 0
    major, minor, build = (int(part) for part in parts[:3])
    return (major, minor, build) if max(major, minor) < 1 << 8 and build < 1 << 16 else (0, 0, 0)

"""Platforms: reading, normalising and writing specifiers such as ``linux/arm/v7``."""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from preimage.golang.paths import join
from preimage.golang.quoting import quote
from preimage.golang.text import lower
from preimage.model.errors import OptionError
from preimage.model.image import Platform

# For an os or architecture alone BuildKit fills in its own machine; preimage's answer must not depend on where it runs.
_DEFAULT_OS = "linux"
_DEFAULT_ARCHITECTURE = "amd64"

# fmt: off
_KNOWN_OS = frozenset((
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
    "openbsd", "plan9", "solaris", "windows", "zos",
))
_KNOWN_ARCHITECTURES = frozenset((
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le", "loong64", "mips", "mipsle",
    "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
    "wasm",
))
# fmt: on

# The texts of both expressions stand in error messages. They are compiled on use (re keeps them).
_OS_EXPRESSION = r"^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$"
_COMPONENT_EXPRESSION = r"^[A-Za-z0-9_.-]+$"

_ARM_VARIANTS = {"": "v7", "7": "v7", "5": "v5", "6": "v6", "8": "v8"}
_ARM64_VARIANTS = {"8": "", "v8": "", "v8.0": "", "9": "v9", "9.0": "v9", "v9.0": "v9"}

_ESCAPES = str.maketrans({"%": "%25", "+": "%2B", "(": "%28", ")": "%29", "/": "%2F"})

_MACHINES = {
    "x86_64": ("amd64", ""),
    "amd64": ("amd64", ""),
    "i386": ("386", ""),
    "i486": ("386", ""),
    "i586": ("386", ""),
    "i686": ("386", ""),
    "aarch64": ("arm64", ""),
    "arm64": ("arm64", ""),
    "armv8l": ("arm", "v8"),
    "armv7l": ("arm", "v7"),
    "armv6l": ("arm", "v6"),
    "armv5tel": ("arm", "v5"),
    "loongarch64": ("loong64", ""),
}


@lru_cache(maxsize=256)
def parse_platform(text: str) -> Platform:
    """Parse a specifier ``os[(version[+feature]*)][/architecture[/variant]]``, or an os or architecture alone.

    The result is not quite normalised: ``linux/arm`` has no variant and ``linux/arm64/v8`` has ``v8``. It is shared
    by all callers that give the same text, so it must not be changed.

    Raises:
        ValueError: BuildKit's own text, such as ``"foo": unknown operating system or architecture: invalid
            argument``; the caller adds the prefix.

    Source: docs/reference/stages.md, "Platforms".
    """
    if "*" in text:
        raise ValueError(f"{quote(text)}: wildcards not yet supported: invalid argument")
    parts = text.split("/", 3)
    os, os_version, os_features = _parse_os(parts[0], text)
    for part in parts[1:]:
        # fullmatch, since "$" alone would let a final newline pass.
        if not re.fullmatch(_COMPONENT_EXPRESSION, part):
            raise ValueError(
                f"{quote(part)} is an invalid component of {quote(text)}: platform specifier component must match "
                f"{quote(_COMPONENT_EXPRESSION)}: invalid argument"
            )
    if len(parts) == 1:
        os, architecture, variant = _complete_single_part(os, text)
    elif len(parts) == 2:
        architecture, variant = _without_default_variant(*_normalize_architecture(parts[1], ""))
    elif len(parts) == 3:
        architecture, variant = _normalize_architecture(parts[1], parts[2])
        # Normalising drops what it knows to be the default; a variant that was asked for is kept here.
        if architecture == "arm64" and not variant:
            variant = "v8"
    else:
        raise ValueError(f"{quote(text)}: cannot parse platform specifier: invalid argument")
    return Platform(architecture=architecture, os=os, os_version=os_version, os_features=os_features, variant=variant)


def normalize_platform(platform: Platform) -> Platform:
    """Give a new platform with the usual names: lower case, ``x86_64`` as ``amd64``, ``arm`` as ``arm/v7``.

    Source: docs/reference/stages.md, "Normalising".
    """
    architecture, variant = _normalize_architecture(platform.architecture, platform.variant)
    return Platform(
        architecture=architecture,
        os=_normalize_os(platform.os),
        os_version=platform.os_version,
        os_features=_sort_features(platform.os_features),
        variant=variant,
    )


def is_normal(platform: Platform) -> bool:
    """Tell whether normalising would change nothing."""
    names = platform.architecture, platform.variant
    return (
        names == _normalize_architecture(*names)
        and platform.os == _normalize_os(platform.os)
        and len(platform.os_features) < 2
    )


def format_platform(platform: Platform) -> str:
    """Give the short form ``os/architecture/variant``, without version and features.

    Source: docs/reference/stages.md, "Writing".
    """
    if not platform.os:
        return "unknown"
    return _join_parts(platform.os, platform.architecture, platform.variant)


def format_platform_full(platform: Platform) -> str:
    """Give the full form: the os is followed by ``(version+feature+feature)`` if it has any of these.

    Source: docs/reference/stages.md, "Writing".
    """
    if not platform.os:
        return "unknown"
    os = platform.os
    if platform.os_version or platform.os_features:
        options = [platform.os_version, *_sort_features(platform.os_features)]
        os += "(" + "+".join(option.translate(_ESCAPES) for option in options) + ")"
    return _join_parts(os, platform.architecture, platform.variant)


@lru_cache(maxsize=256)
def _join_parts(os: str, architecture: str, variant: str) -> str:
    return join(os, architecture, variant)


def default_shell(os: str) -> list[str]:
    """Give the words that come before the text of a shell form where no SHELL is set, by the os of the image config.

    Source: docs/reference/config.md, "SHELL".
    """
    return ["cmd", "/S", "/C"] if os == "windows" else ["/bin/sh", "-c"]


def machine_platform() -> Platform:
    """Give the platform that a builder on this machine would have: linux on the machine's architecture."""
    if sys.platform != "win32":
        from os import uname

        return parse_machine(uname().machine)
    from platform import machine

    return parse_machine(machine())


def parse_machine(name: str) -> Platform:
    """Give the platform for the machine name of a kernel, such as ``x86_64`` or ``armv7l``.

    An unknown name is taken as the architecture; without a name it is ``amd64``.
    """
    name = name.lower()
    architecture, variant = _MACHINES.get(name, (name or _DEFAULT_ARCHITECTURE, ""))
    return Platform(architecture=architecture, os=_DEFAULT_OS, variant=variant)


def _parse_os(part: str, text: str) -> tuple[str, str, list[str]]:
    """Read the first part of a specifier: os, version, features."""
    match = re.fullmatch(_OS_EXPRESSION, part)
    if match is None:
        raise ValueError(
            f"{quote(part)} is an invalid OS component of {quote(text)}: OSAndVersion specifier component must match "
            f"{quote(_OS_EXPRESSION)}: invalid argument"
        )
    os, version, features = match.groups(default="")
    return _normalize_os(os), _decode_version(version, text), _decode_features(features, text)


def _decode_version(version: str, text: str) -> str:
    try:
        return _decode(version)
    except ValueError as error:
        raise ValueError(f"{quote(text)} has an invalid OS version {quote(version)}: {error}") from error


def _decode_features(features: str, text: str) -> list[str]:
    """Read ``+a+b``; order and repetitions stay, what decodes to nothing goes."""
    decoded = []
    for feature in features.split("+"):
        try:
            decoded.append(_decode(feature))
        except ValueError as error:
            raise ValueError(
                f"{quote(text)} has invalid OS features: invalid os feature {quote(feature)}: {error}"
            ) from error
    return [feature for feature in decoded if feature]


def _decode(text: str) -> str:
    if "%" not in text:
        return text
    from preimage.golang.urls import decode_percent

    return decode_percent(text)


def _complete_single_part(os: str, text: str) -> tuple[str, str, str]:
    """Give os, architecture and variant for an os or an architecture that stands alone."""
    if os in _KNOWN_OS:
        return os, _DEFAULT_ARCHITECTURE, ""
    architecture, variant = _without_default_variant(*_normalize_architecture(text, ""))
    if architecture in _KNOWN_ARCHITECTURES:
        return _DEFAULT_OS, architecture, variant
    raise ValueError(f"{quote(text)}: unknown operating system or architecture: invalid argument")


def _without_default_variant(architecture: str, variant: str) -> tuple[str, str]:
    return architecture, "" if architecture == "arm" and variant == "v7" else variant


@lru_cache(maxsize=256)
def _normalize_os(os: str) -> str:
    os = lower(os)
    return "darwin" if os == "macos" else os or _DEFAULT_OS


@lru_cache(maxsize=256)
def _normalize_architecture(architecture: str, variant: str) -> tuple[str, str]:
    architecture, variant = lower(architecture), lower(variant)
    if architecture in ("amd64", "x86_64", "x86-64"):
        return "amd64", "" if variant == "v1" else variant
    if architecture in ("arm64", "aarch64"):
        return "arm64", _ARM64_VARIANTS.get(variant, variant)
    if architecture == "arm":
        return "arm", _ARM_VARIANTS.get(variant, variant)
    if architecture == "armhf":
        return "arm", "v7"
    if architecture == "armel":
        return "arm", "v6"
    if architecture == "i386":
        return "386", ""
    return architecture, variant


def _sort_features(features: list[str]) -> list[str]:
    if len(features) < 2:
        return list(features)
    # Go sorts by bytes; a byte that is no UTF-8 would sort wrongly as the surrogate that stands for it.
    return sorted(set(features), key=lambda feature: feature.encode("utf-8", "surrogateescape"))


@lru_cache(maxsize=64)
def read_platform(text: str | None, kind: str = "target") -> Platform:
    """Read and normalise a platform, by default this machine's; the value is shared and not to be changed.

    Raises:
        OptionError: it cannot be read; ``kind`` says whose platform it is.
    """
    if not text:
        return normalize_platform(machine_platform())
    try:
        return normalize_platform(parse_platform(text))
    except ValueError as error:
        raise OptionError(f"failed to parse {kind} platform {text}: {error}") from error

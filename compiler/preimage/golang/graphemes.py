"""Grapheme clusters: what a reader takes for one character (Unicode 15, UAX 29), as Go's textseg splits them.

The properties are worked out from the general categories that Python knows, and short tables of what these do not tell.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from unicodedata import category

_PREPEND = "600-605 6DD 70F 890-891 8E2 D4E 110BD 110CD 111C2-111C3 1193F 11941 11A3A 11A84-11A89 11D46 11F02"
# Spacing marks that extend what stands before them, as marks without width do.
_EXTEND = (
    "9BE 9D7 B3E B57 BBE BD7 CC2 CD5-CD6 D3E D57 DCF DDF 1B35 200C 302E-302F FF9E-FF9F 1133E 11357 114B0 114BD 115AF "
    "11930 1D165 1D16E-1D172 1F3FB-1F3FF E0020-E007F"
)
# Letters that stand behind their base like spacing marks, and spacing marks that stand alone.
_SPACING = "E33 EB3"
_NOT_SPACING = "102B-102C 1038 1062-1064 1067-106D 1083 1087-108C 108F 109A-109C 1A61 1A63-1A64 AA7B AA7D 11720-11721"
_PICTOGRAPHIC = (
    "A9 AE 203C 2049 2122 2139 2194-2199 21A9-21AA 231A-231B 2328 2388 23CF 23E9-23F3 23F8-23FA 24C2 25AA-25AB "
    "25B6 25C0 25FB-25FE 2600-2605 2607-2612 2614-2685 2690-2705 2708-2712 2714 2716 271D 2721 2728 2733-2734 "
    "2744 2747 274C 274E 2753-2755 2757 2763-2767 2795-2797 27A1 27B0 27BF 2934-2935 2B05-2B07 2B1B-2B1C 2B50 "
    "2B55 3030 303D 3297 3299 1F000-1F0FF 1F10D-1F10F 1F12F 1F16C-1F171 1F17E-1F17F 1F18E 1F191-1F19A 1F1AD-1F1E5 "
    "1F201-1F20F 1F21A 1F22F 1F232-1F23A 1F23C-1F23F 1F249-1F3FA 1F400-1F53D 1F546-1F64F 1F680-1F6FF 1F774-1F77F "
    "1F7D5-1F7FF 1F80C-1F80F 1F848-1F84F 1F85A-1F85F 1F888-1F88F 1F8AE-1F8FF 1F90C-1F93A 1F93C-1F945 1F947-1FAFF "
    "1FC00-1FFFD"
)
_SIMPLE = re.compile(r"[\n -~]*+\Z")


def _read_bounds(ranges: str) -> list[int]:
    """First code point of each range and the first one behind it, in turn."""
    bounds: list[int] = []
    for item in ranges.split():
        first, _, last = item.partition("-")
        bounds += int(first, 16), int(last or first, 16) + 1
    return bounds


@cache
def _tables() -> dict[str, list[int]]:
    # Made only when a text needs them: most are ASCII.
    return {name: _read_bounds(ranges) for name, ranges in _RANGES.items()}


_RANGES = {
    "Prepend": _PREPEND,
    "Extend": _EXTEND,
    "SpacingMark": _SPACING,
    "Pictographic": _PICTOGRAPHIC,
    "Alone": _NOT_SPACING,
}
_BY_CATEGORY = {"Mn": "Extend", "Me": "Extend", "Mc": "SpacingMark", "Cc": "Control", "Zl": "Control", "Zp": "Control"}


def _find_class(character: str) -> str:
    code = ord(character)
    if code == 0x200D:
        return "ZWJ"
    tables = _tables()
    for name in ("Prepend", "Extend", "SpacingMark", "Pictographic"):
        if bisect_right(tables[name], code) % 2:
            return name
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "Regional"
    if (hangul := _find_hangul(code)) is not None:
        return hangul
    kind = category(character)
    if kind == "Mc" and bisect_right(tables["Alone"], code) % 2:
        return "Other"
    return "Control" if kind == "Cf" else _BY_CATEGORY.get(kind, "Other")


def _find_hangul(code: int) -> str | None:
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LVT" if (code - 0xAC00) % 28 else "LV"
    return None


_HANGUL_PAIRS = {
    "L": {"L", "V", "LV", "LVT"},
    "V": {"V", "T"},
    "LV": {"V", "T"},
    "LVT": {"T"},
    "T": {"T"},
}


def split_graphemes(text: str) -> list[str]:
    """Split text into its grapheme clusters; a CR with its LF is one."""
    if _SIMPLE.match(text):
        return list(text)
    clusters: list[str] = []
    start = 0
    previous = ""
    # Of the cluster so far: how many regional indicators, and whether it is a pictograph followed by marks only.
    regional, is_pictograph = 0, False
    for index, character in enumerate(text):
        current = "CR" if character == "\r" else "LF" if character == "\n" else _find_class(character)
        if index and _is_boundary(previous, current, regional, is_pictograph):
            clusters.append(text[start:index])
            start, regional, is_pictograph = index, 0, False
        regional += current == "Regional"
        is_pictograph = current == "Pictographic" or (is_pictograph and current in {"Extend", "ZWJ"})
        previous = current
    clusters.append(text[start:])
    return clusters


def count_graphemes(text: str) -> int:
    """Count the grapheme clusters of a text."""
    return len(text) if _SIMPLE.match(text) else len(split_graphemes(text))


def _is_boundary(previous: str, current: str, regional: int, is_pictograph: bool) -> bool:
    if previous == "CR":
        return current != "LF"
    if previous in {"Control", "LF"} or current in {"Control", "CR", "LF"}:
        return True
    if current in _HANGUL_PAIRS.get(previous, ()):
        return False
    if current in {"Extend", "ZWJ", "SpacingMark"} or previous == "Prepend":
        return False
    if previous == "ZWJ" and current == "Pictographic" and is_pictograph:
        return False
    return not (previous == current == "Regional" and regional % 2 == 1)

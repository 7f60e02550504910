"""Images that a Dockerfile copies or mounts from, with the places of their names.

Source: docs/how-to/pin-bases.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from preimage.golang.text import lower
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from preimage.model.positions import PlacedInstruction, PlacedWord, Position

_COPY_FROM = re.compile(r"--from=(.+)", re.DOTALL)
_MOUNT_FROM = re.compile(r"(?:--mount=|,)[Ff][Rr][Oo][Mm]=([^,]+)")
_INDEX = re.compile(r"[+-]?[0-9]+")


class ImageUse(Value):
    """An image that is copied or mounted from: 1-based line, name as written, its use, and where the name stands.

    ``start`` is None if the name is spread over several lines.
    """

    __slots__ = ("line", "image", "use", "start")

    def __init__(self, line: int, image: str, use: str, start: Position | None) -> None:
        self.line: Final = line
        self.image: Final = image
        self.use: Final = use
        self.start: Final = start


def list_image_uses(words: Iterable[PlacedInstruction], stages: Collection[str]) -> Iterator[ImageUse]:
    """Give the images, in the order of the file; ``stages`` are the names of all stages in lower case."""
    for instruction in words:
        for each in (instruction, instruction.trigger):
            if each is not None:
                yield from _list_of(each, stages)


def _list_of(instruction: PlacedInstruction, stages: Collection[str]) -> Iterator[ImageUse]:
    keyword = instruction.keyword.text.lower()
    if keyword not in ("copy", "run"):
        return
    pattern, use = (_COPY_FROM, "COPY --from") if keyword == "copy" else (_MOUNT_FROM, "RUN --mount")
    for flag in instruction.flags:
        match = pattern.match(flag.text) if keyword == "copy" else _find_last(pattern, flag)
        if match is None or lower(match[1]) in stages or match[1] == "scratch":
            continue
        if keyword == "copy" and _INDEX.fullmatch(match[1]):
            continue
        line, column = flag.start
        is_whole = flag.end == (line, column + len(flag.text))
        yield ImageUse(line, match[1], use, (line, column + match.start(1)) if is_whole else None)


def _find_last(pattern: re.Pattern[str], flag: PlacedWord) -> re.Match[str] | None:
    """Give the last field of a mount, which is the one that counts."""
    found = list(pattern.finditer(flag.text)) if flag.text.startswith("--mount=") else []
    return found[-1] if found else None

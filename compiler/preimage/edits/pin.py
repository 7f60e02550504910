"""Pin the bases of a Dockerfile: ``FROM name:tag`` becomes ``FROM name:tag@digest``, and nothing else changes.

dockerfile-parse finds the FROM lines. Where its list of stages is not ours it has misread the file, and nothing is
changed.

Source: docs/how-to/pin-bases.md.
"""

from __future__ import annotations

from collections.abc import Callable

from preimage.golang.text import encode_utf8
from preimage.model.errors import PreimageError
from preimage.model.outline import Target
from preimage.model.references import Reference, parse_reference

FindDigest = Callable[[Reference, str], str]
"""Reference and platform flag as written to the digest to pin; empty: not known."""


class Pin:
    """What became of one FROM: its 1-based first line, the base as written, and the new base or why there is none."""

    __slots__ = ("base", "line", "new_base", "reason")

    def __init__(self, line: int, base: str, new_base: str = "", reason: str = "") -> None:
        self.line = line
        self.base = base
        self.new_base = new_base
        self.reason = reason


def pin_bases(data: bytes, stages: tuple[Target, ...], find_digest: FindDigest) -> tuple[bytes, list[Pin]]:
    """Give the text with pinned bases, and what became of each base that is an image.

    Raises:
        PreimageError: dockerfile-parse reads other stages out of the file than BuildKit does.
    """
    _require_same_stages(data, stages)
    lines = data.split(b"\n")
    pins = []
    names: set[str] = set()
    for stage in stages:
        if stage.base not in names and stage.base != "scratch":
            pin = _decide(stage, find_digest)
            if pin.new_base and not _rewrite(lines, stage, pin):
                pin.new_base, pin.reason = "", "the name is spread over several lines"
            pins.append(pin)
        if stage.name:
            names.add(stage.name)
    return b"\n".join(lines), pins


def _decide(stage: Target, find_digest: FindDigest) -> Pin:
    line, base = stage.lines[0], stage.base
    if "$" in base or "\\" in base or "`" in base or "'" in base or '"' in base:
        return Pin(line, base, reason="the name has variables in it")
    try:
        reference = parse_reference(base)
    except ValueError as error:
        return Pin(line, base, reason=str(error))
    if reference.digest:
        return Pin(line, base, reason="pinned already")
    digest = find_digest(reference, stage.platform)
    if not digest:
        return Pin(line, base, reason="no digest in the lock file")
    return Pin(line, base, new_base=f"{base}{'' if reference.tag else ':latest'}@{digest}")


def _rewrite(lines: list[bytes], stage: Target, pin: Pin) -> bool:
    """Replace the base on the one line that holds it as a word of its own; tell whether there is exactly one."""
    word = encode_utf8(pin.base)
    places = [
        (number, start)
        for number in range(stage.lines[0] - 1, stage.lines[-1])
        for start in _find_words(lines[number], word)
    ]
    # The base may be called "from", but it is not the first word. The stage may have the name of its base, which
    # comes first.
    first = stage.lines[0] - 1
    places = [place for place in places if place != (first, len(lines[first]) - len(lines[first].lstrip()))]
    if not places:
        return False
    number, start = places[0]
    line = lines[number]
    lines[number] = line[:start] + encode_utf8(pin.new_base) + line[start + len(word) :]
    return True


def _find_words(line: bytes, word: bytes) -> list[int]:
    if line.lstrip().startswith(b"#"):
        return []
    found = []
    start = line.find(word)
    while start >= 0:
        before, after = line[start - 1 : start], line[start + len(word) : start + len(word) + 1]
        if before in b" \t" and after in b" \t\r\\`":
            found.append(start)
        start = line.find(word, start + 1)
    return found


def _require_same_stages(data: bytes, stages: tuple[Target, ...]) -> None:
    from io import BytesIO

    from dockerfile_parse import DockerfileParser

    try:
        structure = DockerfileParser(fileobj=BytesIO(data)).structure
    except UnicodeDecodeError as error:
        raise PreimageError(f"dockerfile-parse cannot read the file: {error}") from error
    theirs = [(each["startline"] + 1, each["endline"] + 1) for each in structure if each["instruction"] == "FROM"]
    ours = [(stage.lines[0], stage.lines[-1]) for stage in stages]
    if theirs != ours:
        raise PreimageError(
            f"dockerfile-parse sees stages on lines {_show(theirs)} where BuildKit sees them on {_show(ours)}; "
            "nothing is changed"
        )


def _show(places: list[tuple[int, int]]) -> str:
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in places) or "none"

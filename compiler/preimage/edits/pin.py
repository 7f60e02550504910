"""Pin the images of a Dockerfile: ``FROM name:tag`` becomes ``FROM name:tag@digest``, and nothing else changes.

dockerfile-parse finds the FROM lines, in a text without the bodies of heredocs, which it takes for instructions. Where
its list of stages is not ours it has misread the file, and nothing is changed.

Source: docs/how-to/pin-bases.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from preimage.edits.image_uses import list_image_uses
from preimage.golang.text import encode_utf8
from preimage.model.edits import Edit, apply_edits
from preimage.model.errors import PreimageError
from preimage.model.outline import Target
from preimage.model.references import Reference, parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.positions import PlacedInstruction

FindDigest = Callable[[Reference, str], tuple[str, str]]
"""Reference and platform flag as written to the digest to pin, or empty and why there is none."""


PINNED = "pinned already"
"""The reason for which an image is left alone that has a digest."""
NEWEST = "pinned already, to what its tag leads to"
"""The reason for which an image is left alone whose digest was to be moved."""


class Pin:
    """What became of one image: its 1-based line, its name as written, and the new name or why there is none.

    ``use`` is how the Dockerfile uses it: ``FROM``, ``COPY --from`` or ``RUN --mount``. ``has_digest``: before.
    """

    __slots__ = ("base", "has_digest", "line", "new_base", "reason", "use")

    def __init__(
        self,
        line: int,
        base: str,
        new_base: str = "",
        reason: str = "",
        use: str = "FROM",
        *,
        has_digest: bool = False,
    ) -> None:
        self.has_digest = has_digest
        self.line = line
        self.base = base
        self.new_base = new_base
        self.reason = reason
        self.use = use

    @property
    def is_pinned(self) -> bool:
        """Tell whether the image has a digest, or gets one."""
        return bool(self.new_base) or self.has_digest


def pin_bases(
    data: bytes,
    stages: tuple[Target, ...],
    find_digest: FindDigest,
    words: Sequence[PlacedInstruction] = (),
    *,
    upgrades: bool = False,
) -> tuple[bytes, list[Pin]]:
    """Give the text with pinned images, and what became of each, in the order of the lines.

    ``words`` are those of the file; without them only bases are pinned, and a heredoc may be misread. ``upgrades``: a
    digest that stands behind a tag is replaced by the one that is found for the tag.

    Raises:
        PreimageError: dockerfile-parse reads other stages out of the file than BuildKit does.
    """
    lines = data.split(b"\n")
    _require_same_stages(_mask_heredocs(lines, words), stages)
    pins = []
    names: set[str] = set()
    for stage in stages:
        if stage.base not in names and stage.base != "scratch":
            pin = _decide(stage.lines[0], stage.base, stage.platform, find_digest, upgrades=upgrades)
            if pin.new_base and not _rewrite(lines, stage, pin):
                pin.new_base, pin.reason = "", "the name is spread over several lines"
            pins.append(pin)
        if stage.name:
            names.add(stage.name)
    edits = []
    for use in list_image_uses(words, names):
        pin = _decide(use.line, use.image, "", find_digest, upgrades=upgrades)
        pin.use = use.use
        if pin.new_base and use.start is None:
            pin.new_base, pin.reason = "", "the name does not stand in one piece"
        elif pin.new_base and use.start is not None:
            end = (use.start[0], use.start[1] + len(use.image))
            edits.append(Edit("", use.start, end, use.image, pin.new_base))
        pins.append(pin)
    return apply_edits(b"\n".join(lines), edits), sorted(pins, key=lambda pin: pin.line)


def _mask_heredocs(lines: list[bytes], words: Sequence[PlacedInstruction]) -> bytes:
    """Give the text with comments in the place of what heredocs hold, and of what ends them."""
    masked = list(lines)
    for instruction in words:
        for each in (instruction, instruction.trigger):
            for heredoc in each.heredocs if each is not None else ():
                first, last = heredoc.lines
                masked[first - 1 : last + 1] = [b"#"] * (last - first + 2)
    return b"\n".join(masked)


def _decide(line: int, base: str, platform: str, find_digest: FindDigest, *, upgrades: bool) -> Pin:
    if "$" in base or "\\" in base or "`" in base or "'" in base or '"' in base:
        return Pin(line, base, reason="the name has variables in it")
    try:
        reference = parse_reference(base)
    except ValueError as error:
        return Pin(line, base, reason=str(error))
    has_digest = bool(reference.digest)
    if has_digest and not upgrades:
        return Pin(line, base, reason=PINNED, has_digest=True)
    if has_digest and not reference.tag:
        return Pin(line, base, reason=f"{PINNED}, and without a tag nothing is newer", has_digest=True)
    digest, reason = find_digest(Reference(reference.host, reference.path, reference.tag), platform)
    if not digest:
        return Pin(line, base, reason=reason, has_digest=has_digest)
    if digest == reference.digest:
        return Pin(line, base, reason=NEWEST, has_digest=True)
    name = base.partition("@")[0]
    return Pin(line, base, new_base=f"{name}{'' if reference.tag else ':latest'}@{digest}", has_digest=has_digest)


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

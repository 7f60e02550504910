"""The fix of what is almost JSON: what was meant is written as JSON."""

from __future__ import annotations

import re

from preimage.edits.fix import HISTORY, Fix
from preimage.edits.process_fixes import judge_entrypoint, to_json
from preimage.golang.text import lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.edits.fix import Scene
    from preimage.model.edits import Edit
    from preimage.model.positions import PlacedInstruction

_CHANGES = {
    "cmd": "config.Cmd",
    "entrypoint": "config.Entrypoint",
    "healthcheck": "config.Healthcheck",
    "volume": "config.Volumes",
}
_OPENING, _CLOSING = "\u2018\u201c\u201d\u201e\u00ab", "\u2019\u201c\u201d\u00bb"
_TOKEN = re.compile(
    r"(?P<blank>[ \t]+)|(?P<comma>,)|(?P<end>\])|(?P<double>\"(?:[^\"\\]|\\.)*\")|'(?P<single>[^']*)'"
    # A quote that is open, without a blank up to the bracket at the end.
    r"|\"(?P<open>[^\"\\,\]\s]+)(?=\]\Z)"
    rf"|[{_OPENING}](?P<typographic>[^{_OPENING}{_CLOSING}]*)[{_CLOSING}]|(?P<bare>[^,\]\s\"'{_OPENING}{_CLOSING}\\]+)"
)
_LONE_BACKSLASH = re.compile(r"\\(?:([\"\\/bfnrt]|u[0-9a-fA-F]{4})|)")


def fix_almost_json(scene: Scene) -> list[Fix] | str:
    """Write an array as JSON wants it: double quotes, single commas, a bracket at the end."""
    instruction = scene.instruction()
    if instruction is None:
        return "its words cannot be told apart"
    holder = instruction.trigger or instruction
    keyword = lower(holder.keyword.text)
    words = holder.arguments[1:] if keyword == "healthcheck" else holder.arguments
    if not words or not words[0].text.startswith("["):
        return "its words cannot be told apart"
    edits = _write_json(scene, instruction, words[0].offset, words[-1].offset + len(words[-1].text))
    if isinstance(edits, str):
        return edits
    path = "config.OnBuild" if instruction.trigger is not None else _CHANGES.get(keyword, HISTORY)
    judge = judge_entrypoint if path == "config.Entrypoint" else None
    return [Fix(scene.finding, "write it as JSON", edits, frozenset((path,)), judge=judge)]


class _Writer:
    """Makes the edits of one array, token by token."""

    def __init__(self, scene: Scene, instruction: PlacedInstruction) -> None:
        self.edits: list[Edit] = []
        self._scene = scene
        self._instruction = instruction
        self._before = ""
        """The kind of the element before, if no comma stands behind it."""
        self._end = 0
        self._comma = -1
        """Where the comma behind the last element stands."""

    def add_comma(self, at: int) -> None:
        if self._before:
            self._before, self._comma = "", at
        else:
            self._replace(at, at + 1, "")

    def add_element(self, kind: str, match: re.Match[str]) -> bool:
        """Add an element; tells whether it is known where it begins."""
        if self._before:
            if "bare" in (self._before, kind):
                return False
            self.insert(self._end, ",")
        new = to_json(_read_element(kind, match))
        if new != match[0]:
            self._replace(match.start(), match.end(), new)
        self._before, self._end, self._comma = kind, match.end(), -1
        return True

    def finish(self) -> None:
        """Remove a comma behind the last element."""
        if self._comma >= 0:
            self._replace(self._comma, self._comma + 1, "")

    def insert(self, at: int, new: str) -> None:
        self.edits.append(self._scene.insert_behind(self._instruction, at, new))

    def _replace(self, start: int, end: int, new: str) -> None:
        self.edits += self._scene.replace(self._instruction, start, end, new)


def _write_json(scene: Scene, instruction: PlacedInstruction, start: int, end: int) -> list[Edit] | str:
    text = instruction.line.text[:end]
    writer = _Writer(scene, instruction)
    at = start + 1
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            return f"what {text[at]} means is not known"
        kind, at = match.lastgroup or "", match.end()
        if kind == "end":
            writer.finish()
            return writer.edits if at == end else "what stands behind the ] is not known"
        if kind == "comma":
            writer.add_comma(match.start())
        elif kind != "blank" and not writer.add_element(kind, match):
            return "where one element ends and the next begins is not known"
    writer.finish()
    writer.insert(end, "]")
    return writer.edits


def _read_element(kind: str, match: re.Match[str]) -> str:
    """Give what an element means; a backslash that JSON does not know stands for itself."""
    from json import loads

    if kind != "double":
        return match[kind]
    fixed = _LONE_BACKSLASH.sub(lambda found: found[0] if found[1] else r"\\", match[0])
    return str(loads(fixed, strict=False))

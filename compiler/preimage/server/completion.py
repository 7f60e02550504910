"""What can be typed at a place: instructions, flags, stages, variables, build args."""

from __future__ import annotations

import re

from preimage.golang.text import lower
from preimage.model.instructions import INSTRUCTION_NAMES
from preimage.server.names import AUTOMATIC, PREDEFINED
from preimage.server.stages import find_stage, split_stages
from preimage.server.words import has_other_escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal

    from preimage.model.positions import PlacedInstruction, Position
    from preimage.server.document import Document
    from preimage.server.references import Mention
    from preimage.server.stages import StageText

    Kind = Literal["instruction", "flag", "stage", "variable", "arg", "value"]

FLAGS: Mapping[str, tuple[str, ...]] = {
    "add": ("checksum=", "chmod=", "chown=", "exclude=", "keep-git-dir", "link", "unpack"),
    "copy": ("chmod=", "chown=", "exclude=", "from=", "link", "parents"),
    "from": ("platform=",),
    "healthcheck": ("interval=", "retries=", "start-interval=", "start-period=", "timeout="),
    "run": ("device=", "mount=", "network=", "security="),
}
"""The flags of instructions, without dashes; those that take a value end in an equals sign."""

VALUES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("from", "platform"): ("$BUILDPLATFORM", "$TARGETPLATFORM", "linux/amd64", "linux/arm64"),
    ("run", "network"): ("default", "host", "none"),
    ("run", "security"): ("insecure", "sandbox"),
    ("run", "mount"): tuple(f"type={kind}" for kind in ("bind", "cache", "secret", "ssh", "tmpfs")),
}
"""Values of flags that have a fixed set, by instruction and flag."""

_MOUNT_KEYS: Mapping[str, tuple[str, ...]] = {
    "bind": ("from=", "source=", "target=", "readwrite"),
    "cache": ("from=", "gid=", "id=", "mode=", "readonly", "sharing=", "source=", "target=", "uid="),
    "secret": ("env=", "gid=", "id=", "mode=", "required", "target=", "uid="),
    "ssh": ("gid=", "id=", "mode=", "required", "target=", "uid="),
    "tmpfs": ("size=", "target="),
}
_NO_TRIGGERS = ("from", "maintainer", "onbuild")
_WORD = re.compile(r"[^\s=,]*$")
_VARIABLE = re.compile(r"\$\{?([A-Za-z0-9_]*)$")
_INSTRUCTION = re.compile(r"[ \t]*([A-Za-z]*)$")


class Proposal:
    """A text that can stand between ``start`` and the cursor; ``detail`` says what it is."""

    __slots__ = ("detail", "kind", "start", "text")

    def __init__(self, text: str, kind: Kind, start: Position, detail: str = "") -> None:
        self.text = text
        self.kind: Kind = kind
        self.start = start
        self.detail = detail


def list_proposals(document: Document, position: Position) -> list[Proposal]:
    """Give what can be typed at a place, the likeliest first; no more than fits what stands before it."""
    line, column = position
    if line > len(document.lines):
        return []
    before = document.lines[line - 1][: column - 1]
    if before.lstrip().startswith("#") or _is_in_heredoc(document, line):
        return []
    head = _head(document, line) + before
    match = _VARIABLE.search(before)
    if match is not None:
        start = line, column - len(match[1])
        return [Proposal(name, "variable", start, detail) for name, detail in _list_variables(document, line)]
    match = _INSTRUCTION.fullmatch(before)
    if head == before and match is not None:
        return _propose_instructions(document, (line, column - len(match[1])), match[1], INSTRUCTION_NAMES)
    return _propose_arguments(document, head, position)


def _head(document: Document, line: int) -> str:
    """Give what stands before a line in the same instruction, its continuations taken out."""
    escape = "`" if has_other_escape(document.lines) else "\\"
    parts: list[str] = []
    number = line - 1
    while number > 0:
        text = document.lines[number - 1]
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            if not parts:
                break
            number -= 1
            continue
        cut = text.rstrip(" \t")
        if not cut.endswith(escape) or cut[-2:-1] == escape:
            break
        parts.append(cut[:-1])
        number -= 1
    return "".join(reversed(parts))


def _is_in_heredoc(document: Document, line: int) -> bool:
    instruction = document.instruction_at(line)
    if instruction is None:
        return False
    heredocs = (*instruction.heredocs, *(instruction.trigger.heredocs if instruction.trigger is not None else ()))
    return any(heredoc.lines[0] <= line <= heredoc.lines[1] + 1 for heredoc in heredocs)


def _propose_instructions(document: Document, start: Position, typed: str, names: Iterable[str]) -> list[Proposal]:
    is_lower = typed.islower() or (not typed and _is_mostly_lower(document.instructions))
    return [Proposal(name if is_lower else name.upper(), "instruction", start) for name in names]


def _is_mostly_lower(instructions: Iterable[PlacedInstruction]) -> bool:
    words = [each.keyword.text for each in instructions]
    return bool(words) and 2 * sum(word.islower() for word in words) > len(words)


def _propose_arguments(document: Document, head: str, position: Position) -> list[Proposal]:
    line, column = position
    words = head.split()
    if not words:
        return _propose_instructions(document, position, "", INSTRUCTION_NAMES)
    keyword = lower(words[0])
    if keyword == "onbuild":
        if len(words) == 1 or (len(words) == 2 and not head[-1:].isspace()):
            typed = "" if head[-1:].isspace() else words[1]
            names = [name for name in INSTRUCTION_NAMES if name not in _NO_TRIGGERS]
            return _propose_instructions(document, (line, column - len(typed)), typed, names)
        words = words[1:]
        keyword = lower(words[0])
    last = "" if head[-1:].isspace() else words[-1]
    part = _WORD.search(last)
    start = line, column - len(part[0] if part is not None else "")
    if last.startswith("-"):
        return _propose_flags(document, keyword, last, (line, column - len(last)), start)
    behind = [word for word in words[1:] if not word.startswith("--")]
    place = len(behind) - (1 if last else 0)
    return _propose_words(document, keyword, place, start)


def _propose_flags(
    document: Document, keyword: str, last: str, start: Position, value_start: Position
) -> list[Proposal]:
    name, sign, value = last.removeprefix("--").partition("=")
    if not sign:
        return [Proposal(f"--{flag}", "flag", start) for flag in FLAGS.get(keyword, ())]
    if (keyword, name) == ("copy", "from") or (keyword == "run" and value.rpartition(",")[2].startswith("from=")):
        return _propose_stages(document, value_start, start[0])
    if (keyword, name) == ("run", "mount") and "," in value:
        kind = next((part[5:] for part in value.split(",") if part.startswith("type=")), "bind")
        return [Proposal(key, "value", value_start) for key in _MOUNT_KEYS.get(kind, ())]
    found = VALUES.get((keyword, name), ())
    begin = start[0], start[1] + len(last) - len(value)
    return [Proposal(each, "value", begin) for each in found]


def _propose_words(document: Document, keyword: str, place: int, start: Position) -> list[Proposal]:
    if keyword == "from":
        if place == 0:
            return [*_propose_stages(document, start, start[0]), Proposal("scratch", "value", start, "nothing")]
        return [Proposal("AS", "value", start)] if place == 1 else []
    if keyword == "healthcheck" and place == 0:
        return [Proposal(word, "value", start) for word in ("CMD", "NONE")]
    if keyword == "arg":
        return [Proposal(name, "arg", start, detail) for name, detail in _list_args(document, start[0])]
    return []


def _propose_stages(document: Document, start: Position, line: int) -> list[Proposal]:
    """Propose the stages above a line, the nearest first."""
    _, stages = split_stages(document.instructions)
    own = [stage for stage in stages if stage.source.lines[0] < line]
    if own and own[-1].lines[1] >= line and own[-1].source.lines[0] != line:
        own = own[:-1]
    texts = [(stage.name or str(stage.index), _base_of(stage)) for stage in reversed(own)]
    return [Proposal(text, "stage", start, detail) for text, detail in texts]


def _base_of(stage: StageText) -> str:
    return f"FROM {stage.base.text}" if stage.base is not None else ""


def _list_args(document: Document, line: int) -> list[tuple[str, str]]:
    """Give the args that can be declared at a line: those above the first FROM, of the project, and of the builder."""
    above, stages = split_stages(document.instructions)
    found: dict[str, str] = {}
    if stages and stages[0].source.lines[0] < line:
        for instruction in above:
            found.update({each.name: "ARG above FROM" for each in _definitions(document, instruction)})
    for view, _ in document.compilations:
        found.update({name: "build arg of the project" for name in view.request.build_args if name not in found})
    found.update({name: "set by the builder" for name in AUTOMATIC if name not in found})
    found.update({name: "known to the builder" for name in PREDEFINED if name not in found})
    return list(found.items())


def _list_variables(document: Document, line: int) -> list[tuple[str, str]]:
    """Give the variables that can be seen at a line, the latest first."""
    above, stages = split_stages(document.instructions)
    inside = [stage for stage in stages if stage.source.lines[0] <= line]
    if not inside or inside[-1].source.lines[0] <= line <= inside[-1].source.lines[1] or _is_from_line(document, line):
        args = [each.name for instruction in above for each in _definitions(document, instruction)]
        return [*((name, "ARG") for name in reversed(args)), *((name, "set by the builder") for name in AUTOMATIC)]
    found: dict[str, str] = {}
    stage: StageText | None = inside[-1]
    while stage is not None:
        for instruction in reversed(stage.instructions):
            # The values of an instruction do not see what it sets itself.
            if instruction.lines[1] < line:
                for each in _definitions(document, instruction):
                    found.setdefault(each.name, f"{each.keyword.upper()}, line {each.start[0]}")
        base = stage.base
        parent = find_stage(stages, base.text, stage.index) if base is not None else None
        stage = parent if parent is not None and parent.index < stage.index else None
    return list(found.items())


def _is_from_line(document: Document, line: int) -> bool:
    return lower(document.lines[line - 1].lstrip()).startswith("from")


def _definitions(document: Document, instruction: PlacedInstruction) -> list[Mention]:
    return [each for each in document.mentions_of(instruction) if each.is_definition]

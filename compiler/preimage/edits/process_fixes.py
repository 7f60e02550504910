"""Fixes of CMD, ENTRYPOINT and WORKDIR."""

from __future__ import annotations

import re

from preimage.edits.fix import HISTORY, Fix
from preimage.edits.quoting import cut_parts
from preimage.golang.text import lower
from preimage.model.image import Platform
from preimage.model.instructions import Instruction
from preimage.model.trace import expand_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.edits.fix import Scene
    from preimage.model.edits import Edit
    from preimage.model.positions import PlacedInstruction, PlacedWord
    from preimage.model.trace import StageTrace

# What a shell does something about, wherever it stands outside quotes; ``{}`` alone is text.
_NEEDS_SHELL = re.compile(r"[$`\\|&;<>()*?\[\n]|\{(?!\})|(?<!\{)\}|\A[#~]|[:=]~")
_IN_DOUBLE_QUOTES = re.compile(r"\\([$`\"\\])|([$`])")
_DOUBLE_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_WINDOWS_PATH = re.compile(r"\\|(?:^|/)[A-Za-z]:(?:/|$)")
_PLAIN_PATH = re.compile(r"[^$`\\'\"]+")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_SHELL_WORDS = frozenset(
    (
        *". : alias bg break builtin case cd command continue coproc declare dirs disown do done elif else".split(),
        *"! {} esac eval exec exit export fc fg fi for function getopts hash help history if in jobs let".split(),
        *"local logout popd pushd read readonly return select set shift shopt source suspend then time times".split(),
        *"enable trap type typeset ulimit umask unalias unset until wait while".split(),
    )
)


def fix_shell_form(scene: Scene) -> list[Fix] | str:
    """Write CMD or ENTRYPOINT in JSON form if its text needs no shell."""
    instruction = scene.instruction("cmd", "entrypoint")
    if instruction is None:
        return "it comes from a trigger"
    if _is_windows(scene):
        return "the shell of Windows splits its text by rules of its own"
    if len(instruction.arguments) != 1:
        return "it is empty"
    text = instruction.arguments[0]
    words = _split_command(text.text)
    if isinstance(words, str):
        return words
    edits = _write_array(scene, instruction, text, words)
    is_cmd = lower(instruction.keyword.text) == "cmd"
    path = "config.Cmd" if is_cmd else "config.Entrypoint"
    judge = None if is_cmd else judge_entrypoint
    return [Fix(scene.finding, "write it in JSON form", edits, frozenset((path,)), judge=judge)]


class _Word:
    """A word of a command: its offsets in the text, and its value."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: str) -> None:
        self.start = start
        self.end = end
        self.value = value


def _split_command(text: str) -> list[_Word] | str:
    """Split a command as a shell does, or give why it needs one; an ``exec`` in front is what the JSON form does."""
    words = _split_words(text)
    if isinstance(words, str):
        return words
    if len(words) > 1 and words[0].value == "exec":
        words[1].start, words = words[0].start, words[1:]
        if words[0].value.startswith("-"):
            return "it has options of exec"
    first = words[0]
    if text[first.start : first.end] == first.value and _ASSIGNMENT.match(first.value):
        return "it sets a variable"
    if first.value in _SHELL_WORDS or not first.value:
        return f"{first.value or 'an empty word'} is nothing but the shell's"
    if first.value == "echo" and any("\\" in word.value or word.value.startswith("-") for word in words):
        return "shells differ in what echo makes of options and backslashes"
    return words


def _split_words(text: str) -> list[_Word] | str:
    """Split a text to words, without a semicolon behind all of them; or give why a shell has to."""
    words: list[_Word] = []
    parts = cut_parts(text, "\\")
    is_open = False
    for number, part in enumerate(parts):
        written = text[part.start : part.end]
        if part.kind == "blank":
            is_open = False
            if written.strip(" \t"):
                return "it has blanks that are none for a shell"
            continue
        is_last = all(each.kind == "blank" for each in parts[number + 1 :])
        if is_last and part.kind == "plain" and written.endswith(";") and (words or written != ";"):
            written = written[:-1]
        value, reason = _read_part(part.kind, written)
        if reason:
            return reason
        if not is_open and written:
            words.append(_Word(part.start, part.start, ""))
        words[-1].value += value
        words[-1].end = part.end
        is_open = True
    return words


def _read_part(kind: str, written: str) -> tuple[str, str]:
    """Give the value of a part of a word, and why it needs a shell."""
    if any("\ud800" <= character <= "\udfff" for character in written):
        return "", "it has bytes that are not UTF-8, which JSON cannot hold"
    if kind == "plain":
        match = _NEEDS_SHELL.search(written)
        return written, f"{match[0]} is for a shell" if match is not None else ""
    if kind == "escaped":
        return written[1:], "" if written[1:].strip("\n") else "a backslash is for a shell"
    if kind == "single":
        return written[1:-1], "" if len(written) > 1 and written[-1] == "'" else "a quote is open"
    if _DOUBLE_QUOTED.fullmatch(written) is None:
        return "", "a quote is open"
    special = next((match[2] for match in _IN_DOUBLE_QUOTES.finditer(written, 1, len(written) - 1) if match[2]), "")
    value = _IN_DOUBLE_QUOTES.sub(lambda match: match[1] or match[0], written[1:-1])
    return value, f"{special} is for a shell" if special else ""


def _write_array(scene: Scene, instruction: PlacedInstruction, text: PlacedWord, words: list[_Word]) -> list[Edit]:
    """Give the edits that make an array of words; what is on lines of its own stays there."""
    edits: list[Edit] = []
    for number, word in enumerate(words):
        is_first, is_last = number == 0, number == len(words) - 1
        new = f"{'[' if is_first else ''}{to_json(word.value)}{']' if is_last else ','}"
        start, end = text.offset + word.start, text.offset + word.end
        following = end if is_last else text.offset + words[number + 1].start
        if following > end and len(instruction.line.split(end, following)) == 1:
            # One blank is enough between elements on one line; a continuation stays as it is.
            new, end = f"{new} ", following
        edits += scene.replace(instruction, start, end, new)
    return edits


def to_json(text: str) -> str:
    """Give a text as a JSON string."""
    from json import dumps

    return dumps(text, ensure_ascii=False)


def judge_entrypoint(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Refuse an ENTRYPOINT that would get arguments which it has not had."""
    old, new = before.get("config", {}), after.get("config", {})
    is_used = old.get("Entrypoint") != new.get("Entrypoint") and new.get("Cmd")
    return "CMD would become its arguments, which a shell does not pass on" if is_used else ""


def fix_relative_directory(scene: Scene) -> list[Fix] | str:
    """Write the directory that a relative WORKDIR leads to."""
    instruction = scene.instruction("workdir")
    if instruction is None:
        return "it comes from a trigger"
    if _is_windows(scene):
        return "directories of Windows are left alone"
    stage = scene.compilation.trace.stages[scene.stage()]
    if stage is None or len(instruction.arguments) != 1:
        return "its words cannot be told apart"
    before, reached = _directories_around(scene, stage)
    if _WINDOWS_PATH.search(reached):
        return "it may be a path of Windows"
    text = instruction.arguments[0]
    path = text.text.strip("'\"")
    start = text.offset + text.text.index(path)
    if _PLAIN_PATH.fullmatch(path) and _PLAIN_PATH.fullmatch(reached):
        edits = scene.replace(instruction, start, start + len(path), reached)
    else:
        base, skipped = _climb(before, path)
        edits = scene.replace(instruction, start, start + skipped, "/" if base == "/" else f"{base}/")
    is_assumed = any(each.is_assumed for each in scene.compilation.trace.chain(stage.index))
    # What a variable holds may be an absolute path in another build.
    is_certain = not is_assumed and not path.startswith("$")
    may_change: frozenset[str] = frozenset() if is_certain else frozenset(("config.WorkingDir", HISTORY))
    return [Fix(scene.finding, "write the whole path", edits, may_change)]


def _directories_around(scene: Scene, stage: StageTrace) -> tuple[str, str]:
    """Give the working directory before the instruction of the finding, and behind it."""
    directory = "/"
    for link in scene.compilation.trace.chain(stage.index):
        for record in link.records:
            for origin, path, _, value, _ in expand_record(record):
                if path != "config.WorkingDir":
                    continue
                if isinstance(origin, Instruction) and origin.lines[0] == scene.finding.lines[0]:
                    return directory, str(value)
                directory = str(value or "/")
    return directory, directory


def _climb(directory: str, path: str) -> tuple[str, int]:
    """Give the directory that the dots in front of a path lead to, and how many characters they are."""
    skipped = 0
    while match := re.match(r"\.\.?(?:/+|\Z)", path[skipped:]):
        if match[0].startswith(".."):
            directory = directory.rstrip("/").rpartition("/")[0] or "/"
        skipped += match.end()
    return directory.rstrip("/") or "/", skipped


def _is_windows(scene: Scene) -> bool:
    stage = scene.compilation.trace.stages[scene.stage()]
    chain = scene.compilation.trace.chain(stage.index) if stage is not None else []
    # What it starts from is the first record.
    records = chain[0].records[:1] if chain else []
    return any(isinstance(value, Platform) and value.os == "windows" for _, _, _, value, _ in records)

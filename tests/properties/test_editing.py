"""What an editor is told of a file, compared with what compiling changed files says.

The texts are those of the cases; with PREIMAGE_CORPUS also those of a file of such cases, PREIMAGE_CORPUS_LIMIT of them.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import preimage
from preimage.bases.static import StaticBases
from preimage.model.edits import apply_edits
from preimage.model.errors import DockerfileError, OptionError, PreimageError
from preimage.model.options import BuildRequest
from preimage.model.positions import PlacedInstruction, Position
from preimage.model.secret_names import is_secret_name
from preimage.model.visible import show_line
from preimage.server.completion import list_proposals
from preimage.server.document import Document
from preimage.server.hints import Hint, list_hints
from preimage.server.hover import code, find_hover
from preimage.server.lenses import list_lenses
from preimage.server.names import find_definitions, find_references, list_mentions
from preimage.server.references import find_mentions
from preimage.server.renaming import find_renamable, rename
from preimage.server.situation import Situation, View
from preimage.server.stages import StageText, list_stage_uses, split_stages
from preimage.server.structure import list_folds, list_symbols

CASES = Path(__file__).parent.parent / "conformance"
CORPUS = os.environ.get("PREIMAGE_CORPUS", "")
CORPUS_LIMIT = int(os.environ.get("PREIMAGE_CORPUS_LIMIT", "200"))
BASE = {
    "config": {
        "Env": ["PATH=/bin", "B=b  b"],
        "Cmd": ["base"],
        "Healthcheck": {"Test": ["CMD", "check"]},
    }
}
BASES = StaticBases({"*": BASE})
NEW_STAGE, NEW_ARG = "zzstage", "ZZARG"
PLATFORM = "linux/amd64"
LONGEST_LINE = 1500
_HINT_WIDTH = 50


def read_texts() -> Iterator[tuple[str, str]]:
    for name in ("checks", "stages", "words", "config"):
        for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[::18]:
            case = json.loads(line)
            yield case["id"], case.get("dockerfile", "")
    if CORPUS:
        with gzip.open(CORPUS, "rt", encoding="utf-8") as file:
            count = sum(1 for _ in file)
            file.seek(0)
            for line in itertools.islice(file, 0, None, max(1, count // CORPUS_LIMIT)):
                case = json.loads(line)
                yield case["id"], case["dockerfile"]


# Lines are counted and put together here as if all ended alike; the places of a long one are asked for one by one.
TEXTS = [
    pytest.param(text, id=name)
    for name, text in read_texts()
    if "\r" not in text and max(map(len, text.split("\n"))) < LONGEST_LINE
]


class _Project:
    """Gives every file one view, in which each base image has a command and a health check."""

    def open(self, path: str, data: bytes) -> Situation:
        request = BuildRequest(platform=PLATFORM, build_platform=PLATFORM, all_stages=True, has_notes=True)
        return Situation(request=request, bases=BASES, list_views=lambda: [View(PLATFORM, request, BASES)])

    def lock_command(self, path: str) -> list[str]:
        return []


def open_text(text: str) -> Document:
    return Document(
        _Project(), "/w/Dockerfile", text.encode("utf-8", "replace").decode(), 1, "utf-16", "file:///w/Dockerfile"
    )


def open_readable(text: str) -> Document:
    """Open a text; one at fault ends the test, since nothing is compiled to compare with."""
    document = open_text(text)
    return document if document.checked.error is None else open_text("FROM a\n")


def compile_lines(lines: list[str], target: str | None = None):
    """Give the image of lines and its warnings; None: they have a fault."""
    try:
        text = "".join(f"{line}\n" for line in lines)
        return preimage.compile(
            text.encode("utf-8", "surrogateescape"),
            target=target,
            build_platform=PLATFORM,
            bases=BASES,
            all_stages=True,
        )
    except DockerfileError:
        return None


def list_places(document: Document) -> list[Position]:
    """Give all places where something begins or ends."""
    places = set()
    for instruction in document.instructions:
        for word in (instruction.keyword, *instruction.flags, *instruction.arguments):
            places |= {word.start, word.end}
    for _, mention in list_mentions(document):
        places |= {mention.start, mention.name_start, mention.end}
    for use in list_stage_uses(split_stages(document.instructions)[1]):
        places |= {use.start, use.end}
    return sorted(places)


@pytest.mark.parametrize("text", TEXTS)
def test_everything_can_be_asked_everywhere(text: str) -> None:
    document = open_text(text)
    last = len(document.lines)
    assert len(list_lenses(document)) <= len(split_stages(document.instructions)[1])
    assert all(1 <= fold.first < fold.last <= last for fold in list_folds(document))
    assert all(symbol.start <= symbol.mark[0] <= symbol.mark[1] <= symbol.end for symbol in list_symbols(document))
    assert all(1 <= hint.place[0] <= last for hint in list_hints(document, 1, last))
    for place in list_places(document):
        found = find_hover(document, place)
        assert found is None or found.text
        assert all(each.start <= place for each in list_proposals(document, place))
        try:
            (start, end), name = find_renamable(document, place)
        except OptionError as error:
            assert str(error)
        else:
            assert document.lines[start[0] - 1][start[1] - 1 : end[1] - 1] == name


@pytest.mark.parametrize("text", TEXTS)
def test_definitions_and_references_agree(text: str) -> None:
    document = open_text(text)
    for place in list_places(document):
        references = find_references(document, place, with_definitions=True)
        for definition in find_definitions(document, place):
            assert definition in references, place
        for start, _ in references:
            assert find_references(document, start, with_definitions=True) == references, (place, start)


@pytest.mark.parametrize("text", TEXTS)
def test_other_names_leave_the_images_as_they_are(text: str) -> None:
    document = open_readable(text)
    stages = split_stages(document.instructions)[1]
    names = [stage.name.lower() for stage in stages]
    targets = [None, *(name for name in names if name and names.count(name) == 1)]
    starts = {use.start for use in list_stage_uses(stages)}
    seen: set[Position] = set()
    for place in sorted(starts | {mention.name_start for _, mention in list_mentions(document)}):
        new = NEW_STAGE if place in starts else NEW_ARG
        try:
            edits = rename(document, place, new)
        except OptionError:
            continue
        if edits[0].start in seen:
            continue
        seen.update(edit.start for edit in edits)
        after = apply_edits(document.text.data, edits).decode().split("\n")
        old = edits[0].old
        for target in targets:
            before, now = (
                compile_lines(document.lines, target),
                compile_lines(after, new if place in starts and target == old.lower() else target),
            )
            assert before is not None
            assert now is not None, (place, target)
            assert now.image.to_json().replace(new, old) == before.image.to_json(), (place, target)


@pytest.mark.parametrize("text", TEXTS)
def test_values_are_those_that_an_instruction_gets(text: str) -> None:
    """The instruction is replaced by a LABEL of the reference, whose value then stands in the image."""
    document = open_readable(text)
    for stage in split_stages(document.instructions)[1]:
        for instruction in stage.instructions:
            mentions = find_mentions(instruction, document.lines)
            if any(is_secret_name(mention.name) for mention in mentions):
                continue
            outer_end = (0, 0)
            for mention in mentions:
                # What stands inside of another reference may never be looked up.
                if not mention.is_expanded or mention.start < outer_end:
                    continue
                outer_end = mention.end
                probe = compile_lines([*document.lines[: instruction.lines[0] - 1], f'LABEL zz="{mention.text}"'])
                if probe is None:
                    continue
                value = show_line(probe.image.config.labels["zz"])
                found = find_hover(document, mention.start)
                assert found is not None
                wanted = f"is {code(value)}" if value else "is empty"
                assert wanted in found.text or (not value and "is not set" in found.text), (mention.start, value)
                hints = [hint.text for hint in list_hints(document, *instruction.lines) if hint.place == mention.end]
                assert [hint[:_HINT_WIDTH] for hint in hints] in (
                    [f"= {value}"[:_HINT_WIDTH]],
                    ['= ""' if not value else "?"],
                    ["= (not set)" if not value else "?"],
                ), (mention.start, value)


def hints_of(document: Document, instruction: PlacedInstruction) -> list[Hint]:
    return list_hints(document, *instruction.lines)


@pytest.mark.parametrize("text", TEXTS)
def test_hints_say_what_the_image_has_there(text: str) -> None:
    document = open_readable(text)
    for stage in split_stages(document.instructions)[1]:
        compare_start(document, stage)
        for instruction in stage.instructions:
            keyword = instruction.keyword.text.lower()
            if keyword in ("run", "cmd", "entrypoint"):
                compare_shell(document, instruction, keyword)


def compare_start(document: Document, stage: StageText) -> None:
    start = compile_lines(document.lines[: stage.source.lines[1]])
    if start is None:
        return
    check = start.image.config.healthcheck
    is_there = check is not None and bool(check.test) and check.test[0] != "NONE"
    shown = [hint for hint in hints_of(document, stage.source) if hint.text.startswith("inherits HEALTHCHECK ")]
    assert len(shown) == is_there, stage.source.lines


def compare_shell(document: Document, instruction: PlacedInstruction, keyword: str) -> None:
    first, last = instruction.lines
    before, after = compile_lines(document.lines[: first - 1]), compile_lines(document.lines[:last])
    if before is None or after is None:
        return
    hints = hints_of(document, instruction)
    old, new = before.image.config, after.image.config
    if keyword == "entrypoint":
        is_cleared = bool(old.cmd) and not new.cmd
        shown = [hint for hint in hints if hint.text.startswith("clears CMD of the base: ")]
        assert len(shown) == is_cleared, instruction.lines
    arguments = instruction.arguments
    is_shell_form = bool(arguments) and arguments[0].kind == "text"
    is_told = is_shell_form and (keyword != "run" or bool(old.shell))
    shell = " ".join(old.shell or ["/bin/sh", "-c"])
    shown = [hint for hint in hints if hint.place == instruction.keyword.end]
    assert [hint.text[:_HINT_WIDTH] for hint in shown] == ([shell[:_HINT_WIDTH]] if is_told else []), instruction.lines
    if is_told:
        words = new.cmd if keyword == "cmd" else new.entrypoint if keyword == "entrypoint" else []
        assert " ".join(words).startswith(shell) or shell in after.image.history[-1].created_by


def test_error_of_a_name_is_one_of_our_own() -> None:
    document = open_text("FROM a AS b\nARG c\n")
    for new in ("", " ", "\n", "$", "a" * 10_000, "é", "\ud800", "a b", "FROM", "0"):
        for place in ((1, 11), (2, 5)):
            try:
                rename(document, place, new)
            except PreimageError as error:
                assert str(error)

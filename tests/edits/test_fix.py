from __future__ import annotations

import preimage
from preimage.edits.fix import Fix, Scene
from preimage.edits.source_text import SourceText
from preimage.model.edits import apply_edits
from preimage.model.findings import Finding

TEXT = b"FROM a\nENV a\\\nb \\\n  c\n"


def make_scene(lines: tuple[int, ...]) -> Scene:
    text = SourceText(TEXT, preimage.locate_words(TEXT))
    compilation = preimage.compile(TEXT, unresolved="empty")
    return Scene(text, compilation, Finding("LegacyKeyValueFormat", "", lines))


def test_instruction_of_a_finding() -> None:
    scene = make_scene((2, 3, 4))
    found = scene.instruction("env", "label")
    assert found is not None
    assert found.lines == (2, 4)
    assert scene.instruction("from") is None
    assert make_scene(()).instruction() is None


def test_stretch_over_lines_is_replaced_on_the_last() -> None:
    scene = make_scene((2,))
    instruction = scene.instruction()
    assert instruction is not None
    name = instruction.arguments[0]
    edits = scene.replace(instruction, name.offset, name.offset + 2, "xyz")
    assert apply_edits(TEXT, edits) == b"FROM a\nENV \\\nxyz \\\n  c\n"


def test_word_is_replaced_as_a_whole() -> None:
    scene = make_scene((2,))
    instruction = scene.instruction()
    assert instruction is not None
    edits = scene.replace_word(instruction, instruction.keyword, "LABEL")
    assert apply_edits(TEXT, edits) == b"FROM a\nLABEL a\\\nb \\\n  c\n"


def test_insertions_before_and_behind() -> None:
    scene = make_scene((2,))
    instruction = scene.instruction()
    assert instruction is not None
    name = instruction.arguments[0]
    before = scene.replace(instruction, name.offset, name.offset, "<")
    behind = scene.insert_behind(instruction, name.offset + 1, ">")
    assert apply_edits(TEXT, [*before, behind]) == b"FROM a\nENV <a>\\\nb \\\n  c\n"


def test_a_fix_is_safe_if_nothing_may_change() -> None:
    finding = Finding("FromAsCasing", "", (1,))
    assert Fix(finding, "", []).is_safe
    assert not Fix(finding, "", [], frozenset(("author",))).is_safe

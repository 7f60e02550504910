from __future__ import annotations

import pytest

import preimage
from preimage.bases.empty import EmptyBases
from preimage.edits import fixing
from preimage.edits.fix import Fix, NoFix, Scene
from preimage.edits.fixing import find_fixes, fix_text
from preimage.edits.rule_fixes import FIXES, explain_missing
from preimage.edits.source_text import SourceText
from preimage.fix_api import RequestCompiler
from preimage.model.options import BuildRequest

TEXT = "FROM a as b\nENV a b\nENV c d\nRUN $e\n"


def compiler() -> RequestCompiler:
    return RequestCompiler(BuildRequest(all_stages=True, build_platform="linux/amd64"), EmptyBases())


def spoil(scene: Scene) -> list[Fix]:
    """Make a fix that changes the image for a value of 2, and one that does not."""
    instruction = scene.instruction()
    assert instruction is not None
    name, value = instruction.arguments
    end = value.offset + len(value.text)
    bad = scene.replace(instruction, name.offset + 1, end, "=3" if value.text == "2" else f"={value.text}")
    good = scene.replace(instruction, name.offset + 1, end, f"={value.text}")
    return [Fix(scene.finding, "bad", bad), *([Fix(scene.finding, "good", good)] if name.text != "x" else [])]


def test_all_is_fixed_at_once_and_then_nothing(fix) -> None:
    result = fix(TEXT)
    assert result.data == b"FROM a AS b\nENV a=b\nENV c=d\nRUN $e\n"
    assert [each.finding.rule for each in result.applied] == ["FromAsCasing", *["LegacyKeyValueFormat"] * 2]
    assert not fix(result.data).is_changed


def test_only_wanted_rules(fix) -> None:
    result = fix_text(TEXT.encode(), compiler(), is_wanted=lambda rule: rule == "FromAsCasing")
    assert result.data == TEXT.replace(" as ", " AS ").encode()
    assert {each.reason for each in result.left} == {"switched off"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM a as b\nHEALTHCHECK x\n", id="does not parse"),
        pytest.param("FROM a as b\nEXPOSE x\n", id="does not compile"),
        pytest.param("", id="empty"),
    ],
)
def test_error_leaves_the_file_alone(fix, text: str) -> None:
    result = fix(text)
    assert not result.is_changed
    assert result.error is not None


def test_fix_whose_proof_fails_is_dropped(fix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FIXES, "LegacyKeyValueFormat", spoil)
    result = fix("FROM a\nENV a 1\nENV x 2\nENV b 2\nENV c 1\n")
    # Of two ways the one that holds is taken, and others are made all the same.
    assert result.data == b"FROM a\nENV a=1\nENV x 2\nENV b=2\nENV c=1\n"
    reason = "its proof failed: config.Env of the image would change"
    assert [(each.finding.lines, each.reason) for each in result.dropped] == [((3,), reason)]
    assert result.left == result.dropped


def test_fix_that_does_not_hold_is_found_by_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FIXES, "LegacyKeyValueFormat", spoil)
    own = compiler()
    data = "".join(f"FROM a AS s{number}\nENV c {1 + (number == 120)}\n" for number in range(200)).encode()
    own.check(data)
    one = own.steps
    result = fix_text(data.replace(b"ENV c 2", b"ENV x 2"), own)
    assert (len(result.applied), len(result.dropped)) == (199, 1)
    # All at once, all but one, and that one, each in up to five situations; to halve them would take twice as much.
    assert own.steps < 30 * one


def test_rounds_are_bounded(fix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixing, "MOST_ROUNDS", 1)
    result = fix(TEXT)
    assert result.data == b"FROM a AS b\nENV a=b\nENV c=d\nRUN $e\n"


def test_fixes_are_found_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FIXES, "LegacyKeyValueFormat", spoil)
    data = b"FROM a as b\nENV x 2\nENV b 2\nENV $c=d\n"
    compilation = preimage.compile(data, unresolved="empty", build_platform="linux/amd64")
    found = find_fixes(data, compilation, compiler())
    assert [(each.finding.rule, each.title if isinstance(each, Fix) else each.reason) for each in found] == [
        ("FromAsCasing", "write AS"),
        ("LegacyKeyValueFormat", "its proof failed: config.Env of the image would change"),
        ("LegacyKeyValueFormat", "good"),
        ("UndefinedVar", explain_missing("UndefinedVar")),
    ]
    assert isinstance(found[-1], NoFix)
    assert find_fixes(data, compilation, compiler(), compilation.warnings[2:3]) == found[2:3]


def test_error_of_words_that_cannot_be_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    def misplace(scene: Scene) -> list[Fix]:
        return [Fix(scene.finding, "", [scene.text.replace("R", (9, 1), (9, 1), "")])]

    monkeypatch.setitem(FIXES, "FromAsCasing", misplace)
    data = b"FROM a as b\n"
    compilation = preimage.compile(data, unresolved="empty")
    text = SourceText(data, preimage.locate_words(data))
    found = fixing.make_ways(text, compilation, compilation.warnings[0])
    assert isinstance(found, NoFix)
    assert found.reason == "its words cannot be placed: there is no line 9, column 1"


def test_edits_that_touch_each_other_wait_for_the_next_round(fix, monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_all(scene: Scene) -> list[Fix]:
        instruction = scene.instruction()
        assert instruction is not None
        edits = scene.replace(instruction, 0, len(instruction.line.text), instruction.line.text.upper())
        return [Fix(scene.finding, "", edits)]

    monkeypatch.setitem(FIXES, "ConsistentInstructionCasing", raise_all)
    result = fix("FROM a\nUSER a\nenv A B\n")
    assert result.data == b"FROM a\nUSER a\nENV A=B\n"
    assert len(result.applied) == 2

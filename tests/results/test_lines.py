from __future__ import annotations

import pytest

from preimage.model.errors import OptionError


def losses(answer) -> list[tuple[str, object, str, object]]:
    return [(loss.path, loss.key, loss.reason, loss.by.lines if loss.by is not None else None) for loss in answer.lost]


def test_last_writer_is_what_undid_it(compile_text) -> None:
    answer = compile_text("FROM a\nUSER 1\nUSER 2\nUSER 3").line(2)
    assert answer.sets == (("config.User", None),)
    assert losses(answer) == [("config.User", None, "overwritten-later", (4, 4))]


def test_cleared_and_set_again_is_overwritten(compile_text) -> None:
    text = "FROM a AS b\nCMD x\nFROM b\nENTRYPOINT y\nCMD z"
    assert losses(compile_text(text).line(2))[0] == ("config.Cmd", None, "overwritten-later", (5, 5))


def test_from_sets_what_base_triggers_and_defaults_gave(compile_text) -> None:
    answer = compile_text("FROM a\nUSER y", base={"Cmd": ["c"], "OnBuild": ["USER x", "LABEL l=1"]}).line(1)
    assert dict.fromkeys(answer.sets) == dict.fromkeys(
        [
            ("architecture", None),
            ("os", None),
            ("config.Cmd", None),
            ("config.Env", "PATH"),
            ("config.User", None),
            ("config.Labels", "l"),
        ]
    )
    assert losses(answer) == [("config.User", None, "overwritten-later", (2, 2))]


def test_from_of_a_child_sets_nothing_of_its_parent(compile_text) -> None:
    assert compile_text("FROM a AS b\nUSER x\nFROM b\n").line(3).sets == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [(1, "no-instruction"), (3, "history-only"), (5, "history-only"), (6, "history-only"), (7, "history-only")],
)
def test_lines_without_effect(compile_text, line: int, reason: str) -> None:
    text = "# c\nFROM a\nRUN <<E\nx\nE\nCOPY a b\nARG A\nADD a b"
    assert compile_text(text).line(line).reason == reason


def test_stage_that_is_not_needed(compile_text) -> None:
    answer = compile_text("FROM a AS b\nUSER x\nFROM a").line(2)
    assert (answer.reason, answer.sets, answer.stage.name) == ("stage-not-reached", (), "b")


def test_stage_of_which_only_files_are_copied(compile_text) -> None:
    answer = compile_text("FROM a AS b\nUSER x\nUSER y\nFROM a\nCOPY --from=b c d").line(2)
    assert losses(answer) == [("config.User", None, "only-copied-from", None)]


def test_trigger_that_ran_in_two_stages_counts_where_the_image_has_it(compile_text) -> None:
    text = "FROM a AS b\nONBUILD USER x\nFROM b AS c\nFROM b\nCOPY --from=c a b"
    answer = compile_text(text).line(2)
    assert answer.survives == (("config.User", None),)
    assert losses(answer) == [("config.OnBuild", 0, "triggers-not-inherited-by-stage", (4, 4))]


def test_label_of_an_option_undoes_that_of_the_file(compile_text) -> None:
    (loss,) = compile_text("FROM a\nLABEL l=1", labels={"l": "2"}).line(2).lost
    assert (loss.reason, loss.by.name) == ("overwritten-later", "--label")
    assert loss.to_dict()["by"]["name"] == "--label"
    assert repr(loss).startswith("Loss('config.Labels', 'l', 'overwritten-later', Cause('option'")


def test_error_line_outside_the_file(compile_text) -> None:
    with pytest.raises(OptionError, match="^line 2 is outside the file, which has 1 lines$"):
        compile_text("FROM a").line(2)


def test_text_of_an_answer(compile_text) -> None:
    assert repr(compile_text("FROM a\nUSER x").line(2)) == (
        "LineExplanation(2, 'USER', sets=(('config.User', None),), reason=None)"
    )

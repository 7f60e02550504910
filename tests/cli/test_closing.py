from __future__ import annotations

from preimage.cli.closing import Closing


def test_lines_are_said_once() -> None:
    closing = Closing()
    closing.add(lambda is_whole: ["a", "b"] if is_whole else ["cut"])
    closing.add(lambda is_whole: ["b", "c"])
    assert closing.take() == ["a", "b", "c"]
    assert closing.take() == []


def test_run_that_was_cut_short() -> None:
    closing = Closing()
    closing.is_cut = True
    closing.add(lambda is_whole: ["whole"] if is_whole else ["cut"])
    assert closing.take() == ["cut"]


def test_next_command_starts_anew() -> None:
    closing = Closing()
    closing.add(lambda is_whole: ["a"])
    closing.is_cut = True
    closing.reset()
    assert closing.take() == []
    closing.add(lambda is_whole: [str(is_whole)])
    assert closing.take() == ["True"]

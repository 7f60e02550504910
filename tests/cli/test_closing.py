from __future__ import annotations

from preimage.cli.closing import list_closing, note_cut, open_closing, say_at_end


def test_lines_are_said_once() -> None:
    open_closing()
    say_at_end(lambda is_whole: ["a", "b"] if is_whole else ["cut"])
    say_at_end(lambda is_whole: ["b", "c"])
    assert list_closing(is_whole=True) == ["a", "b", "c"]
    assert list_closing(is_whole=False) == ["cut", "b", "c"]
    note_cut()
    assert list_closing(is_whole=True) == ["cut", "b", "c"]


def test_next_command_starts_anew() -> None:
    say_at_end(lambda is_whole: [str(is_whole)])
    note_cut()
    open_closing()
    assert list_closing(is_whole=True) == []
    say_at_end(lambda is_whole: [str(is_whole)])
    assert list_closing(is_whole=True) == ["True"]
    open_closing()

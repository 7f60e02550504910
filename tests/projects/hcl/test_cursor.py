from __future__ import annotations

import pytest

from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.diagnostics import HclError
from preimage.projects.hcl.source import Source


def test_newlines_are_passed_over_where_they_do_not_count() -> None:
    cursor = Cursor(Source("x", "a\n\nb"))
    assert cursor.text_of(cursor.read()) == "a"
    assert cursor.peek().kind == "newline"
    cursor.newlines.append(False)
    assert cursor.is_word(cursor.peek(), "b")
    assert not cursor.take("newline")
    assert cursor.take("ident")
    assert [cursor.read().kind for _ in range(2)] == ["eof", "eof"]


def test_a_cursor_finds_the_end_that_closes() -> None:
    cursor = Cursor(Source("x", "a [ b ] c ] d"))
    first = cursor.peek()
    assert cursor.recover("]").start == 10
    assert cursor.span_to_last(first).end == 11
    assert cursor.recover("]").kind == "eof"


def test_error_faults_of_the_text_come_first() -> None:
    with pytest.raises(HclError) as caught:
        Cursor(Source("x", "a = = @"))
    assert str(caught.value) == "x:1,7-8: Invalid character; This character is not used within the language."

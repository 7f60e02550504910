from __future__ import annotations

from preimage.scan.marks import Marks


def test_numbers_are_marked_and_counted_once() -> None:
    marks = Marks()
    for number in (0, 7, 8, 100_000, 7, 0):
        marks.add(number)
    assert marks.count == 4
    assert [number for number in range(100_010) if number in marks] == [0, 7, 8, 100_000]
    assert 10**9 not in marks

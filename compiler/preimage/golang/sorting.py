"""Sorting in the steps of Go's ``sort.Slice``, for lists whose equal elements must end up where Go leaves them.

Go's sort is deterministic, but not stable beyond 12 elements: the order of equal ones comes from the very comparisons
and exchanges that it makes (pattern-defeating quicksort, the constants of Go 1.26).

Source: docs/reference/text.md, "Sorting".
"""

from __future__ import annotations

from collections.abc import Callable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    T = TypeVar("T")

_MOST_FOR_INSERTION = 12
_LEAST_FOR_NINTHER = 50
_LEAST_FOR_REPAIR = 50
_MOST_REPAIRS = 5
_MOST_EXCHANGES = 12
_64_BITS = (1 << 64) - 1


def sort_like_go(items: list[T], less: Callable[[T, T], bool]) -> None:
    """Sort the list in place; ``less`` tells whether its first argument must come before its second."""
    if len(items) <= _MOST_FOR_INSERTION:
        _Sorter(items, less).insertion_sort(0, len(items))
    else:
        _Sorter(items, less).sort(0, len(items), len(items).bit_length())


class _Sorter:
    """The steps of the sort; a range is ``start`` up to, not including, ``end``."""

    __slots__ = ("items", "less")

    def __init__(self, items: list[Any], less: Callable[[Any, Any], bool]) -> None:
        self.items = items
        self.less = less

    def _is_less(self, first: int, second: int) -> bool:
        return self.less(self.items[first], self.items[second])

    def _swap(self, first: int, second: int) -> None:
        items = self.items
        items[first], items[second] = items[second], items[first]

    def sort(self, start: int, end: int, budget: int) -> None:
        """Sort a range; ``budget`` is how many more unbalanced partitions are borne before a heap sort."""
        is_balanced = is_partitioned = True
        while True:
            length = end - start
            if length <= _MOST_FOR_INSERTION:
                self.insertion_sort(start, end)
                return
            if budget == 0:
                self._heap_sort(start, end)
                return
            if not is_balanced:
                self._shuffle(start, end)
                budget -= 1
            pivot, exchanges = self._choose_pivot(start, end)
            if exchanges == _MOST_EXCHANGES:
                self.items[start:end] = self.items[start:end][::-1]
                pivot, exchanges = start + end - 1 - pivot, 0
            if is_balanced and is_partitioned and exchanges == 0 and self._repair(start, end):
                return
            if start > 0 and not self._is_less(start - 1, pivot):
                start = self._partition_equal(start, end, pivot)
                continue
            middle, is_partitioned = self._partition(start, end, pivot)
            left, right = middle - start, end - middle
            is_balanced = min(left, right) >= length // 8
            if left < right:
                self.sort(start, middle, budget)
                start = middle + 1
            else:
                self.sort(middle + 1, end, budget)
                end = middle

    def insertion_sort(self, start: int, end: int) -> None:
        for last in range(start + 1, end):
            at = last
            while at > start and self._is_less(at, at - 1):
                self._swap(at, at - 1)
                at -= 1

    def _heap_sort(self, start: int, end: int) -> None:
        length = end - start
        for root in range((length - 1) // 2, -1, -1):
            self._sift_down(root, length, start)
        for last in range(length - 1, -1, -1):
            self._swap(start, start + last)
            self._sift_down(0, last, start)

    def _sift_down(self, root: int, length: int, start: int) -> None:
        while (child := 2 * root + 1) < length:
            if child + 1 < length and self._is_less(start + child, start + child + 1):
                child += 1
            if not self._is_less(start + root, start + child):
                return
            self._swap(start + root, start + child)
            root = child

    def _shuffle(self, start: int, end: int) -> None:
        """Move three elements of the middle to places that look random, but depend on the length only."""
        length = end - start
        mask = (1 << length.bit_length()) - 1
        number = length
        centre = start + 2 * (length // 4)
        for at in (centre - 1, centre, centre + 1):
            number ^= number << 13 & _64_BITS
            number ^= number >> 7
            number ^= number << 17 & _64_BITS
            other = number & mask
            self._swap(at, start + (other - length if other >= length else other))

    def _choose_pivot(self, start: int, end: int) -> tuple[int, int]:
        """Give the position of the pivot and how many exchanges it took to find it."""
        quarter = (end - start) // 4
        places = [start + quarter, start + 2 * quarter, start + 3 * quarter]
        exchanges = 0
        if end - start >= _LEAST_FOR_NINTHER:
            for index, place in enumerate(places):
                places[index], more = self._median(place - 1, place, place + 1)
                exchanges += more
        pivot, more = self._median(*places)
        return pivot, exchanges + more

    def _median(self, first: int, second: int, third: int) -> tuple[int, int]:
        """Give the position of the median and how many positions were exchanged to find it."""
        exchanges = 0
        if self._is_less(second, first):
            first, second, exchanges = second, first, exchanges + 1
        if self._is_less(third, second):
            second, third, exchanges = third, second, exchanges + 1
        if self._is_less(second, first):
            first, second, exchanges = second, first, exchanges + 1
        return second, exchanges

    def _repair(self, start: int, end: int) -> bool:
        """Try to sort a range that looks nearly sorted with a few shifts; tell whether it is sorted now."""
        at = start + 1
        for _ in range(_MOST_REPAIRS):
            while at < end and not self._is_less(at, at - 1):
                at += 1
            if at == end:
                return True
            if end - start < _LEAST_FOR_REPAIR:
                return False
            self._swap(at, at - 1)
            if at - start >= 2:
                # Not bounded by the start of the range: what lies before it is never greater.
                for left in range(at - 1, 0, -1):
                    if not self._is_less(left, left - 1):
                        break
                    self._swap(left, left - 1)
            if end - at >= 2:
                for right in range(at + 1, end):
                    if not self._is_less(right, right - 1):
                        break
                    self._swap(right, right - 1)
        return False

    def _partition_equal(self, start: int, end: int, pivot: int) -> int:
        """Bring all that are not greater than the pivot to the front; give where the greater ones start."""
        self._swap(start, pivot)
        low, high = start + 1, end - 1
        while True:
            while low <= high and not self._is_less(start, low):
                low += 1
            while low <= high and self._is_less(start, high):
                high -= 1
            if low > high:
                return low
            self._swap(low, high)
            low, high = low + 1, high - 1

    def _partition(self, start: int, end: int, pivot: int) -> tuple[int, bool]:
        """Move items less than the pivot to its left; give the place of the pivot, and whether no item had to move."""
        self._swap(start, pivot)
        low, high = start + 1, end - 1
        was_partitioned = True
        while True:
            while low <= high and self._is_less(low, start):
                low += 1
            while low <= high and not self._is_less(high, start):
                high -= 1
            if low > high:
                break
            self._swap(low, high)
            low, high = low + 1, high - 1
            was_partitioned = False
        self._swap(high, start)
        return high, was_partitioned

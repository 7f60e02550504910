"""Which of many numbers were met, in a bit for each."""

from __future__ import annotations


class Marks:
    """A set of numbers from 0, such as those of rows: as large as the greatest of them says, a bit for each."""

    __slots__ = ("_bits", "count")

    def __init__(self) -> None:
        self._bits = bytearray()
        self.count = 0

    def add(self, number: int) -> None:
        """Take note of a number."""
        place, bit = number >> 3, 1 << (number & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(max(place + 1 - len(self._bits), len(self._bits))))
        if not self._bits[place] & bit:
            self._bits[place] |= bit
            self.count += 1

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] & 1 << (number & 7))

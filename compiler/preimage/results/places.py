"""From a line of a Dockerfile to the instruction there."""

from __future__ import annotations

from bisect import bisect_right

from preimage.model.errors import OptionError
from preimage.model.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.instructions import Dockerfile, Instruction


class Place:
    """An instruction of the file, and the stage it stands in; None: above the first FROM."""

    __slots__ = ("instruction", "stage")

    def __init__(self, instruction: Instruction, stage: int | None) -> None:
        self.instruction = instruction
        self.stage = stage

    @property
    def is_from(self) -> bool:
        return isinstance(self.instruction, From)


class Places:
    """The instructions of a file in order of their lines."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self.places = [Place(arg, None) for arg in dockerfile.global_args]
        for index, stage in enumerate(dockerfile.stages):
            self.places.append(Place(stage.source, index))
            self.places += [Place(instruction, index) for instruction in stage.instructions]
        self._firsts = [place.instruction.lines[0] for place in self.places]
        self._line_count = dockerfile.line_count

    def check(self, line: int) -> None:
        """Refuse a line outside the file; the empty one behind its last newline is in it.

        Raises:
            OptionError: there is no such line.
        """
        if not 1 <= line <= self._line_count:
            raise OptionError(f"line {line} is outside the file, which has {self._line_count} lines")

    def at(self, line: int) -> Place | None:
        """Give the instruction that a line belongs to; None for a blank line, a comment, or a directive."""
        place = self._before(line)
        return place if place is not None and line in place.instruction.lines else None

    def region(self, line: int) -> int | None:
        """Give the stage that a line is in, from its FROM to the line above the next; None: above the first FROM."""
        place = self._before(line)
        return place.stage if place is not None else None

    def next_in(self, line: int) -> Place | None:
        """Give the instruction at a line, or the next one of the same stage; None: there is none."""
        found = self.at(line)
        if found is not None:
            return found
        number = bisect_right(self._firsts, line)
        if number < len(self.places) and self.places[number].stage == self.region(line):
            return self.places[number]
        return None

    def _before(self, line: int) -> Place | None:
        number = bisect_right(self._firsts, line)
        return self.places[number - 1] if number else None

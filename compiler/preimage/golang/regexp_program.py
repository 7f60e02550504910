"""Running Go's regular expressions: a tree becomes a program, and all its threads run side by side.

The first thread in order of preference that matches wins (leftmost-first), as in RE2. No place of the text meets an
instruction twice, so the time is at most the length of the text times that of the program.
"""

from __future__ import annotations

from preimage.golang.regexp_syntax import parse_pattern
from preimage.golang.regexp_tree import Anchor, Character, Group, Node, Repeat, UnsupportedPattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.golang.regexp_sets import CharacterSet

    Spans = tuple[tuple[int, int], ...]
    Captures = tuple[int, ...]
    Threads = list[tuple[int, Captures]]
    Spend = Callable[[int], None]

MAX_INSTRUCTIONS = 20_000

_TAKE, _SPLIT, _SAVE, _CHECK, _JUMP, _MATCH = range(6)
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_ENTRIES_A_STEP = 16


class Instruction:
    """One instruction; ``preferred`` and ``other`` are where it goes on, ``slot`` is what a save sets."""

    __slots__ = ("characters", "kind", "other", "place", "preferred", "slot")

    def __init__(self, kind: int, preferred: int) -> None:
        self.kind = kind
        self.preferred = preferred
        self.other = -1
        self.slot = -1
        self.place = ""
        self.characters: CharacterSet | None = None


class Program:
    """A compiled expression; ``cost`` is the steps that reading it took.

    Raises:
        PatternFault: the text is no expression.
        UnsupportedPattern: only google-re2 can run it.
    """

    __slots__ = ("_instructions", "_is_anchored", "cost", "groups", "names")

    def __init__(self, pattern: str) -> None:
        tree = parse_pattern(pattern)
        self.groups = tree.groups
        self.names = tree.names
        self._instructions = _Emitter().emit(tree.root)
        self.cost = len(pattern) + len(self._instructions)
        first = self._instructions[1]
        self._is_anchored = first.kind == _CHECK and first.place == "begin text"

    def find(self, text: str, at: int, spend: Spend) -> Spans | None:
        """Give where the first match at or behind a place lies, then where its groups do, (-1, -1) for none.

        Steps are handed to ``spend``, which may raise.
        """
        threads: Threads = []
        found: Captures | None = None
        nothing = (-1,) * (2 * self.groups + 2)
        spend(1 + len(nothing) // _ENTRIES_A_STEP)
        closure = _Closure(self._instructions, text)
        for place in range(at, len(text) + 1):
            if found is None and not (place and self._is_anchored):
                closure.add(0, nothing, place, threads)
            if not threads:
                if found is not None or self._is_anchored:
                    break
                spend(closure.take_steps())
                closure.begin()
                continue
            following: Threads = []
            closure.begin()
            found = self._step(threads, closure, place, following) or found
            spend(closure.take_steps())
            threads = following
        return None if found is None else tuple(zip(found[::2], found[1::2], strict=True))

    def _step(self, threads: Threads, closure: _Closure, place: int, following: Threads) -> Captures | None:
        """Move all threads over the character at a place; a match ends those that are less preferred."""
        text = closure.text
        character = text[place] if place < len(text) else None
        for number, captures in threads:
            instruction = self._instructions[number]
            if instruction.characters is None:
                return captures
            if character is not None and instruction.characters.has(character):
                closure.add(instruction.preferred, captures, place + 1, following)
        return None


class _Closure:
    """What can be reached at one place without a character; each instruction is met once."""

    __slots__ = ("_instructions", "_met", "_steps", "text")

    def __init__(self, instructions: list[Instruction], text: str) -> None:
        self.text = text
        self._instructions = instructions
        self._met: set[int] = set()
        self._steps = 0

    def begin(self) -> None:
        """Go on to the next place."""
        self._met = set()

    def take_steps(self) -> int:
        """Give how many steps there were since the last time."""
        steps, self._steps = self._steps, 0
        return steps + 1

    def add(self, start: int, captures: Captures, place: int, threads: Threads) -> None:
        """Add the threads that an instruction leads to, in order of preference."""
        waiting = [(start, captures)]
        while waiting:
            number, captures = waiting.pop()
            if number in self._met:
                continue
            self._met.add(number)
            self._steps += 1
            instruction = self._instructions[number]
            kind = instruction.kind
            if instruction.characters:
                self._steps += instruction.characters.weight
            if kind in (_TAKE, _MATCH):
                threads.append((number, captures))
                continue
            if kind == _SPLIT:
                waiting.append((instruction.other, captures))
            elif kind == _SAVE:
                slot = instruction.slot
                captures = (*captures[:slot], place, *captures[slot + 1 :])
                self._steps += len(captures) // _ENTRIES_A_STEP
            elif kind == _CHECK and not _is_at(instruction.place, self.text, place):
                continue
            waiting.append((instruction.preferred, captures))


def _is_at(name: str, text: str, place: int) -> bool:
    if name == "begin text":
        return place == 0
    if name == "end text":
        return place == len(text)
    if name == "begin line":
        return place == 0 or text[place - 1] == "\n"
    if name == "end line":
        return place == len(text) or text[place] == "\n"
    before = place > 0 and text[place - 1] in _WORD
    behind = place < len(text) and text[place] in _WORD
    return (before is not behind) is (name == "boundary")


class _Emitter:
    __slots__ = ("_instructions",)

    def __init__(self) -> None:
        self._instructions: list[Instruction] = []

    def emit(self, root: Group) -> list[Instruction]:
        self._emit_group(root)
        self._add(_MATCH)
        return self._instructions

    def _add(self, kind: int) -> Instruction:
        if len(self._instructions) >= MAX_INSTRUCTIONS:
            raise UnsupportedPattern(f"an expression of more than {MAX_INSTRUCTIONS} parts, those repeated included,")
        self._instructions.append(Instruction(kind, len(self._instructions) + 1))
        return self._instructions[-1]

    def _emit(self, node: Node) -> bool:
        """Emit a node; tells whether it may match without a character."""
        if isinstance(node, Group):
            return self._emit_group(node)
        if isinstance(node, Repeat):
            return self._emit_repeat(node)
        if isinstance(node, Character):
            self._add(_TAKE).characters = node.characters
            return False
        if isinstance(node, Anchor):
            self._add(_CHECK).place = node.place
        return True

    def _emit_group(self, group: Group) -> bool:
        # The root is group 0, the whole match; other groups of that number capture nothing.
        captures = bool(group.index) or not self._instructions
        if captures:
            self._add(_SAVE).slot = 2 * group.index
        ends: list[Instruction] = []
        last = len(group.alternatives) - 1
        may_be_empty = False
        for number, sequence in enumerate(group.alternatives):
            split = self._add(_SPLIT) if number < last else None
            may_be_empty |= self._emit_sequence(sequence)
            if split:
                ends.append(self._add(_JUMP))
                split.other = len(self._instructions)
        for end in ends:
            end.preferred = len(self._instructions)
        if captures:
            self._add(_SAVE).slot = 2 * group.index + 1
        return may_be_empty

    def _emit_sequence(self, sequence: list[Node]) -> bool:
        may_be_empty = True
        for node in sequence:
            may_be_empty &= self._emit(node)
        return may_be_empty

    def _emit_repeat(self, repeat: Repeat) -> bool:
        may_be_empty = True
        for _ in range(repeat.least - 1 if repeat.most < 0 else repeat.least):
            may_be_empty = self._emit(repeat.part)
        if repeat.most < 0:
            return self._emit_endless(repeat)
        skips = []
        for _ in range(repeat.most - repeat.least):
            skips.append(self._add(_SPLIT))
            self._emit(repeat.part)
        for skip in skips:
            self._lead(skip, skip.preferred, len(self._instructions), greedy=repeat.greedy)
        return may_be_empty

    def _emit_endless(self, repeat: Repeat) -> bool:
        skip = None if repeat.least else self._add(_SPLIT)
        start = len(self._instructions)
        may_be_empty = self._emit(repeat.part)
        if skip and not may_be_empty:
            self._add(_JUMP).preferred = start - 1
        else:
            # x* is (x+)? where x may be empty: one split for both would prefer the way out to what comes first.
            again = self._add(_SPLIT)
            self._lead(again, start, len(self._instructions), greedy=repeat.greedy)
        if skip:
            self._lead(skip, start, len(self._instructions), greedy=repeat.greedy)
        return may_be_empty or not repeat.least

    @staticmethod
    def _lead(split: Instruction, into: int, past: int, *, greedy: bool) -> None:
        split.preferred, split.other = (into, past) if greedy else (past, into)

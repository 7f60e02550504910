"""What a regular expression is made of once it was read, and the faults of reading it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.golang.regexp_sets import CharacterSet


class PatternFault(ValueError):
    """The text is no expression; ``reason`` is Go's, ``where`` the part of the text that it names."""

    def __init__(self, reason: str, where: str) -> None:
        super().__init__(reason, where)
        self.reason = reason
        self.where = where

    def __str__(self) -> str:
        return f"error parsing regexp: {self.reason}: `{self.where}`"


class UnsupportedPattern(ValueError):
    """The expression has what only google-re2 can run; ``str()`` names it."""


class Node:
    """A part of an expression; ``weight`` is how often repetitions around it may repeat what is in it."""

    __slots__ = ("weight",)

    def __init__(self, weight: int = 1) -> None:
        self.weight = weight


class Character(Node):
    """One character of a set."""

    __slots__ = ("characters",)

    def __init__(self, characters: CharacterSet) -> None:
        super().__init__()
        self.characters = characters


class Anchor(Node):
    """A place: begin text, begin line, end text, end line, boundary, no boundary."""

    __slots__ = ("place",)

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place


class Group(Node):
    """Alternatives, each of them a sequence; ``index`` is 0 where nothing is captured."""

    __slots__ = ("alternatives", "index")

    def __init__(self, alternatives: list[list[Node]], index: int) -> None:
        super().__init__(max((node.weight for sequence in alternatives for node in sequence), default=1))
        self.alternatives = alternatives
        self.index = index


class Repeat(Node):
    """A part that is repeated, ``most`` -1 being without end."""

    __slots__ = ("greedy", "least", "most", "part")

    def __init__(self, part: Node, least: int, most: int, *, greedy: bool) -> None:
        super().__init__(part.weight * max(1, least if most < 0 else most))
        self.part = part
        self.least = least
        self.most = most
        self.greedy = greedy


class Tree:
    """An expression that was read: its root, how many groups capture, and the index of each name."""

    __slots__ = ("groups", "names", "root")

    def __init__(self, root: Group, groups: int, names: dict[str, int]) -> None:
        self.root = root
        self.groups = groups
        self.names = names

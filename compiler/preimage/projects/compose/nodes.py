"""Values of Compose files with the place each came from, and what Go calls and prints them."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf, isnan
from typing import Union

Path = tuple[str, ...]
"""Where a value stands among the others: ``("services", "app", "build")``; ``[]`` or ``[0]`` for entries of lists."""


def join_path(path: Path) -> str:
    """Give a path as messages write it."""
    return ".".join(path)


class Fault(ValueError):
    """A fault of a Compose project, with the tool's text; the caller of the room turns it into a ProjectError.

    ``file`` and ``line`` (1-based) are where the value stands that is at fault, ``""`` and 0 where none is known.
    """

    def __init__(self, message: str, node: Node | None = None) -> None:
        super().__init__(message)
        self.file = node.file if node is not None else ""
        self.line = node.line if node is not None else 0


class Timestamp:
    """A date or time: YAML knows them, no key of a Compose file takes one."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timestamp) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


Value = Union[str, bool, int, float, None, Timestamp, "Mapping", "Sequence"]
"""What a node holds; the mappings keep the order of the file."""


class Node:
    """A value and where it was written: ``file`` is a path, ``line`` 1-based; ``""`` and 0 for what no file says."""

    __slots__ = ("file", "line", "value")

    def __init__(self, value: Value, file: str = "", line: int = 0) -> None:
        self.value = value
        self.file = file
        self.line = line

    def __repr__(self) -> str:
        return f"Node({self.value!r}, {self.file!r}, {self.line})"

    def with_value(self, value: Value) -> Node:
        """Give a node of another value at the same place."""
        return Node(value, self.file, self.line)

    def items(self) -> Iterator[tuple[str, Node]]:
        """Give the entries of a mapping; none of anything else."""
        return iter(self.value.items() if isinstance(self.value, dict) else ())

    def entries(self) -> list[Node]:
        """Give the entries of a list; none of anything else."""
        return self.value if isinstance(self.value, list) else []

    def get(self, key: str) -> Node | None:
        """Give an entry of a mapping; None where there is no such key or no mapping."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def text(self, key: str) -> str:
        """Give the text of an entry; ``""`` where it is missing or no text."""
        node = self.get(key)
        return node.value if node is not None and isinstance(node.value, str) else ""

    def plain(self) -> object:
        """Give the value without places: dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, list) else self.value


Mapping = dict[str, Node]
Sequence = list[Node]


def equal(first: Node, second: Node) -> bool:
    """Tell whether two values are equal as Go's ``reflect.DeepEqual`` has it, wherever they stand.

    ``1``, ``1.0`` and ``true`` are three values; the order of keys does not count.
    """
    one, two = first.value, second.value
    if type(one) is not type(two):
        return False
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(equal(node, two[key]) for key, node in one.items())
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(equal, one, two))
    return one == two


def count_values(node: Node) -> int:
    """Give how many values a value is made of, itself included."""
    count = 0
    pending = [node]
    while pending:
        value = pending.pop().value
        count += 1
        if isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return count


def type_name(value: Value) -> str:
    """Give the name of Go's type of a value, as ``%T`` prints it."""
    match value:
        case None:
            return "<nil>"
        case bool():
            return "bool"
        case int():
            return "int" if value < 1 << 63 else "uint64"
        case float():
            return "float64"
        case str():
            return "string"
        case dict():
            return "map[string]interface {}"
        case list():
            return "[]interface {}"
        case _:
            return "time.Time"


def print_value(value: Value) -> str:
    """Give a value as Go's ``%v`` prints it."""
    match value:
        case str():
            return value
        case None:
            return "<nil>"
        case bool():
            return "true" if value else "false"
        case float():
            return print_float(value)
        case dict():
            return f"map[{' '.join(f'{key}:{print_value(node.value)}' for key, node in sorted(value.items()))}]"
        case list():
            return f"[{' '.join(print_value(node.value) for node in value)}]"
        case Timestamp():
            return value.text
        case _:
            return str(value)


def print_float(number: float) -> str:
    """Give a float as Go's ``%v``: the fewest digits, with an exponent where that is below -4 or at least 6."""
    if isnan(number):
        return "NaN"
    if isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    if number == 0:
        return "-0" if str(number)[0] == "-" else "0"
    sign = "-" if number < 0 else ""
    digits, exponent = _shortest_digits(abs(number))
    if exponent < -4 or exponent >= 6:
        mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        return f"{sign}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    if len(digits) <= exponent + 1:
        return sign + digits + "0" * (exponent + 1 - len(digits))
    return f"{sign}{digits[: exponent + 1]}.{digits[exponent + 1 :]}"


def _shortest_digits(number: float) -> tuple[str, int]:
    """Give the fewest decimal digits that mean a number, and the exponent of the first of them."""
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    power = int(exponent or 0) + len(whole) - 1
    if whole.strip("0") == "":
        power = int(exponent or 0) - (len(fraction) - len(fraction.lstrip("0"))) - 1
    return digits.rstrip("0"), power


def print_as_text(value: Value) -> str:
    """Give a value as Go's ``%s`` prints it, which is meant for text and marks all that is none."""
    match value:
        case str():
            return value
        case dict():
            return f"map[{' '.join(f'{key}:{print_as_text(node.value)}' for key, node in sorted(value.items()))}]"
        case list():
            return f"[{' '.join(print_as_text(node.value) for node in value)}]"
        case None:
            return "%!s(<nil>)"
        case Timestamp():
            return value.text
        case _:
            return f"%!s({type_name(value)}={print_value(value)})"

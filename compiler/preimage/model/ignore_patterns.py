"""One pattern of an ignore file, matched as moby's pattern matcher does.

That matcher turns the pattern into a Go regular expression by simple replacement, and so has the quirks of both: in a
class ``*`` and ``?`` are replaced too, ``\\d`` is a digit and ``^`` means the start. The expression is run here by
following all its states at once, so no pattern takes more than (length of path) x (length of pattern) steps.

Source: docs/reference/checks/copy-ignored-file.md, "Patterns".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from preimage.golang.text import replace_invalid
from preimage.model.limits import CELLS_A_STEP, DEFAULT_LIMITS, Budget

BAD_PATTERN = "syntax error in pattern"

_ESCAPED_OR_PLAIN = r"(?:\\(?:[^\ud800-\udfff])|[^-\]\\\ud800-\udfff])"
_VALID = re.compile(
    rf"(?:[^\[\\]|\\[\s\S]|\[\^?+(?:{_ESCAPED_OR_PLAIN}(?:-{_ESCAPED_OR_PLAIN})?+)++\])*+",
    re.DOTALL,
)

_MEANT_LITERALLY = frozenset(".+()|{}$")
_PIECE = re.compile(r"\(\.\*/\)\?|\.\*|\\[\s\S]|[\s\S]")
_NAMED_CLASS = re.compile(r"\[:(\^?)([a-z]+):\]")

_LETTER_ESCAPES = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_PERL_CLASSES = {"d": "0-9", "s": r"\t\n\f\r ", "w": "0-9A-Za-z_"}
_NAMED_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}


class UnreadablePattern(ValueError):
    """A pattern that passed the check of its syntax, but is no regular expression, such as ``[z-a]``."""


class IgnorePattern:
    """A cleaned pattern, without the ``!`` of an exception.

    Raises:
        ValueError: ``syntax error in pattern``: an open class or a backslash at the end.
    """

    __slots__ = ("_program", "text")

    def __init__(self, text: str) -> None:
        if _VALID.fullmatch(text) is None:
            raise ValueError(BAD_PATTERN)
        self.text = text
        self._program: _Program | None = None

    def excludes(self, path: str, budget: Budget | None = None) -> bool:
        """Tell whether the pattern matches the whole of a clean path, or one of its leading directories.

        Those of ``a/b/c`` are ``a`` and ``a/b``; the first one of an absolute path is the empty text, and what stands
        directly below the root has the root too.

        Raises:
            UnreadablePattern: The pattern has an invalid range, or an escape that Go does not know.
            LimitError: the budget is used up.
        """
        text = self.text
        budget = budget or Budget(DEFAULT_LIMITS)
        budget.spend_ignoring(5 + (len(path) + len(text)) // CELLS_A_STEP)
        # Most patterns are plain names, with two stars at one end at most: those are compared as text.
        if text.startswith("**"):
            if not _has_wildcards(text[2:]):
                end, plain = text[2:], text[3:] if text.startswith("/", 2) else None
                return path.endswith(end) or f"{end}/" in path or (plain is not None and _leads_to(plain, path))
        elif not _has_wildcards(text.removesuffix("**")):
            if text.endswith("**"):
                return path.startswith(text[:-2])
            return _leads_to(text, path) or (text == "/" and _is_child_of_root(path))
        if self._program is None:
            self._program = _compile(_expression_of(text), budget)
        program = self._program
        if program.accepts(replace_invalid(path), budget):
            return True
        return _is_child_of_root(path) and program.accepts("/", budget)


def _leads_to(directory: str, path: str) -> bool:
    return path == directory or path.startswith(f"{directory}/")


def _is_child_of_root(path: str) -> bool:
    return path.rfind("/") == 0 and path != "/"


def _has_wildcards(text: str) -> bool:
    return any(mark in text for mark in "*?[]\\")


def _expression_of(pattern: str) -> str:
    """Give the regular expression that moby makes of a pattern with wildcards, without its anchors."""
    parts: list[str] = []
    text = replace_invalid(pattern)
    at, end = 0, len(text)
    while at < end:
        character = text[at]
        at += 1
        if text.startswith("**", at - 1):
            at += 1
            # ``**/`` is as good as ``**``.
            at += text.startswith("/", at)
            parts.append("(.*/)?" if at < end else ".*")
        elif character == "*":
            parts.append("[^/]*")
        elif character == "?":
            parts.append("[^/]")
        elif character in _MEANT_LITERALLY:
            parts.append("\\" + character)
        elif character == "\\":
            parts.append(text[at - 1 : at + 1])
            at += 1
        else:
            parts.append(character)
    return "".join(parts)


class _Program:
    """The elements of an expression, and the sets of places between them as bits: bit *i* is before element *i*.

    An element takes one character, or any number of them (it may then be passed by), or is ``(.*/)?``, which may be
    passed by too, or it is a condition that takes no character: ``^`` the start of the text, ``b`` a boundary of a
    word, ``B`` anything but one. To pass by is to add: a carry runs through all that follow each other.
    """

    __slots__ = ("_conditions", "_ids", "_literals", "_masks", "_matchers", "_passable", "_stars", "folders", "size")

    def __init__(self, elements: list[_Element]) -> None:
        self.size = len(elements)
        self.folders = _bits(element.kind == _FOLDERS for element in elements)
        self._stars = _bits(element.kind == _STAR for element in elements)
        self._passable = self.folders | self._stars
        self._conditions: dict[str, int] = {}
        for index, element in enumerate(elements):
            if element.kind == _CONDITION:
                conditions = "".join(sorted(set(str(element.matcher))))
                self._conditions[conditions] = self._conditions.get(conditions, 0) | 1 << index
        matchers: dict[object, int] = {}
        self._ids = [
            matchers.setdefault(element.matcher, len(matchers)) if element.kind in (_ONE, _STAR) else -1
            for element in reversed(elements)
        ]
        self._literals = {matcher: number for matcher, number in matchers.items() if isinstance(matcher, str)}
        self._matchers = [(matcher, number) for matcher, number in matchers.items() if isinstance(matcher, re.Pattern)]
        self._masks: dict[str, int] = {}

    def accepts(self, path: str, budget: Budget) -> bool:
        """Tell whether the expression is the whole of the path, or all of it up to one of its slashes."""
        budget.spend_ignoring(8)
        steps = 12 + self.size // 512
        last = 1 << self.size
        places, within = self._pass_by(1, "^", "", path[:1])
        for index, character in enumerate(path):
            budget.spend_ignoring(steps)
            if character == "/":
                if places & last:
                    return True
                entered = within << 1
            else:
                entered = 0
            mask = self._masks.get(character)
            if mask is None:
                mask = self._mask_of(character, budget)
            taken = places & mask
            stays = taken & self._stars
            reached, more = self._pass_by(
                (taken ^ stays) << 1 | stays | entered, "", character, path[index + 1 : index + 2]
            )
            within = more if character == "\n" else within | more
            places = reached
            if not (places | within):
                return False
        return bool(places & last)

    def _pass_by(self, places: int, start: str, before: str, following: str) -> tuple[int, int]:
        """Give all places that are reached without a character, and the ``(.*/)?`` that are begun at them."""
        passable = self._passable
        if self._conditions:
            holding = start + ("b" if _is_word(before) != _is_word(following) else "B")
            for conditions, bits in self._conditions.items():
                if all(condition in holding for condition in conditions):
                    passable |= bits
        # Adding a place to the run of ones it stands in carries over to the place behind the run; the bits that change
        # on the way are what is reached.
        reached = places | (((places & passable) + passable) ^ passable)
        return reached, reached & self.folders

    def _mask_of(self, character: str, budget: Budget) -> int:
        """Give the elements that take a character."""
        budget.spend_ignoring(self.size // 2 + 2 * len(self._matchers))
        if len(self._masks) * self.size > _MOST_MASK_BITS:
            self._masks.clear()
        accepting = {number for matcher, number in self._matchers if matcher.match(character)}
        literal = self._literals.get(character)
        if literal is not None:
            accepting.add(literal)
        digits = "".join(["1" if number in accepting else "0" for number in self._ids])
        mask = self._masks[character] = int(digits or "0", 2)
        return mask


_MOST_MASK_BITS = 1 << 26
_ONE, _STAR, _FOLDERS, _CONDITION, _NOTHING = "one", "star", "folders", "condition", "nothing"


class _Element:
    """A part of an expression; ``matcher`` is the character or class that it takes, or the letters of conditions."""

    __slots__ = ("kind", "matcher")

    def __init__(self, kind: str, matcher: str | re.Pattern[str] = "") -> None:
        self.kind = kind
        self.matcher = matcher

    def is_repeated_by(self, other: _Element) -> bool:
        """Tell whether another one behind this one adds nothing."""
        return self.kind in (_STAR, _FOLDERS) and (self.kind, self.matcher) == (other.kind, other.matcher)


def _bits(flags: Iterable[bool]) -> int:
    """Give the number whose lowest bit is the first flag."""
    return int("".join(["1" if flag else "0" for flag in flags])[::-1] or "0", 2)


def _compile(expression: str, budget: Budget) -> _Program:
    """Compile an expression; elements that add nothing to the one before them are left out.

    Raises:
        UnreadablePattern: see IgnorePattern.excludes.
        LimitError: the budget is used up.
    """
    budget.spend_ignoring(len(expression) * 10)
    elements: list[_Element] = []
    at = 0
    while at < len(expression):
        matched = _PIECE.match(expression, at)
        piece = matched[0] if matched else ""
        element, at = _read_element(piece, expression, at + len(piece), budget)
        last = elements[-1] if elements else None
        if element.kind == _CONDITION and last is not None and last.kind == _CONDITION:
            elements[-1] = _Element(_CONDITION, f"{last.matcher}{element.matcher}")
        elif last is None or not last.is_repeated_by(element):
            elements.append(element)
    return _Program(elements)


def _read_element(piece: str, expression: str, at: int, budget: Budget) -> tuple[_Element, int]:
    """Read the element of a piece that ends at ``at``; give it and where the next one starts."""
    if piece == "(.*/)?":
        return _Element(_FOLDERS), at
    if piece == ".*":
        return _Element(_STAR, _ANY), at
    if piece in _ASSERTIONS:
        return _Element(_CONDITION, _ASSERTIONS[piece]), at
    if piece == "\\z" and at == len(expression):
        return _Element(_CONDITION), at
    if piece in _NEVER or _OCTAL.match(expression, at - len(piece)):
        return _Element(_NOTHING), at
    matcher: str | re.Pattern[str]
    if expression.startswith("[^/]", at - len(piece)):
        # By far most: what * and ? stand for.
        matcher, at = _NO_SLASH, at + 3
    elif piece == "[":
        budget.spend_ignoring(1000)
        matcher, at = _parse_class(expression, at)
    else:
        matcher = _parse_single(piece)
    if expression.startswith("*", at):
        return _Element(_STAR, matcher), at + 1
    return _Element(_ONE, matcher), at


_ANY = re.compile(r"[^\n]")
_NO_SLASH = re.compile("[^/]")
_WORD = re.compile(r"[0-9A-Za-z_]")
_OCTAL = re.compile(r"\\(?:0|[1-7][0-7])")
_ASSERTIONS = {"^": "^", r"\A": "^", r"\b": "b", r"\B": "B"}
# The end of the text before the end of the pattern, and quoting that takes in the end of the expression. Octal numbers
# stand for controls, as good as never part of a name.
_NEVER = frozenset((r"\z", r"\Q"))


def _is_word(character: str) -> bool:
    return _WORD.match(character) is not None


def _parse_single(piece: str) -> str | re.Pattern[str]:
    """Give the character of a piece outside of a class, or the class that an escape stands for."""
    if len(piece) == 1:
        return piece
    kind = piece[1]
    if kind.lower() in _PERL_CLASSES:
        return re.compile(f"[{'^' if kind.isupper() else ''}{_PERL_CLASSES[kind.lower()]}]")
    return chr(_number_of_escape(kind))


def _number_of_escape(character: str) -> int:
    if character in _LETTER_ESCAPES:
        return _LETTER_ESCAPES[character]
    if not character.isascii() or character.isalnum():
        # Go knows two more, hexadecimal numbers and Unicode classes, which nobody writes in an ignore file.
        raise UnreadablePattern(BAD_PATTERN)
    return ord(character)


def _parse_class(expression: str, at: int) -> tuple[re.Pattern[str], int]:
    """Compile the character class whose bracket ends at ``at``; give the class and the place behind the class."""
    is_negated = expression.startswith("^", at)
    at += is_negated
    items: list[str] = []
    outside: list[str] = []  # what the complemented classes in the class leave out
    start = at
    while at == start or not expression.startswith("]", at):
        if at >= len(expression):
            raise UnreadablePattern(BAD_PATTERN)
        named = _NAMED_CLASS.match(expression, at)
        escape = expression[at + 1 : at + 2] if expression[at] == "\\" else ""
        if named is not None:
            if named[2] not in _NAMED_CLASSES:
                raise UnreadablePattern(BAD_PATTERN)
            (outside if named[1] else items).append(_NAMED_CLASSES[named[2]])
            at = named.end()
        elif escape and escape.lower() in _PERL_CLASSES:
            (outside if escape.isupper() else items).append(_PERL_CLASSES[escape.lower()])
            at += 2
        else:
            low, at = _parse_class_character(expression, at)
            high = low
            if expression.startswith("-", at) and not expression.startswith("]", at + 1) and at + 1 < len(expression):
                high, at = _parse_class_character(expression, at + 1)
            if high < low:
                raise UnreadablePattern(BAD_PATTERN)
            items.append(f"{_in_class(low)}-{_in_class(high)}")
    choices = ([f"[{''.join(items)}]"] if items else []) + [f"[^{left_out}]" for left_out in outside]
    union = "|".join(choices)
    return re.compile(rf"(?!{union})[\s\S]" if is_negated else union), at + 1


def _parse_class_character(expression: str, at: int) -> tuple[int, int]:
    character = expression[at]
    if character != "\\":
        return ord(character), at + 1
    return _number_of_escape(expression[at + 1 : at + 2]), at + 2


def _in_class(number: int) -> str:
    return f"\\U{number:08x}"

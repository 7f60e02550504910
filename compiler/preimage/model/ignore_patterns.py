"""One pattern of an ignore file, matched as moby's pattern matcher does.

That matcher turns the pattern into a Go regular expression by simple replacement, and so has the quirks of both: in a
class ``*`` and ``?`` are replaced too, ``\\d`` is a digit and ``^`` means the start. The expression is run here by
following all its states at once, so no pattern takes more than (length of path) x (length of pattern) steps.

Source: docs/reference/checks/copy-ignored-file.md, "Patterns".
"""

from __future__ import annotations

import re

from preimage.golang.text import replace_invalid

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

    def excludes(self, path: str) -> bool:
        """Tell whether the pattern matches the whole of a clean path, or one of its leading directories.

        Those of ``a/b/c`` are ``a`` and ``a/b``; the first one of an absolute path is the empty text, and what stands
        directly below the root has the root too.

        Raises:
            UnreadablePattern: The pattern has an invalid range, or an escape that Go does not know.
        """
        text = self.text
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
            self._program = _Program(_expression_of(text))
        program = self._program
        return program.accepts(replace_invalid(path)) or (_is_child_of_root(path) and program.accepts("/"))


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
    """The states of an expression.

    ``stays`` and ``steps`` say what a character must be to stay in a state or to go to the next one. ``free`` has
    those that are reached without a character, and the condition for it: the start of the text (``^``), a boundary
    of a word (``b``) or anything but one (``B``).
    """

    __slots__ = ("_reached", "free", "stays", "steps")

    def __init__(self, expression: str) -> None:
        self.stays: list[re.Pattern[str] | None] = []
        self.steps: list[re.Pattern[str] | None] = []
        self.free: list[tuple[tuple[int, str], ...]] = []
        self._reached: dict[str, list[frozenset[int]]] = {}
        at = 0
        while at < len(expression):
            matched = _PIECE.match(expression, at)
            piece = matched[0] if matched else ""
            at = self._add_piece(piece, expression, at + len(piece))
        self._add()

    def _add(self, stays: re.Pattern[str] | None = None, steps: re.Pattern[str] | None = None) -> None:
        self.stays.append(stays)
        self.steps.append(steps)
        self.free.append(())

    def _add_free(self, condition: str = "") -> None:
        self._add()
        self.free[-1] = ((len(self.free), condition),)

    def _add_piece(self, piece: str, expression: str, at: int) -> int:
        """Add the states of a piece that ends at ``at``; give where the next one starts."""
        if piece == "(.*/)?":
            self._add_free()
            self.free[-1] += ((len(self.free) + 1, ""),)
            self._add(_ANY, _SLASH)
        elif piece == ".*":
            self._add_free()
            self.stays[-1] = _ANY
        elif piece in _ASSERTIONS:
            self._add_free(_ASSERTIONS[piece])
        elif piece == "\\z" and at == len(expression):
            self._add_free()
        elif piece in _NEVER or _OCTAL.match(expression, at - len(piece)):
            self._add()
        else:
            one, at = _parse_class(expression, at) if piece == "[" else (_parse_single(piece), at)
            if expression.startswith("*", at):
                self._add_free()
                self.stays[-1] = one
                return at + 1
            self._add(None, one)
        return at

    def accepts(self, path: str) -> bool:
        """Tell whether the expression is the whole of the path, or all of it up to one of its slashes."""
        last = len(self.steps) - 1
        before, following = "", path[:1]
        states = self._reach("^", before, following)[0]
        for index, character in enumerate(path):
            if character == "/" and last in states:
                return True
            before, following = character, path[index + 1 : index + 2]
            reachable = self._reach("", before, following)
            reached: set[int] = set()
            for state in states:
                stays, steps = self.stays[state], self.steps[state]
                if stays is not None and stays.match(character):
                    reached |= reachable[state]
                if steps is not None and steps.match(character):
                    reached |= reachable[state + 1]
            if not reached:
                return False
            states = frozenset(reached)
        return last in states

    def _reach(self, start: str, before: str, following: str) -> list[frozenset[int]]:
        """Give for each state the states reached from there without reading a character, the state itself included."""
        conditions = start + ("b" if _is_word(before) != _is_word(following) else "B")
        reached = self._reached.get(conditions)
        if reached is None:
            reached = [frozenset()] * len(self.free)
            for state in range(len(self.free) - 1, -1, -1):
                targets = [target for target, condition in self.free[state] if condition in conditions]
                reached[state] = frozenset((state,)).union(*(reached[target] for target in targets))
            self._reached[conditions] = reached
        return reached


_ANY = re.compile(r"[^\n]")
_SLASH = re.compile("/")
_WORD = re.compile(r"[0-9A-Za-z_]")
_OCTAL = re.compile(r"\\(?:0|[1-7][0-7])")
_ASSERTIONS = {"^": "^", r"\A": "^", r"\b": "b", r"\B": "B"}
# The end of the text before the end of the pattern, and quoting that takes in the end of the expression. Octal numbers
# stand for controls, as good as never part of a name.
_NEVER = frozenset((r"\z", r"\Q"))


def _is_word(character: str) -> bool:
    return _WORD.match(character) is not None


def _parse_single(piece: str) -> re.Pattern[str]:
    """Compile a character or an escape outside of a class."""
    if len(piece) == 1:
        return re.compile(re.escape(piece))
    kind = piece[1]
    if kind.lower() in _PERL_CLASSES:
        return re.compile(f"[{'^' if kind.isupper() else ''}{_PERL_CLASSES[kind.lower()]}]")
    return re.compile(re.escape(chr(_number_of_escape(kind))))


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

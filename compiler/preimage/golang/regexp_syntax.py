"""Reading Go's regular expressions: RE2's syntax to a tree.

The flags ``imsU``, named and plain groups, all repetitions and classes are read; scripts of Unicode are not known.

Source: docs/reference/bake.md, "Regular expressions".
"""

from __future__ import annotations

import re

from preimage.golang.regexp_sets import CATEGORIES, LAST, PERL, POSIX, CharacterSet, category_set, find_cases, folded
from preimage.golang.regexp_tree import Anchor, Character, Group, Node, PatternFault, Repeat, Tree, UnsupportedPattern

MAX_REPEAT = 1000
MAX_DEPTH = 100
MAX_PATTERN = 10_000

_REPEAT = re.compile(r"\{(0|[1-9][0-9]{0,7})(?:(,)(0|[1-9][0-9]{0,7})?)?\}")
# Without anything behind it, its start is that of flags.
_NAMED_GROUP = re.compile(r"\(\?P?<.", re.DOTALL)
_LOOK_BEHIND = re.compile(r"\(\?<[=!].", re.DOTALL)
_SET_OF_CLASS = re.compile(r"\\(?:[pP].|[^pP])", re.DOTALL)
_GROUP_NAME = re.compile(r"\w+", re.ASCII)
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_PLAIN_ESCAPES = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SIMPLE_REPEATS = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}
_ANCHORS = {"A": "begin text", "z": "end text", "b": "boundary", "B": "no boundary"}
_ANY = CharacterSet((("\0", LAST),))
_ANY_BUT_NEWLINE = CharacterSet((("\n", "\n"),), negated=True)


class _Open:
    """A group that is not closed yet, with the flags to go back to behind it."""

    __slots__ = ("alternatives", "flags", "index")

    def __init__(self, index: int, flags: frozenset[str]) -> None:
        self.index = index
        self.flags = flags
        self.alternatives: list[list[Node]] = [[]]


def parse_pattern(pattern: str) -> Tree:
    """Read an expression.

    Raises:
        PatternFault: it is none.
        UnsupportedPattern: it has what this reader does not know.
    """
    if len(pattern) > MAX_PATTERN:
        raise UnsupportedPattern(f"an expression of more than {MAX_PATTERN} characters")
    return _Parser(pattern).parse()


class _Parser:
    __slots__ = ("_at", "_flags", "_groups", "_names", "_open", "_pattern", "_repeat_start")

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._flags: frozenset[str] = frozenset()
        self._groups = 0
        self._names: dict[str, int] = {}
        self._open = [_Open(0, self._flags)]
        # Where the repetition right before this place starts; -1: there is none.
        self._repeat_start = -1

    def parse(self) -> Tree:
        while self._at < len(self._pattern):
            before, self._repeat_start = self._repeat_start, -1
            self._take_item(before)
        if len(self._open) > 1:
            raise self._fault("missing closing )", 0, len(self._pattern))
        return Tree(Group(self._open[0].alternatives, 0), self._groups, self._names)

    def _fault(self, reason: str, start: int, end: int) -> PatternFault:
        return PatternFault(reason, self._pattern[start:end])

    def _add(self, node: Node) -> None:
        self._open[-1].alternatives[-1].append(node)

    def _take_item(self, repeat_before: int) -> None:
        match character := self._pattern[self._at]:
            case "(":
                self._open_group()
            case ")":
                self._close_group()
            case "|":
                self._at += 1
                self._open[-1].alternatives.append([])
            case "[":
                self._take_class()
            case "\\":
                self._take_escape()
            case "*" | "+" | "?" | "{":
                self._take_repeat(repeat_before)
            case "." | "^" | "$":
                self._at += 1
                self._take_sign(character)
            case _:
                self._at += 1
                self._add_literal(character)

    def _take_sign(self, sign: str) -> None:
        if sign == ".":
            self._add(Character(_ANY if "s" in self._flags else _ANY_BUT_NEWLINE))
        else:
            self._add(Anchor(("begin " if sign == "^" else "end ") + ("line" if "m" in self._flags else "text")))

    def _add_literal(self, character: str) -> None:
        members = find_cases(character) if "i" in self._flags else character
        self._add(Character(CharacterSet([(each, each) for each in members])))

    # Groups

    def _open_group(self) -> None:
        start = self._at
        if len(self._open) > MAX_DEPTH:
            raise UnsupportedPattern(f"an expression with groups deeper than {MAX_DEPTH} levels")
        if not self._pattern.startswith("(?", start):
            self._at += 1
            self._push(captures=True)
        elif _NAMED_GROUP.match(self._pattern, start):
            self._open_named(start)
        else:
            self._take_flags(start)

    def _push(self, *, captures: bool) -> None:
        if captures:
            self._groups += 1
        self._open.append(_Open(self._groups if captures else 0, self._flags))

    def _open_named(self, start: int) -> None:
        if _LOOK_BEHIND.match(self._pattern, start):
            raise self._fault("invalid or unsupported Perl syntax", start, start + 4)
        first = self._pattern.index("<", start) + 1
        last = self._pattern.find(">", first)
        if last < 0:
            raise self._fault("invalid named capture", start, len(self._pattern))
        name = self._pattern[first:last]
        if not _GROUP_NAME.fullmatch(name):
            raise self._fault("invalid named capture", start, last + 1)
        self._at = last + 1
        self._push(captures=True)
        self._names.setdefault(name, self._groups)

    def _take_flags(self, start: int) -> None:
        flags, negated, saw_flag = set(self._flags), False, False
        for at in range(start + 2, len(self._pattern)):
            character = self._pattern[at]
            if character in "imsU":
                saw_flag = True
                (flags.discard if negated else flags.add)(character)
            elif character == "-" and not negated:
                negated, saw_flag = True, False
            elif character in ":)" and (saw_flag or not negated):
                self._at = at + 1
                if character == ":":
                    self._push(captures=False)
                self._flags = frozenset(flags)
                return
            else:
                raise self._fault("invalid or unsupported Perl syntax", start, at + 1)
        raise self._fault("invalid or unsupported Perl syntax", start, len(self._pattern))

    def _close_group(self) -> None:
        if len(self._open) == 1:
            raise self._fault("unexpected )", 0, len(self._pattern))
        self._at += 1
        closed = self._open.pop()
        self._flags = closed.flags
        self._add(Group(closed.alternatives, closed.index))

    # Repetitions

    def _take_repeat(self, repeat_before: int) -> None:
        start = self._at
        if self._pattern[start] == "{":
            counted = _REPEAT.match(self._pattern, start)
            if not counted:
                self._at += 1
                self._add_literal("{")
                return
            self._at = counted.end()
            least = int(counted[1])
            most = least if not counted[2] else int(counted[3] or -1)
        else:
            least, most = _SIMPLE_REPEATS[self._pattern[start]]
            self._at += 1
        lazy = self._pattern.startswith("?", self._at)
        self._at += lazy
        if repeat_before >= 0:
            raise self._fault("invalid nested repetition operator", repeat_before, self._at)
        self._repeat_last(start, least, most, greedy=lazy == ("U" in self._flags))
        self._repeat_start = start

    def _repeat_last(self, start: int, least: int, most: int, *, greedy: bool) -> None:
        if least > MAX_REPEAT or most > MAX_REPEAT or 0 <= most < least:
            raise self._fault("invalid repeat count", start, self._at)
        sequence = self._open[-1].alternatives[-1]
        if not sequence:
            raise self._fault("missing argument to repetition operator", start, self._at)
        repeat = Repeat(sequence[-1], least, most, greedy=greedy)
        if max(least, most) > 1 and repeat.weight > MAX_REPEAT:
            raise self._fault("invalid repeat count", start, self._at)
        sequence[-1] = repeat

    # Escapes

    def _take_escape(self) -> None:
        start, letter = self._at, self._pattern[self._at + 1 : self._at + 2]
        if letter == "Q":
            end = self._pattern.find("\\E", start + 2)
            for character in self._pattern[start + 2 : end if end >= 0 else None]:
                self._add_literal(character)
            self._at = end + 2 if end >= 0 else len(self._pattern)
        elif letter and letter in _ANCHORS:
            self._at += 2
            self._add(Anchor(_ANCHORS[letter]))
        elif characters := self._take_named_set():
            self._add(Character(characters))
        else:
            self._add_literal(self._take_escaped_character())

    def _take_named_set(self) -> CharacterSet | None:
        """Take ``\\d`` or ``\\pL`` and their like, if one is here."""
        letter = self._pattern[self._at + 1 : self._at + 2]
        if letter in ("p", "P"):
            return self._take_category(negated=letter == "P")
        if letter.lower() not in PERL:
            return None
        self._at += 2
        return self._make_set(CharacterSet(PERL[letter.lower()]), negated=letter.isupper())

    def _make_set(self, characters: CharacterSet, *, negated: bool) -> CharacterSet:
        if "i" in self._flags:
            return folded(characters, negated=negated)
        return CharacterSet((), (characters.has,), negated=negated) if negated else characters

    def _take_category(self, *, negated: bool) -> CharacterSet:
        start, end = self._at, self._at + 3
        if self._pattern.startswith("{", start + 2):
            end = self._pattern.find("}", start) + 1
            if not end:
                raise self._fault("invalid character class range", start, len(self._pattern))
        name = self._pattern[start + 2 : end].strip("{}")
        caret = name.startswith("^")
        name = name[caret:]
        if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) or (len(name) < 3 and name not in CATEGORIES):
            raise self._fault("invalid character class range", start, end)
        if name not in CATEGORIES and name != "Any":
            raise UnsupportedPattern(f"{self._pattern[start:end]}, a script of Unicode,")
        self._at = end
        return category_set(name, negated=negated is not caret, is_folded="i" in self._flags)

    def _take_escaped_character(self) -> str:
        start = self._at
        letter = self._pattern[start + 1 : start + 2]
        self._at += 2
        if not letter:
            raise PatternFault("trailing backslash at end of expression", "")
        if octal := _OCTAL.match(self._pattern, start + 1):
            self._at = octal.end()
            return chr(int(octal[0], 8))
        if letter == "x":
            return self._take_hexadecimal(start)
        if letter in _PLAIN_ESCAPES:
            return _PLAIN_ESCAPES[letter]
        if not letter.isascii() or letter.isalnum():
            raise self._fault("invalid escape sequence", start, start + 2)
        return letter

    def _take_hexadecimal(self, start: int) -> str:
        if not self._pattern.startswith("{", self._at):
            digits = self._pattern[self._at : self._at + 2]
            self._at += len(digits)
            if len(digits) < 2 or not _HEXADECIMAL.issuperset(digits):
                raise self._fault("invalid escape sequence", start, self._at)
            return chr(int(digits, 16))
        first, code = self._at + 1, 0
        for at in range(first, len(self._pattern)):
            character = self._pattern[at]
            self._at = at + 1
            if character == "}" and at > first:
                return chr(code)
            if character not in _HEXADECIMAL or (code := code * 16 + int(character, 16)) > 0x10FFFF:
                break
        raise self._fault("invalid escape sequence", start, max(self._at, first))

    # Classes

    def _take_class(self) -> None:
        start = self._at
        self._at += 1
        negated = self._pattern.startswith("^", self._at)
        self._at += negated
        ranges: list[tuple[str, str]] = []
        sets: dict[str, CharacterSet] = {}
        is_first = True
        while is_first or not self._pattern.startswith("]", self._at):
            is_first, at = False, self._at
            if named := self._take_set_of_class():
                sets[self._pattern[at : self._at]] = named
            else:
                ranges.append(self._take_range(start))
        self._at += 1
        # Ranges are folded, and the named sets were when they were read.
        tests = [folded(CharacterSet(ranges)).has] if "i" in self._flags else []
        self._add(Character(CharacterSet(ranges, [*tests, *(each.has for each in sets.values())], negated=negated)))

    def _take_set_of_class(self) -> CharacterSet | None:
        if self._pattern.startswith("[:", self._at):
            end = self._pattern.find(":]", self._at + 2) + 2
            if end < 2:
                return None
            name = self._pattern[self._at + 2 : end - 2]
            if name.removeprefix("^") not in POSIX:
                raise self._fault("invalid character class range", self._at, end)
            self._at = end
            return self._make_set(CharacterSet(POSIX[name.removeprefix("^")]), negated=name.startswith("^"))
        # At the end of the pattern, \p is an escape like others.
        is_named = _SET_OF_CLASS.match(self._pattern, self._at)
        return self._take_named_set() if is_named else None

    def _take_range(self, class_start: int) -> tuple[str, str]:
        start = self._at
        first = self._take_class_character(class_start)
        last = first
        if re.compile(r"-[^]]", re.DOTALL).match(self._pattern, self._at):
            self._at += 1
            last = self._take_class_character(class_start)
            if last < first:
                raise self._fault("invalid character class range", start, self._at)
        return first, last

    def _take_class_character(self, class_start: int) -> str:
        if self._at >= len(self._pattern):
            raise self._fault("missing closing ]", class_start, len(self._pattern))
        if self._pattern[self._at] == "\\":
            return self._take_escaped_character()
        self._at += 1
        return self._pattern[self._at - 1]

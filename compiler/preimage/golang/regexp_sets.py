"""Sets of characters in Go's regular expressions: Perl's, POSIX's and Unicode's classes, and folding of case."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from preimage.golang.text import fold
from preimage.golang.unicode15 import is_decimal, is_letter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Ranges = Sequence[tuple[str, str]]

LAST = "\U0010ffff"
_MOST_KNOWN = 1000
_TESTS_A_STEP = 4
_DIGIT = (("0", "9"),)
_UPPER = (("A", "Z"),)
_LOWER = (("a", "z"),)
_ALPHA = _UPPER + _LOWER
_WORD = _DIGIT + _ALPHA + (("_", "_"),)

PERL: dict[str, Ranges] = {"d": _DIGIT, "s": (("\t", "\n"), ("\f", "\r"), (" ", " ")), "w": _WORD}
"""The classes that a backslash and a letter name; the capital letter names what is not in them."""

POSIX: dict[str, Ranges] = {
    "alnum": _DIGIT + _ALPHA,
    "alpha": _ALPHA,
    "ascii": (("\0", "\x7f"),),
    "blank": (("\t", "\t"), (" ", " ")),
    "cntrl": (("\0", "\x1f"), ("\x7f", "\x7f")),
    "digit": _DIGIT,
    "graph": (("!", "~"),),
    "lower": _LOWER,
    "print": ((" ", "~"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "space": (("\t", "\r"), (" ", " ")),
    "upper": _UPPER,
    "word": _WORD,
    "xdigit": (*_DIGIT, ("A", "F"), ("a", "f")),
}
CATEGORIES = frozenset(
    "C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs".split()
)
"""Unicode's categories that Go knows by name; what is not assigned has none."""


class CharacterSet:
    """Characters by ranges and by tests; what was asked once is remembered.

    ``weight`` is how many steps it takes to tell whether a character is in it.
    """

    __slots__ = ("_known", "_lasts", "_negated", "_starts", "_tests", "weight")

    def __init__(self, ranges: Ranges, tests: Sequence[Callable[[str], bool]] = (), *, negated: bool = False) -> None:
        self._starts: list[str] = []
        self._lasts: list[str] = []
        for first, last in sorted(ranges):
            if self._lasts and first <= self._lasts[-1]:
                self._lasts[-1] = max(self._lasts[-1], last)
            else:
                self._starts.append(first)
                self._lasts.append(last)
        self._tests = tuple(tests)
        self._negated = negated
        self._known: dict[str, bool] = {}
        self.weight = 1 + len(self._tests) // _TESTS_A_STEP

    def has(self, character: str) -> bool:
        """Tell whether the character is in the set."""
        known = self._known.get(character)
        if known is None:
            known = self._look(character)
            if len(self._known) < _MOST_KNOWN:
                self._known[character] = known
        return known

    def _look(self, character: str) -> bool:
        place = bisect_right(self._starts, character) - 1
        is_in = place >= 0 and character <= self._lasts[place]
        return (is_in or any(test(character) for test in self._tests)) is not self._negated


def folded(characters: CharacterSet, *, negated: bool = False) -> CharacterSet:
    """Give the set of all that differ from a member in case only, or what is not in that set."""
    return CharacterSet((), (lambda character: any(map(characters.has, find_cases(character))),), negated=negated)


def category_set(name: str, *, negated: bool, is_folded: bool) -> CharacterSet:
    """Give the characters of one of Unicode's categories, or of ``Any``."""
    if name == "Any":
        return CharacterSet((("\0", LAST),), negated=negated)
    if is_folded:
        return folded(CharacterSet((), (_category_test(name),)), negated=negated)
    return CharacterSet((), (_category_test(name),), negated=negated)


def _category_test(name: str) -> Callable[[str], bool]:
    from unicodedata import category

    # The two that are most used have Go's own version of Unicode.
    if name == "L":
        return is_letter
    if name == "Nd":
        return is_decimal
    return lambda character: (found := category(character)) != "Cn" and found.startswith(name)


def find_cases(character: str) -> str:
    """Give the characters that are equal under simple folding of case, the character itself among them."""
    if character.isascii() and character not in "KSks":
        return character.swapcase() + character if character.isalpha() else character
    return _by_folding().get(fold(character), "") + character


@lru_cache(maxsize=1)
def _by_folding() -> dict[str, str]:
    members: dict[str, str] = {}
    # The last script with capital letters, Adlam, ends below U+1E960.
    for code in range(0x1E960):
        character = chr(code)
        if character.isalpha() or character.lower() != character or character.upper() != character:
            key = fold(character)
            members[key] = members.get(key, "") + character
    return {key: found for key, found in members.items() if len(found) > 1}

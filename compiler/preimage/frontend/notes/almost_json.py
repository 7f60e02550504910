"""Arguments that begin like the JSON form and are none: a shell or a list of words gets them as they stand.

A bracket is also how the shell's tests, patterns of file names and types of PowerShell begin, so what follows decides.

Source: docs/reference/notes.md, "preimage/AlmostJson".
"""

from __future__ import annotations

import re

from preimage.model.notes import ALMOST_JSON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.frontend.statement import Statement
    from preimage.model.lint import Lint

_MOST_SHOWN = 40
_BLANKS = " \t\n\r"
_TYPOGRAPHIC = "\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_STRING_START = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
_WORD = re.compile(rf"[^,\]{_BLANKS}]+")
_QUOTED = rf"""(?:"(?:[^"\\]++|\\.)*+"|'[^']*+'|[{_TYPOGRAPHIC}][^{_TYPOGRAPHIC}]*+[{_TYPOGRAPHIC}])"""

# No command, test or pattern begins so: a quote right behind the bracket, then the end of an element, or another one.
_LIKE_JSON = re.compile(
    rf"\[{_QUOTED}[ \t]*+(?:[,\]\"'{_TYPOGRAPHIC}]|\Z)|\[[ \t]++{_QUOTED}[ \t]*+,|\[[ \t]*+[\w./-]++,[ \t]", re.DOTALL
)
# One word alone in brackets is a program, except for RUN, where it may be a test or a type of PowerShell.
_LONE_WORD = re.compile(r"""\[(?:[\w./-]++|[ \t]++'[\w./-]++'[ \t]*+)\]""")
_LIKE_LIST = re.compile(rf"\[[ \t]*+[\"'{_TYPOGRAPHIC}]")

_SHELL = "the shell gets it as it stands"
_PATHS = "its words are paths as they stand"


def report_almost_json(holder: Statement, statement: Statement, lint: Lint) -> None:
    """Report a statement, or the trigger that it holds, whose arguments are almost JSON."""
    args = holder.args
    if holder.keyword == "healthcheck":
        args = args[1:]
    if not args or not args[0].startswith("["):
        return
    keyword = holder.keyword
    if keyword in ("add", "copy", "volume"):
        text, consequence = " ".join(args), _PATHS
        # A path of ADD and COPY may be a pattern, one of VOLUME is none.
        is_list = _LIKE_LIST.match(text) is not None or (text.endswith("]") and ", " in text.partition("]")[0])
        is_meant = keyword == "volume" or is_list
    else:
        text, consequence = args[0], _SHELL
        is_meant = _LIKE_JSON.match(text) is not None or (keyword != "run" and _LONE_WORD.fullmatch(text) is not None)
    fault = _find_fault(text) if is_meant else ""
    if fault:
        lint.report(ALMOST_JSON, statement.lines, statement.comments, keyword.upper(), fault, consequence)


def _find_fault(text: str) -> str:
    """Give the first thing in a text with a bracket in front that keeps it from being an array of strings."""
    at = _skip(text, 1)
    is_first = True
    while at < len(text):
        if text[at] == "]":
            return "a comma stands before the ]" if not is_first else _find_rest(text, at + 1)
        fault, at = _read_element(text, at)
        if fault:
            return fault
        is_first = False
        at = _skip(text, at)
        if at == len(text):
            break
        if text[at] == "]":
            return _find_rest(text, at + 1)
        if text[at] != ",":
            return f"a comma is missing before {_cut(text[at:])}"
        at = _skip(text, at + 1)
    return "the ] at the end is missing"


def _read_element(text: str, at: int) -> tuple[str, int]:
    """Give what is wrong with an element, else an empty text and where the element ends."""
    character = text[at]
    if character == '"':
        match = _STRING_START.match(text, at)
        assert match is not None, "the quote itself is enough"
        end = match.end()
        if end == len(text):
            return 'a " is not closed', end
        if text[end] == '"':
            return "", end + 1
        if text[end] == "\\":
            return f"{text[end : end + 2]} is no escape of JSON, which has \\\\ for one backslash", end
        return "a control character stands in a string", end
    if character == "'":
        return "strings of JSON stand in double quotes, not in single ones", at
    if character in _TYPOGRAPHIC:
        return f"{character} is no quote of JSON", at
    if character == ",":
        return "a comma stands where a string should be", at
    match = _WORD.match(text, at)
    assert match is not None, "what else ends a word was seen before"
    return f"{_cut(match[0])} is not in double quotes", at


def _find_rest(text: str, at: int) -> str:
    rest = text[at:].strip(_BLANKS)
    return f"{_cut(rest)} stands behind the ]" if rest else ""


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."

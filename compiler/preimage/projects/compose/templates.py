"""Templates: text with ``$NAME`` and ``${NAME...}`` in it.

Source: docs/reference/compose.md, "Variables in values".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from preimage.golang.quoting import quote
from preimage.model.errors import LimitError
from preimage.projects.compose.account import Account
from preimage.projects.compose.nodes import Fault

# Names are matched under case folding, to which the Kelvin sign and the long s belong.
_NAME = "[_a-zA-Z\u212a\u017f][_a-zA-Z0-9\u212a\u017f]*"
_PLAIN = re.compile(rf"\$(?:(?P<escaped>\$)|(?P<named>{_NAME})|(?P<open>\{{))")
_IN_BRACES = re.compile(rf"(?P<name>{_NAME})(?:(?P<operator>:?[-+?])|(?P<end>\}}))")

MAX_DEPTH = 50
"""Templates within the defaults of templates."""


class InvalidTemplate(Fault):
    """A ``${`` that fits no form; the message is the template it stands in."""


class Variables:
    """The values that templates are filled with, and the account that pays for what they come to."""

    __slots__ = ("account", "lookup")

    def __init__(self, lookup: Callable[[str], str | None], account: Account) -> None:
        self.lookup = lookup
        self.account = account


def expand(template: str, variables: Variables, depth: int = 0) -> str:
    """Fill in the variables of a text.

    Raises:
        InvalidTemplate: a form that does not exist.
        Fault: ``required variable X is missing a value: why``.
        LimitError: the templates are nested too deep, or come to too much.
    """
    if "$" not in template:
        return template
    if depth > MAX_DEPTH:
        raise LimitError(f"templates are nested deeper than {MAX_DEPTH} levels")
    return _Expansion(template, variables, depth).run()


class _Expansion:
    """One pass over a template.

    ``shown`` is where the text begins that an error shows: behind a form with an operator the tool starts anew with
    what is left of the line.
    """

    def __init__(self, template: str, variables: Variables, depth: int) -> None:
        self.template = template
        self.variables = variables
        self.depth = depth
        self.pieces: list[str] = []
        self.shown = 0
        self.shown_end = len(template)
        self.line_end = 0

    def run(self) -> str:
        position = 0
        for_next = self.template.find("$")
        while for_next >= 0:
            self.pieces.append(self.template[position:for_next])
            position = self._expand_at(for_next)
            for_next = self.template.find("$", position)
        self.pieces.append(self.template[position:])
        return "".join(self.pieces)

    def _add(self, value: str) -> None:
        self.variables.account.spend_characters(len(value))
        self.pieces.append(value)

    def _expand_at(self, start: int) -> int:
        """Expand what begins with the dollar at start; give where it ends."""
        match = _PLAIN.match(self.template, start)
        if match is None or match["escaped"]:
            # A dollar before anything else stays.
            self.pieces.append("$")
            return start + 1 if match is None else match.end()
        if match["named"]:
            self._add(self._look_up(match["named"]))
            return match.end()
        return self._expand_braces(start, match.end())

    def _look_up(self, name: str) -> str:
        value = self.variables.lookup(name)
        if value is None:
            self.variables.account.warn(f"The {quote(name)} variable is not set. Defaulting to a blank string.")
            return ""
        return value

    def _expand_braces(self, start: int, inside: int) -> int:
        match = _IN_BRACES.match(self.template, inside)
        if match is None:
            raise self._invalid(start)
        if match["end"]:
            self._add(self._look_up(match["name"]))
            return match.end()
        end = self._find_end(start, match.end())
        if end is None:
            raise self._invalid(start)
        self._add(self._apply(match["name"], match["operator"], self.template[match.end() : end]))
        return end + 1

    def _find_end(self, start: int, behind_operator: int) -> int | None:
        if start >= self.line_end:
            line_end = self.template.find("\n", start)
            self.line_end = line_end if line_end >= 0 else len(self.template)
        last = self.template.rfind("}", behind_operator, self.line_end)
        if last < 0:
            return None
        closing = _find_closing_brace(self.template, start, last)
        # Without a brace that balances, everything up to the last brace of the line counts.
        self.shown, self.shown_end = (last if closing is None else closing) + 1, last + 1
        return last if closing is None else closing

    def _invalid(self, start: int) -> InvalidTemplate:
        """Make the error; it shows the template, or what is left of the part in which it is met."""
        if start >= self.shown_end or not self.shown:
            return InvalidTemplate(self.template)
        return InvalidTemplate(self.template[self.shown : self.shown_end])

    def _apply(self, name: str, operator: str, word: str) -> str:
        # The word is expanded even where it is not used, and its errors count.
        word = expand(word, self.variables, self.depth + 1)
        value = self.variables.lookup(name)
        is_good = value is not None and (value != "" or operator[0] != ":")
        match operator[-1]:
            case "-":
                return value if is_good and value is not None else word
            case "+":
                return word if is_good else value or ""
            case _:
                if is_good and value is not None:
                    return value
                reason = f": {word}" if word else ""
                raise Fault(f"required variable {name} is missing a value{reason}")


def _find_closing_brace(text: str, start: int, last: int) -> int | None:
    """Give the brace that balances the first one behind start, up to ``last``.

    The character behind an opening brace is not looked at.
    """
    depth = 0
    position = start
    while position <= last:
        character = text[position]
        if character == "}":
            depth -= 1
            if depth == 0:
                return position
        elif character == "{":
            depth += 1
            position += 1
        position += 1
    return None

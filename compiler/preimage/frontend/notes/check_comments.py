"""``# check=`` lines that name no rule, or stand where they have no effect.

Source: docs/reference/notes.md, "preimage/UnknownRule" and "preimage/CheckWithoutEffect".
"""

from __future__ import annotations

import re

from preimage.frontend.source import find_directive, parse_directive
from preimage.golang.quoting import quote
from preimage.golang.suggest import suggest
from preimage.golang.text import BLANKS, lower
from preimage.model import rules
from preimage.model.lint import CheckOptions, parse_check_options
from preimage.model.notes import CHECK_WITHOUT_EFFECT, NOTE_RULES, OWN_RULES, UNKNOWN_RULE
from preimage.model.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.frontend.source import Source
    from preimage.frontend.statement import Statement
    from preimage.golang.suggest import Allowance
    from preimage.model.lint import Lint

# Anything else behind check= may be meant for people.
_CHECK = re.compile(
    r"([ \t]*)#[ \t]*check[ \t]*=[ \t]*((?:skip|error|experimental)[ \t]*=.*)", re.IGNORECASE | re.DOTALL
)

_ONLY_BY_DIRECTIVE = frozenset(
    rule.name
    for rule in (
        rules.CONSISTENT_INSTRUCTION_CASING,
        rules.DUPLICATE_STAGE_NAME,
        rules.RESERVED_STAGE_NAME,
        rules.INVALID_DEFAULT_ARG_IN_FROM,
        rules.INVALID_BASE_IMAGE_PLATFORM,
        rules.NO_EMPTY_CONTINUATION,
    )
) | (OWN_RULES.keys() - NOTE_RULES.keys())
"""Rules that no comment above an instruction switches (docs/reference/checks.md, "The rules")."""

_OF_FROM = frozenset(
    rule.name
    for rule in (
        rules.STAGE_NAME_CASING,
        rules.FROM_AS_CASING,
        rules.INVALID_DEFINITION_DESCRIPTION,
        rules.UNDEFINED_ARG_IN_FROM,
        rules.REDUNDANT_TARGET_PLATFORM,
        rules.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
    )
)
"""Rules that a comment above a FROM switches."""


class _CheckLine:
    """A line with ``check=``: its 1-based number, its value, and whether it is indented."""

    __slots__ = ("is_indented", "number", "value")

    def __init__(self, number: int, value: str, is_indented: bool) -> None:
        self.number = number
        self.value = value
        self.is_indented = is_indented


class CheckComments:
    """Reports the ``check=`` lines of one file."""

    __slots__ = ("_allowance", "_directive", "_lines", "_lint", "_value")

    def __init__(self, data: bytes, source: Source, lint: Lint, allowance: Allowance) -> None:
        self._value, self._directive = find_directive(data, "check")
        self._lines = source.lines
        self._lint = lint
        self._allowance = allowance

    def report(self, statements: Sequence[Statement]) -> None:
        """Report the directive, then what stands above each statement and behind the last."""
        if self._directive:
            self._report_directive()
        above = 1
        for statement in statements:
            if statement.lines[0] > above:
                self._report_gap(range(above, statement.lines[0]), statement, is_top=above == 1)
            above = statement.lines[-1] + 1
        for line in self._find_lines(range(above, len(self._lines) + 1))[0]:
            self._report(line, "no instruction follows")

    def _report_directive(self) -> None:
        line = _CheckLine(self._directive, self._value, False)
        options = self._read(line)
        if options is not None:
            self._report_names(line, options)
        text, _, behind = self._value.partition(" ")
        if text.endswith((",", ";")) or behind.lstrip(BLANKS).startswith((",", ";")):
            self._lint.report(
                CHECK_WITHOUT_EFFECT, _at(line), (), f"the value ends at the blank behind {quote(text)}", is_whole=False
            )

    def _report_gap(self, gap: range, statement: Statement, *, is_top: bool) -> None:
        found, dropped = self._find_lines(gap)
        if not found and not dropped:
            return
        for line in dropped:
            self._report(
                line, self._describe_top(line) if is_top else "an empty comment below takes it from the instruction"
            )
        in_force = next((line for line in found if not line.is_indented), None)
        for line in found:
            options = self._read(line)
            if options is not None:
                self._report_names(line, options)
            if line is not in_force:
                self._report(line, self._describe_unused(line, is_top=is_top))
            elif options is None:
                self._report(line, "it cannot be read, as a value such as skip=RuleA,RuleB can")
            elif is_top:
                self._report_late(line, options, statement)
            else:
                self._report_of_instruction(line, options)

    def _report_late(self, line: _CheckLine, options: CheckOptions, statement: Statement) -> None:
        """Report a directive that comes too late, unless it may be meant for the instruction below."""
        named = options.skipped | options.experimental
        is_all = options.skips_all or options.runs_all_experimental
        is_of_from = statement.keyword == "from" and not (named & OWN_RULES.keys())
        reachable = _OF_FROM if is_of_from else named - _ONLY_BY_DIRECTIVE
        if is_all or options.fails_on_findings or not named <= reachable:
            keyword = statement.keyword.upper()
            holds = is_all or bool(named & reachable)
            scope = f"it holds for the {keyword} below only" if holds else f"the {keyword} below has nothing of it"
            self._report(line, f"{self._describe_top(line)}; {scope}", is_whole=not holds)

    def _report_of_instruction(self, line: _CheckLine, options: CheckOptions) -> None:
        useless = sorted((options.skipped | options.experimental) & _ONLY_BY_DIRECTIVE)
        for name in useless:
            self._report(line, f"{name} is switched by the directive at the top only", is_whole=False)
        if options.fails_on_findings:
            self._report(line, "error= counts in the directive at the top only", is_whole=False)

    def _describe_top(self, line: _CheckLine) -> str:
        """Say why a line above all instructions is no directive."""
        if line.is_indented:
            return "an indented line is no directive"
        above = enumerate(self._lines[: line.number - 1], 1)
        return f"directives come first{next(filter(None, (_describe_other(*each) for each in above)), '')}"

    def _describe_unused(self, line: _CheckLine, *, is_top: bool) -> str:
        if is_top:
            return self._describe_top(line)
        if line.is_indented:
            return "an indented comment switches nothing"
        return "only the first check= above an instruction counts"

    def _find_lines(self, gap: range) -> tuple[list[_CheckLine], list[_CheckLine]]:
        """Give the check lines in a gap between instructions, and those that an empty comment drops."""
        found: list[_CheckLine] = []
        dropped: list[_CheckLine] = []
        for number in gap:
            text = self._lines[number - 1]
            if text.startswith("#") and not text[1:].strip(BLANKS):
                dropped += found
                found = []
            elif number != self._directive:
                match = _CHECK.match(text)
                if match is not None:
                    found.append(_CheckLine(number, match[2], bool(match[1])))
        return found, dropped

    def _read(self, line: _CheckLine) -> CheckOptions | None:
        try:
            return parse_check_options(line.value.split(" ", 1)[0])
        except ValueError:
            return None

    def _report_names(self, line: _CheckLine, options: CheckOptions) -> None:
        for option, names in (("skip", options.skipped), ("experimental", options.experimental)):
            for name in sorted(names):
                if name and name not in RULES and name not in OWN_RULES:
                    shown = quote(name)
                    self._lint.report(UNKNOWN_RULE, _at(line), (), option, shown, _suggest(name, self._allowance))

    def _report(self, line: _CheckLine, why: str, *, is_whole: bool = True) -> None:
        self._lint.report(CHECK_WITHOUT_EFFECT, _at(line), (), why, is_whole=is_whole)


def _describe_other(number: int, text: str) -> str:
    """Say what a line at the top is; empty for a directive, and for what may stand above one."""
    if not text.startswith("#"):
        return f", and line {number} is {'indented' if text.strip(BLANKS) else 'blank'}"
    is_harmless = parse_directive(text)[0] or (number == 1 and text.startswith("#!"))
    return "" if is_harmless else f", and line {number} is a comment"


def _at(line: _CheckLine) -> range:
    return range(line.number, line.number + 1)


def _suggest(name: str, allowance: Allowance) -> str:
    if name == "all":
        return " (all stands alone)"
    known: dict[str, str] = {}
    for rule in (*RULES, *OWN_RULES):
        known[lower(rule)] = known[lower(rule).removeprefix("preimage/")] = rule
    wanted = lower(name)
    if wanted in known:
        return f" (did you mean {known[wanted]}?)"
    near = suggest(wanted, known, allowance).removeprefix(" (did you mean ").removesuffix("?)")
    return f" (did you mean {known[near]}?)" if near else ""

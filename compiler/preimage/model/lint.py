"""Which checks run, and what they have found.

Source: docs/reference/checks.md, "Switching rules".
"""

from __future__ import annotations

import re

from preimage.golang.numbers import parse_bool
from preimage.golang.quoting import quote
from preimage.golang.text import BLANKS, replace_invalid
from preimage.model.errors import DockerfileError, OptionError
from preimage.model.findings import Finding
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.rules import Rule
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from preimage.model.rules import Arguments

NONE: frozenset[str] = frozenset()

# A reason may follow the value, so its end is found afterwards.
_CHECK_COMMENT = r"(?s)([A-Za-z][A-Za-z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(?=.)"


class CheckOptions(Value):
    """The options of ``# check=`` or of the build argument BUILDKIT_DOCKERFILE_CHECK."""

    __slots__ = ("skipped", "skips_all", "experimental", "runs_all_experimental", "fails_on_findings")

    def __init__(
        self,
        *,
        skipped: frozenset[str] = NONE,
        skips_all: bool = False,
        experimental: frozenset[str] = NONE,
        runs_all_experimental: bool = False,
        fails_on_findings: bool = False,
    ) -> None:
        self.skipped: Final = skipped
        self.skips_all: Final = skips_all
        self.experimental: Final = experimental
        self.runs_all_experimental: Final = runs_all_experimental
        self.fails_on_findings: Final = fails_on_findings

    def with_rules(self, names: frozenset[str]) -> CheckOptions:
        """Give the options with experimental rules on top."""
        if not names:
            return self
        return CheckOptions(
            skipped=self.skipped,
            skips_all=self.skips_all,
            experimental=self.experimental | names,
            runs_all_experimental=self.runs_all_experimental,
            fails_on_findings=self.fails_on_findings,
        )

    def without_failing(self) -> CheckOptions:
        """Give the options with which findings stop nothing."""
        if not self.fails_on_findings:
            return self
        return CheckOptions(
            skipped=self.skipped,
            skips_all=self.skips_all,
            experimental=self.experimental,
            runs_all_experimental=self.runs_all_experimental,
        )

    def runs(self, rule: Rule[...]) -> bool:
        """Tell whether the rule is on."""
        if rule.is_experimental:
            return self.runs_all_experimental or rule.name in self.experimental
        return not self.skips_all and rule.name not in self.skipped


def parse_check_options(text: str) -> CheckOptions:
    """Parse ``skip=A,B;experimental=all;error=true``.

    Raises:
        ValueError: BuildKit's text, such as ``invalid check option "x"``, without what comes in front of it.
    """
    text = text.strip(BLANKS)
    if not text:
        return CheckOptions()
    skipped = experimental = NONE
    skips_all = runs_all_experimental = fails_on_findings = False
    for part in text.split(";", 2):
        key, separator, value = part.partition("=")
        if not separator:
            raise ValueError(f"invalid check option {quote(part)}")
        key, value = key.strip(BLANKS), value.strip(BLANKS)
        names = frozenset(name.strip(BLANKS) for name in value.split(","))
        if key == "skip":
            if value == "all":
                skips_all = True
            else:
                skipped = names
        elif key == "experimental":
            if value == "all":
                runs_all_experimental = True
            else:
                experimental = names
        elif key == "error":
            try:
                fails_on_findings = parse_bool(value)
            except ValueError as error:
                raise ValueError(f"failed to parse check option {quote(part)}: {error}") from None
        else:
            raise ValueError(f"invalid check option {quote(key)}")
    return CheckOptions(
        skipped=skipped,
        skips_all=skips_all,
        experimental=experimental,
        runs_all_experimental=runs_all_experimental,
        fails_on_findings=fails_on_findings,
    )


def parse_check_arg(value: str) -> CheckOptions:
    """Parse what the build argument BUILDKIT_DOCKERFILE_CHECK says.

    Raises:
        OptionError: it cannot be read.
    """
    try:
        return parse_check_options(value)
    except ValueError as error:
        raise OptionError(f"failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: {error}") from error


def _options_of_comments(comments: tuple[str, ...]) -> CheckOptions | None:
    """Give the options of the first check comment; None when there is none, or it cannot be read."""
    for comment in comments:
        match = re.match(_CHECK_COMMENT, comment)
        if match is not None and match[1].lower() == "check":
            try:
                return parse_check_options(comment[match.end() :].split(" ", 1)[0])
            except ValueError:
                return None
    return None


class Lint:
    """Collects findings in BuildKit's order; rules that are switched off find nothing."""

    __slots__ = ("_budget", "_comment_options", "_comments", "_line_numbers", "_lines", "findings", "options")

    def __init__(
        self, options: CheckOptions | None = None, budget: Budget | None = None, findings: list[Finding] | None = None
    ) -> None:
        """``findings`` is where they go; default: a list of its own."""
        self.options = options or CheckOptions()
        self._budget = budget or Budget(DEFAULT_LIMITS)
        self.findings: list[Finding] = [] if findings is None else findings
        self._lines = range(0)
        self._line_numbers: tuple[int, ...] = ()
        self._comments: tuple[str, ...] = ()
        self._comment_options: CheckOptions | None = None

    def report(
        self,
        rule: Rule[Arguments],
        lines: range,
        comments: tuple[str, ...],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> None:
        """Record a finding, unless the file or one of the comments above the instruction switches the rule off.

        ``arguments`` are those of the rule's message.

        Raises:
            LimitError: there are too many findings.
        """
        runs = self.options.runs(rule)
        if comments and not (runs and rule.is_experimental):
            local = self._read_comments(comments)
            if local is not None:
                is_on = local.runs(rule)
                runs = runs or is_on if rule.is_experimental else runs and is_on
        if runs:
            # Many findings of one long instruction share its line numbers.
            if lines is not self._lines:
                self._lines, self._line_numbers = lines, tuple(lines)
            message = replace_invalid(rule.message(*arguments, **named))
            self.add(Finding(rule.name, message, self._line_numbers))

    def add(self, finding: Finding) -> None:
        """Record a finding that is known.

        Raises:
            LimitError: there are too many findings.
        """
        self._budget.spend_finding(len(finding.message))
        self.findings.append(finding)

    def _read_comments(self, comments: tuple[str, ...]) -> CheckOptions | None:
        # An instruction may have many findings below many comments.
        if comments is not self._comments:
            self._comments, self._comment_options = comments, _options_of_comments(comments)
        return self._comment_options

    def fail_on_findings(self) -> None:
        """Fail the build if ``error=true`` asks for it and anything was found.

        Raises:
            DockerfileError: ``lint violation found for rules: ...``, names sorted, each once.
        """
        if self.options.fails_on_findings and self.findings:
            names = sorted({finding.rule for finding in self.findings})
            raise DockerfileError(f"lint violation found for rules: {', '.join(names)}")

"""Regular expressions of test files, which are Go's."""

from __future__ import annotations

from preimage.golang.regexps import UnsupportedPattern, compile_regexp
from preimage.model.errors import LimitError, OptionError

MAX_STEPS = 3_000_000


class Allowance:
    """The steps that all expressions of one test may take where google-re2 is not installed."""

    __slots__ = ("_steps",)

    def __init__(self) -> None:
        self._steps = MAX_STEPS

    def spend(self, steps: int) -> None:
        """Take as many steps."""
        self._steps -= steps
        if self._steps < 0:
            raise LimitError(
                f"the regular expressions of this test take more than {MAX_STEPS} steps; google-re2 has no such limit: "
                'pip install "preimage[structure]"'
            )


def is_matched(pattern: str, text: str, allowance: Allowance) -> bool:
    """Tell whether the expression matches anywhere in the text.

    Bytes that are not UTF-8 count as U+FFFD, in both.

    Raises:
        ValueError: Go's text, such as ``error parsing regexp: missing closing ): `a(```.
        OptionError: the expression needs google-re2, which is not installed.
        LimitError: the allowance is used up, which happens only without google-re2.
    """
    try:
        regexp = compile_regexp(pattern)
    except UnsupportedPattern as error:
        raise OptionError(
            f'regular expressions in test files: {error} needs google-re2: pip install "preimage[structure]"'
        ) from error
    return regexp.is_found(text, allowance.spend)

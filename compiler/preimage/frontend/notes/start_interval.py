"""A start interval without a start period, during which alone it counts.

Source: docs/reference/notes.md, "preimage/StartIntervalWithoutPeriod".
"""

from __future__ import annotations

from preimage.golang.durations import parse_duration
from preimage.model.notes import START_INTERVAL_WITHOUT_PERIOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.frontend.statement import Statement
    from preimage.model.lint import Lint


def report_start_interval(holder: Statement, statement: Statement, lint: Lint) -> None:
    """Report a HEALTHCHECK, or one that the statement holds as a trigger, that sets one without the other."""
    if not holder.flags or holder.args[:1] == [] or holder.args[0].upper() != "CMD":
        return
    flags = dict(flag.removeprefix("--").partition("=")[::2] for flag in holder.flags)
    interval = flags.get("start-interval", "")
    if _is_some(interval) and not _is_some(flags.get("start-period", "")):
        lint.report(START_INTERVAL_WITHOUT_PERIOD, statement.lines, statement.comments, interval)


def _is_some(text: str) -> bool:
    """Tell whether a flag sets a duration; what cannot be read fails the build elsewhere."""
    try:
        return bool(text) and parse_duration(text) != 0
    except ValueError:
        return False

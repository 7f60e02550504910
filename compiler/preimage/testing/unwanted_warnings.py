"""Warnings where a test wants none."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from preimage.model.findings import Finding


class UnwantedWarnings(AssertionError):
    """A Dockerfile that was to give no warnings gives some; the text has a line for each."""

    def __init__(self, path: str, warnings: list[Finding]) -> None:
        super().__init__("\n".join(render_warnings(warnings, path)))
        self.path = path
        self.warnings = warnings

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.path, self.warnings))


def render_warnings(warnings: Iterable[Finding], path: str) -> list[str]:
    """Give a line for each warning: file, line, rule and message."""
    return [
        f"{path}:{warning.lines[0] if warning.lines else 1}: {warning.rule}: {warning.message}" for warning in warnings
    ]

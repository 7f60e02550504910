"""What a check of one Dockerfile comes to."""

from __future__ import annotations

from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from preimage.model.errors import DockerfileError
    from preimage.model.findings import Finding


class CheckResult(Value):
    """The findings in BuildKit's order, what stops the build (an error, or None), and preimage's notes on the text."""

    __slots__ = ("findings", "error", "notes")

    def __init__(
        self, findings: tuple[Finding, ...], error: DockerfileError | None = None, notes: tuple[Finding, ...] = ()
    ) -> None:
        self.findings: Final = findings
        self.error: Final = error
        self.notes: Final = notes

    @property
    def is_clean(self) -> bool:
        """No finding and no error: what ``preimage check`` ends with status 0 for."""
        return not self.findings and self.error is None

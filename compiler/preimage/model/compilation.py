"""What a compilation comes to."""

from __future__ import annotations

from dataclasses import dataclass

from preimage.model.bases import UsedBase
from preimage.model.findings import Finding
from preimage.model.image import DockerOCIImage
from preimage.model.trace import Trace


@dataclass(slots=True, eq=False, repr=False)
class Compilation:
    """The image of the target, the warnings in BuildKit's order, what set each field, and the bases looked up."""

    image: DockerOCIImage
    warnings: list[Finding]
    trace: Trace
    bases: list[UsedBase]
    epoch: int | None
    """SOURCE_DATE_EPOCH in seconds since 1970; None without one."""

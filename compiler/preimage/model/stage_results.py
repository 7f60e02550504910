"""What all stages of a file come to in one evaluation, whichever of them is asked for."""

from __future__ import annotations

from preimage.model.trace import Trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from preimage.model.findings import Finding
    from preimage.model.image import DockerOCIImage
    from preimage.model.instructions import Dockerfile
    from preimage.model.options import BuildOptions
    from preimage.model.trace import StageTrace

    Link = int | str


class StageResult:
    """What one stage comes to as a target: an image or an error.

    - ``name``: as FROM gives it, in lower case; empty without one.
    - ``links``: what it takes from: its base, then what it copies and mounts from, in order; the place of a stage, or
      the name of an image.
    - ``error``: BuildKit's text, or that of the stage it is based on.
    """

    __slots__ = ("error", "image", "links", "name")

    def __init__(self, name: str, links: Sequence[Link], image: DockerOCIImage | None, error: str) -> None:
        self.name: Final = name
        self.links: Final = tuple(links)
        self.image: Final = image
        self.error: Final = error


class StageResults:
    """The results of all stages of a file by their place, and what was found on the way."""

    __slots__ = ("_dockerfile", "_options", "_traces", "findings", "stages")

    def __init__(
        self,
        stages: Sequence[StageResult],
        findings: Sequence[Finding],
        dockerfile: Dockerfile,
        options: BuildOptions,
        traces: list[StageTrace | None],
    ) -> None:
        self.stages: Final = tuple(stages)
        self.findings: Final = findings
        self._dockerfile = dockerfile
        self._options = options
        self._traces = traces

    def trace(self, stage: int) -> Trace:
        """Give what led to the image of a stage."""
        return Trace(self._dockerfile, self._options, self._traces, stage)

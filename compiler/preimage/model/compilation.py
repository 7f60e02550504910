"""What a compilation comes to."""

from __future__ import annotations

from dataclasses import dataclass, field

from preimage.model.bases import Base, UsedBase
from preimage.model.findings import Finding
from preimage.model.image import DockerOCIImage
from preimage.model.lint import CheckOptions
from preimage.model.platforms import format_platform_full
from preimage.model.trace import Trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.built import BuiltImage, Layer


@dataclass(slots=True, eq=False, repr=False)
class Compilation:
    """The image of the target, the warnings in BuildKit's order, what set each field, and the bases looked up."""

    image: DockerOCIImage
    warnings: list[Finding]
    trace: Trace
    bases: list[UsedBase]
    epoch: int | None
    """SOURCE_DATE_EPOCH in seconds since 1970; None without one."""
    base: Base | None = None
    """The base image that the target goes back to; None when that is ``scratch``."""
    check_options: CheckOptions = field(default_factory=CheckOptions)
    """Which checks were switched on and off, by the directive or what replaces it."""

    def __repr__(self) -> str:
        platform = format_platform_full(self.image)
        bases = [used.reference for used in self.bases]
        return f"<compilation for {platform}, warnings: {len(self.warnings)}, bases: {bases}>"

    def built(self, epoch: int | None = None, *, layers: Sequence[Layer] | None = None) -> BuiltImage:
        """Predict the config blob of the built image, as far as that can be known without building.

        ``epoch`` is the exporter's ``source-date-epoch`` in seconds since 1970; default: SOURCE_DATE_EPOCH of the
        build. ``layers`` are diff id and time of the layers that a build has made, those of the base first.
        """
        from preimage.model.built import predict_built_image

        base = self.base.image if self.base is not None else None
        return predict_built_image(self.image, base, self.epoch if epoch is None else epoch, layers)

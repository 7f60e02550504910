"""What there is to do for a unit, as it is sent to whoever compiles it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from preimage.scan.facts import BuiltImage
    from preimage.scan.units import Unit


class Work:
    """A unit to compile: ``digest`` is that of its files when it was compiled last, ``built`` what others make."""

    __slots__ = ("built", "digest", "unit")

    def __init__(self, unit: Unit, digest: str = "", built: Mapping[str, BuiltImage] | None = None) -> None:
        self.unit = unit
        self.digest = digest
        self.built: Mapping[str, BuiltImage] = {} if built is None else built

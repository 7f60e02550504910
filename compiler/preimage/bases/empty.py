"""Empty base images, for when it does not matter, or cannot be helped, that the real ones are unknown."""

from __future__ import annotations

from preimage.bases.static import ANY_REFERENCE, StaticBases
from preimage.model.bases import UNRESOLVED, Base
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class EmptyBases:
    """An image with an empty config for every reference, on the platform asked for.

    ``asked`` lists each full reference and platform in full form once, in the order they were first asked for;
    ``on_use`` is called with them then.
    """

    def __init__(self, on_use: Callable[[str, str], None] | None = None) -> None:
        self._asked: dict[tuple[str, str], None] = {}
        self._on_use = on_use
        self._source = StaticBases({ANY_REFERENCE: {"config": {}}}, origin=UNRESOLVED)

    @property
    def asked(self) -> list[tuple[str, str]]:
        return list(self._asked)

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give an image with an empty config."""
        use = (str(reference), format_platform_full(platform))
        if use not in self._asked:
            self._asked[use] = None
            if self._on_use is not None:
                self._on_use(*use)
        return self._source.resolve(reference, platform)

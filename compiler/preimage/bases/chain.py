"""Several base sources as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from preimage.bases.static import ANY_REFERENCE
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full, normalize_platform
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.model.bases import BaseSource


class ChainOfBases:
    """Sources that are asked in order until one knows the image; ``origin`` of the base says which one did.

    Only ``BaseNotFound`` leads on to the next source: what is known but unreadable must not be replaced silently by
    what another source believes it to be.
    """

    def __init__(self, sources: Iterable[BaseSource]) -> None:
        self.sources = tuple(sources)

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config that the first source has which knows the image.

        Raises:
            BaseNotFound: no source knows the image.
            BaseUnreadable: a source knows it, but cannot read or trust what it finds.
        """
        for source in self.sources:
            try:
                return source.resolve(reference, platform)
            except BaseNotFound:
                continue
        raise BaseNotFound(f"{reference}: not found")


class NamedBases:
    """Images that were named one by one, by what they stand for.

    A key is a full reference, ``|`` and a platform in normal, full form; or only the reference; or ``"*"`` for any
    other. A reader gives the image for a platform; its errors are those of ``BaseSource.resolve``.
    """

    def __init__(self, readers: Mapping[str, Callable[[Platform], Base]]) -> None:
        self._readers = dict(readers)

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the image that was named for the reference and the platform, or else for the reference, or for any.

        Raises:
            BaseNotFound: none was.
        """
        full_reference = str(reference)
        exact = f"{full_reference}|{format_platform_full(normalize_platform(platform))}"
        for key in (exact, full_reference, ANY_REFERENCE):
            if key in self._readers:
                return self._readers[key](platform)
        raise BaseNotFound(f"{full_reference}: not found")

"""Several base sources as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound
from preimage.model.image import Platform
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
    """Images that were picked one by one, such as one of a layout, by the full reference that they stand for.

    A reader gives the image for a platform; its errors are those of ``BaseSource.resolve``.
    """

    def __init__(self, readers: Mapping[str, Callable[[Platform], Base]]) -> None:
        self._readers = dict(readers)

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the image that was picked for the reference.

        Raises:
            BaseNotFound: none was.
        """
        reader = self._readers.get(str(reference))
        if reader is None:
            raise BaseNotFound(f"{reference}: not found")
        return reader(platform)

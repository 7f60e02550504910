"""Several base sources as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from preimage.bases.given import open_bases
from preimage.bases.static import ANY_REFERENCE
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full, normalize_platform
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.bases.given import Bases
    from preimage.model.bases import BaseSource

    BuildLink = Callable[[str, Platform, BaseSource | None], Base]
    """Gives a build of a project as a base, by its name; the last takes the place of the registries."""


_SHOWN_KEYS = 12


class ChainOfBases:
    """Sources that are asked in order until one knows the image; ``origin`` of the base says which one did.

    Only ``BaseNotFound`` leads on to the next source: what is known but unreadable must not be replaced silently by
    what another source believes it to be.
    """

    def __init__(self, sources: Iterable[Bases]) -> None:
        """Each of ``sources`` may be a mapping, as `StaticBases` takes it."""
        self.sources = tuple(map(open_bases, sources))

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config that the first source has which knows the image.

        Raises:
            BaseNotFound: no source knows the image.
            BaseUnreadable: a source knows it, but cannot read or trust what it finds.
        """
        details: list[str] = []
        reason = ""
        plain_text = f"{reference}: not found"
        for source in self.sources:
            try:
                return source.resolve(reference, platform)
            except BaseNotFound as error:
                details += error.details or ([] if str(error) == plain_text else [str(error)])
                reason = error.reason or reason
        raise BaseNotFound(plain_text, reason=reason, details=details)


class NamedBases:
    """Images that were named one by one, by what they stand for.

    A key is a full reference, ``|`` and a platform in normal, full form; or only the reference; or ``"*"`` for any
    other. A reader gives the image for a platform; its errors are those of ``BaseSource.resolve``.
    """

    def __init__(self, readers: Mapping[str, Callable[[Platform], Base]], subject: str = "given") -> None:
        """``subject`` is what they were named with, for errors."""
        self._readers = dict(readers)
        self._subject = subject

    @property
    def is_empty(self) -> bool:
        """Tell whether no image was named."""
        return not self._readers

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
        details = [f"{self._subject}: only {list_given(self._readers)}"] if self._readers else []
        raise BaseNotFound(f"{full_reference}: not found", details=details)


class LinkedBases:
    """The builds of a project as bases, by the references that stand for them."""

    def __init__(self, names: Mapping[str, str], build: BuildLink, registry: BaseSource | None) -> None:
        self._names = names
        self._build = build
        self._registry = registry

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config that a build comes to; errors are those of the build."""
        name = self._names.get(str(reference))
        if name is None:
            raise BaseNotFound(f"{reference}: not found")
        return self._build(name, platform, self._registry)


class UnaskedBases:
    """What stands where nobody is asked: it knows no image, and says why nobody who might was asked."""

    def __init__(self, reason: str, text: str) -> None:
        self._reason = reason
        self._text = text

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Raises BaseNotFound, with the reason and the text as its detail."""
        raise BaseNotFound(f"{reference}: not found", reason=self._reason, details=[self._text])


class PlaceOfBases:
    """A place of images, which says by its location that it was asked."""

    def __init__(self, source: BaseSource, location: str) -> None:
        self._source = source
        self._location = location

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give what the place gives; errors are its own."""
        try:
            return self._source.resolve(reference, platform)
        except BaseNotFound as error:
            plain_text = f"{reference}: not found"
            text = "does not have it" if str(error) == plain_text else str(error)
            raise BaseNotFound(plain_text, details=[f"{self._location}: {text}"]) from error


def list_given(keys: Iterable[str]) -> str:
    """List keys of given bases for an error: references, and the platform for those that are for one only."""
    shown = [key.replace("|", " for ") for key in keys]
    more = f" and {len(shown) - _SHOWN_KEYS} more" if len(shown) > _SHOWN_KEYS else ""
    return ", ".join(shown[:_SHOWN_KEYS]) + more

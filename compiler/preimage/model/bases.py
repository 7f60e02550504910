"""How base images reach the evaluation: a source gives the config that belongs to a reference and a platform."""

from __future__ import annotations

from preimage.model.image import DockerOCIImage, Platform
from preimage.model.references import Reference
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Protocol
else:
    Protocol = object


UNRESOLVED = "unresolved"
"""The origin of an empty base in the place of a base image that could not be had."""


class Base:
    """The config of a base image: its JSON text, which source gave it, and the manifest digest where known."""

    __slots__ = ("_fault", "_image", "_text", "digest", "origin")

    def __init__(self, text: bytes, origin: str, digest: str = "") -> None:
        self._text = text
        self.origin: Final = origin
        self.digest: Final = digest
        self._image: DockerOCIImage | None = None
        self._fault = ""

    @property
    def text(self) -> bytes:
        """The image config as JSON text, to the byte."""
        return self._text

    @property
    def image(self) -> DockerOCIImage:
        """The decoded config, made once; treat it as read-only.

        Raises:
            ValueError: the text is no image config, in Go's words.
        """
        if self._fault:
            raise ValueError(self._fault)
        if self._image is None:
            try:
                self._image = self._decode()
            except ValueError as error:
                self._fault = str(error)
                raise
        return self._image

    def __repr__(self) -> str:
        return f"<base from {self.origin!r}, digest {self.digest!r}>"

    def detached(self) -> Base:
        """Give a copy for a holder who may change it: neither the copy nor its image is shared."""
        return _DetachedBase(self)

    def _decode(self) -> DockerOCIImage:
        # Files whose bases are not known, as in most checks, do without.
        from preimage.model.decoding import decode_image

        return decode_image(self.text)


class _DetachedBase(Base):
    """A copy of a base; the image is copied when it is first asked for."""

    __slots__ = ("_original",)

    def __init__(self, original: Base) -> None:
        super().__init__(b"", original.origin, original.digest)
        self._original = original

    @property
    def text(self) -> bytes:
        """The image config as JSON text, to the byte."""
        return self._original.text

    def _decode(self) -> DockerOCIImage:
        from copy import deepcopy

        return deepcopy(self._original.image)


class BaseSource(Protocol):
    """Where configs of base images come from."""

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config of an image for a platform, which is as asked for and need not be normalised.

        Raises:
            BaseNotFound: the source does not know the image.
            BaseUnreadable: it knows it, but cannot read or trust what it finds.
        """


class UsedBase(Value):
    """A base image that an evaluation looked up: full reference, platform in full form, and where it came from."""

    __slots__ = ("reference", "platform", "origin", "digest")

    def __init__(self, reference: str, platform: str, origin: str, digest: str) -> None:
        self.reference: Final = reference
        self.platform: Final = platform
        self.origin: Final = origin
        self.digest: Final = digest

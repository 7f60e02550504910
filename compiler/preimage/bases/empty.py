"""Empty base images, for when it does not matter, or cannot be helped, that the real ones are unknown."""

from __future__ import annotations

from preimage.model.bases import UNRESOLVED, Base, BaseSource
from preimage.model.image import DockerOCIImage, Platform
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
        self._made: dict[tuple[str, str, str], _EmptyBase] = {}

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
        key = (platform.architecture, platform.os, platform.variant)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _EmptyBase(*key)
        return made


class _EmptyBase(Base):
    """An empty config; most checks know no base at all, and do not wait for what decodes configs to be loaded."""

    __slots__ = ("_architecture", "_os", "_variant")

    def __init__(self, architecture: str, os: str, variant: str) -> None:
        super().__init__(b"", UNRESOLVED)
        self._architecture = architecture
        self._os = os
        self._variant = variant

    @property
    def text(self) -> bytes:
        """The config as JSON text."""
        from json import dumps

        variant = {"variant": self._variant} if self._variant else {}
        return dumps({"config": {}, "architecture": self._architecture, "os": self._os, **variant}).encode()

    def _decode(self) -> DockerOCIImage:
        return DockerOCIImage(architecture=self._architecture, os=self._os, variant=self._variant)


class UnresolvedWatch:
    """Takes note of the images that sources have taken as empty: ``found`` has reference and platform of each."""

    def __init__(self) -> None:
        self.found: list[tuple[Reference, Platform]] = []

    def around(self, source: BaseSource) -> BaseSource:
        """Give a source that answers as the other does, and is watched."""
        return _WatchedBases(source, self.found)


class _WatchedBases:
    def __init__(self, source: BaseSource, found: list[tuple[Reference, Platform]]) -> None:
        self._source = source
        self._found = found

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        base = self._source.resolve(reference, platform)
        if base.origin == UNRESOLVED:
            self._found.append((reference, platform))
        return base

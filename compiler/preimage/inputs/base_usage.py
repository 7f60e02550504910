"""Which images a run asks for, so that it can be told what was given for nothing.

Source: docs/reference/cli.md, "Options that nothing used".
"""

from __future__ import annotations

from preimage.bases.static import ANY_REFERENCE
from preimage.model.platforms import format_platform_full, normalize_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preimage.model.bases import Base, BaseSource
    from preimage.model.image import Platform
    from preimage.model.references import Reference


class AskedBases:
    """What was asked of the sources of a run: references with platforms, both in full, and the images that were found.

    ``contexts`` are the named contexts that were found, by the names that they are looked up by. ``is_locked``: nothing
    but a lock file was to answer.
    """

    __slots__ = ("contexts", "found", "is_locked", "keys")

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], None] = {}
        self.found: list[Base] = []
        self.contexts: set[str] = set()
        self.is_locked = False

    def watch(self, source: BaseSource) -> BaseSource:
        """Give a source that answers as the other does, and is watched."""
        return _WatchedBases(source, self)

    def has_use_for(self, key: str, others: Iterable[str]) -> bool:
        """Tell whether an image was asked for that a key of `NamedBases` stands for; ``others`` are all such keys."""
        if key != ANY_REFERENCE:
            reference, _, platform = key.partition("|")
            return any(reference == asked and platform in ("", on) for asked, on in self.keys)
        own = set(others)
        return any(asked not in own and f"{asked}|{on}" not in own for asked, on in self.keys)

    def triggers(self) -> Iterator[str]:
        """Give the triggers of all images that were found."""
        for base in self.found:
            # A config that cannot be read was told.
            try:
                triggers = base.image.config.on_build
            except ValueError:
                continue
            yield from triggers


class _WatchedBases:
    """A source that notes what it is asked."""

    __slots__ = ("_asked", "_source")

    def __init__(self, source: BaseSource, asked: AskedBases) -> None:
        self._source = source
        self._asked = asked

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give what the other source gives; errors are its own."""
        key = (str(reference), format_platform_full(normalize_platform(platform)))
        is_new = key not in self._asked.keys
        self._asked.keys[key] = None
        base = self._source.resolve(reference, platform)
        if is_new:
            self._asked.found.append(base)
        return base

"""What callers of the library give as base images: a source, or a mapping that stands for one."""

from __future__ import annotations

from collections.abc import Mapping

from preimage.bases.static import StaticBases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.bases import BaseSource

    Bases = BaseSource | Mapping[str, object]
    """A base source, or image configs by reference as `StaticBases` takes them."""


def open_bases(bases: Bases) -> BaseSource:
    """Give the source that was given, or the one of a mapping.

    Raises:
        TypeError: it is neither, or holds what is no config.
        OptionError: a key is no image reference, or two are the same.
    """
    if isinstance(bases, StaticBases):
        return bases
    if isinstance(bases, Mapping):
        return StaticBases(bases)
    if isinstance(bases, type) or not hasattr(bases, "resolve"):
        name = f"the class {bases.__name__}" if isinstance(bases, type) else type(bases).__name__
        raise TypeError(
            "bases is a mapping of image references to configs, or a base source such as preimage.bases gives, "
            f"not {name}"
        )
    return bases

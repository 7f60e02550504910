"""Base images that a test gives with a call."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from preimage.bases.chain import NamedBases
from preimage.bases.static import ANY_REFERENCE, ConfigFile
from preimage.inputs.image_locations import CONFIG_BYTES, read_key
from preimage.inputs.reading import read_file
from preimage.testing.compiled_image import CompiledImage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.bases import BaseSource

Config = Mapping[str, object] | CompiledImage | bytes | str | os.PathLike[str]
"""The config of a base: JSON as a mapping or text, the path of a file of it, or an image compiled from a Dockerfile."""

FindFile = Callable[[str | os.PathLike[str]], str]


def read_given(bases: Mapping[str, Config] | BaseSource | None, find: FindFile) -> tuple[object, BaseSource | None]:
    """Give a key that is equal for equal bases, and the source of these bases; both None: a call gives no bases.

    Raises:
        OptionError: a key that is no reference.
        LimitError: the file of a config is too large.
        OSError: the file of a config cannot be read.
    """
    if bases is None:
        return None, None
    if not isinstance(bases, Mapping):
        # As a part of the key the source also lives as long as what was made with it.
        return _Same(bases), bases
    texts: dict[str, bytes] = {}
    readers = {}
    for written, config in bases.items():
        key = read_key(written, "base")
        path = os.fspath(config) if isinstance(config, os.PathLike) else ""
        texts[key] = _read_config(config, find)
        readers[key] = ConfigFile(texts[key], path, adapts=key == ANY_REFERENCE).pick
    return frozenset(texts.items()), NamedBases(readers)


class _Same:
    """A key for an object, equal to another key only if both hold the very same object."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def _read_config(config: Config, find: FindFile) -> bytes:
    if isinstance(config, bytes):
        return config
    if isinstance(config, str):
        return config.encode("utf-8", "surrogateescape")
    if isinstance(config, CompiledImage):
        return config.to_json().encode()
    if isinstance(config, os.PathLike):
        return read_file(find(config), CONFIG_BYTES)
    from json import dumps

    return dumps(config).encode()

"""Where images are kept, as users write it: one grammar for options, settings and arguments.

| Location | |
|---|---|
| ``FILE`` | the config of one image |
| ``oci-layout://DIR[:TAG]`` | a layout; with a tag or ``@digest`` one image of it |
| ``docker-archive:FILE[:NAME]`` | an archive; with a tag or reference one image of it |
| ``engine[://SOCKET][:NAME]`` | a local engine, if none is named the one that is found; with a reference one image |

A place of many images answers for the names that they have there. What stands for one reference is written
``REF[|PLATFORM]=LOCATION``, with ``*`` as REF for any reference that has no location of its own.

What reads the places is loaded only where a location names one: most runs have no images of their own.

Source: docs/reference/bases.md, "Locations".
"""

from __future__ import annotations

import os

from preimage.bases.chain import NamedBases
from preimage.bases.schemes import ARCHIVE_SCHEME, ENGINE, LAYOUT_SCHEME, split_name
from preimage.bases.static import ANY_REFERENCE, ConfigFile
from preimage.inputs.reading import read_file
from preimage.model.errors import BaseNotFound, BaseUnreadable, OptionError
from preimage.model.platforms import format_platform_full, normalize_platform, parse_platform
from preimage.model.references import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from preimage.bases.archive import ArchiveBases
    from preimage.bases.engine import EngineBases
    from preimage.bases.layout import LayoutBases
    from preimage.model.bases import Base
    from preimage.model.image import Platform

    StoredImages = LayoutBases | ArchiveBases | EngineBases
    """A place of images: ``resolve`` gives one by a name that it has there, ``pick`` the one that was named."""

ONE_IMAGE = f"{LAYOUT_SCHEME}DIR[:TAG], {ARCHIVE_SCHEME}FILE[:NAME] or {ENGINE}[://SOCKET]:NAME"
"""How one image is named, for help and errors."""
ALL_IMAGES = f"{LAYOUT_SCHEME}DIR, {ARCHIVE_SCHEME}FILE or {ENGINE}[://SOCKET]"
"""How a place of many images is named, for help and errors."""

PLACES = (LAYOUT_SCHEME, ARCHIVE_SCHEME, f"{ENGINE}:")
"""What places of images begin with."""

CONFIG_BYTES = 16 << 20
"""Bytes of the file of a config."""


def anchor_location(location: str, folder: str) -> str:
    """Give a location, or the source of a named context, with a relative path put behind a folder; empty: as it is."""
    if not folder:
        return location
    for scheme in (LAYOUT_SCHEME, ARCHIVE_SCHEME, f"{ENGINE}://"):
        if location.startswith(scheme):
            return scheme + os.path.join(folder, location.removeprefix(scheme))
    if is_engine(location) or "://" in location:
        return location
    return os.path.join(folder, location)


def open_images(location: str, folder: str = "") -> StoredImages | None:
    """Open the place of images that a location names; None: it is a file, or something else.

    A relative path starts at ``folder``; none: at the current one.

    Raises:
        BaseUnreadable: the location names no directory, or there is no engine.
        OptionError: what stands for the image in an engine is no reference.
    """
    opener = _find_opener(location)
    return None if opener is None else opener(location, folder)


def find_missing(location: str) -> str:
    """Give the path that a location of a layout or an archive names, if nothing is there; else an empty text."""
    path = find_place(location)
    return path if path and not os.path.exists(path) else ""


def find_place(location: str) -> str:
    """Give the path of the layout or archive that a location names; empty: it names none."""
    if location.startswith(LAYOUT_SCHEME):
        return _open_layout(location, "").directory
    if location.startswith(ARCHIVE_SCHEME):
        return _open_archive(location, "").path
    return ""


def is_engine(location: str) -> bool:
    """Tell whether a location is an engine, or an image in one."""
    return location == ENGINE or location.startswith(f"{ENGINE}:")


def open_all(location: str, subject: str, folder: str = "") -> StoredImages | None:
    """Open a place whose images are known by the names that they have there; None: it is no such place.

    ``subject`` is what the location was given with, for errors, which are those of `open_images`, and:

    Raises:
        OptionError: the location names one image of the place.
    """
    images = open_images(location, folder)
    if images is not None and images.names_one:
        raise OptionError(
            f"{subject} {location}: it names one image, where those of a place are known by their names: want "
            f"{ALL_IMAGES}, or REF={location} for one base"
        )
    return images


def open_one(location: str, subject: str, folder: str = "") -> StoredImages | None:
    """Open a place for the one image that a location names; None: it is no place of images.

    ``subject`` is what the location was given with, for errors, which are those of `open_images`, and:

    Raises:
        OptionError: the location is an engine, and names no image in it.
    """
    if location == ENGINE or (is_engine(location) and not _split_engine(location)[1]):
        raise OptionError(f"{subject} {location}: which image of the engine? Want {ENGINE}[://SOCKET]:NAME")
    return open_images(location, folder)


def open_named(texts: Iterable[str], subject: str, folder: str = "") -> NamedBases:
    """Open what ``REF[|PLATFORM]=LOCATION`` names.

    Of two for the same reference and platform the last counts. An image that is named but not there is an error: no
    other source may stand in for it.

    Raises:
        OptionError: a text that is no such thing.
        LimitError: the file of a config is too large.
        BaseUnreadable: see `open_images`.
        OSError: the file of a config cannot be read.
    """
    readers: dict[str, Callable[[Platform], Base]] = {}
    for text in texts:
        written, separator, location = text.partition("=")
        if not separator or not location:
            raise OptionError(f"{subject} {text}: want REF=SOURCE")
        key = read_key(written, subject)
        images = open_one(location, f"{subject} {written}:", folder)
        if images is not None:
            readers[key] = NamedImage(f"{subject} {written}", images).pick
        else:
            readers[key] = _read_config(location, folder, key)
    return NamedBases(readers, subject)


def read_key(written: str, subject: str) -> str:
    """Give the key of `NamedBases` for ``REF[|PLATFORM]``, REF being as in FROM, or for ``*``.

    Raises:
        OptionError: it is none of these; ``subject`` is what it was given with.
    """
    if written == ANY_REFERENCE:
        return written
    reference, separator, platform = written.partition("|")
    try:
        full = str(parse_reference(reference))
        return f"{full}|{format_platform_full(normalize_platform(parse_platform(platform)))}" if separator else full
    except ValueError as error:
        raise OptionError(f"{subject} {written}: {error}") from error


class NamedImage:
    """An image that was named in a place of images; what is not there, no other source may make up for."""

    def __init__(self, subject: str, images: StoredImages) -> None:
        self._subject = subject
        self._images = images

    def pick(self, platform: Platform) -> Base:
        """Give the config for a platform.

        Raises:
            BaseUnreadable: the image is not there, or not for this platform, or damaged.
        """
        try:
            return self._images.pick(platform)
        except BaseNotFound as error:
            raise BaseUnreadable(f"{self._subject}: {error}") from error


def _read_config(path: str, folder: str, key: str) -> Callable[[Platform], Base]:
    data = read_file(os.path.join(folder, path), CONFIG_BYTES, name=path)
    return ConfigFile(data, path, adapts=key == ANY_REFERENCE).pick


def _find_opener(location: str) -> Callable[[str, str], StoredImages] | None:
    if location.startswith(LAYOUT_SCHEME):
        return _open_layout
    if location.startswith(ARCHIVE_SCHEME):
        return _open_archive
    return _open_engine if is_engine(location) else None


def _open_layout(location: str, folder: str) -> LayoutBases:
    from preimage.bases.layout import LayoutBases

    return LayoutBases(LAYOUT_SCHEME + os.path.join(folder, location.removeprefix(LAYOUT_SCHEME)))


def _open_archive(location: str, folder: str) -> ArchiveBases:
    from preimage.bases.archive import ArchiveBases

    return ArchiveBases(ARCHIVE_SCHEME + os.path.join(folder, location.removeprefix(ARCHIVE_SCHEME)))


def _open_engine(location: str, folder: str) -> EngineBases:
    from preimage.bases.engine import EngineBases, find_engine_socket

    socket, name = _split_engine(location)
    try:
        image = parse_reference(name) if name else None
    except ValueError as error:
        hint = f"; the socket of an engine is given as {ENGINE}://{name}" if "/" in name else ""
        raise OptionError(f"{location}: {error}{hint}") from error
    return EngineBases(os.path.join(folder, socket) if socket else find_engine_socket(os.environ), image=image)


def _split_engine(location: str) -> tuple[str, str]:
    """Give the socket and the name of the image; empty what is not written."""
    rest = location.removeprefix(f"{ENGINE}:")
    if rest == location:
        return "", ""
    return split_name(rest[2:]) if rest.startswith("//") else ("", rest)

"""Base images that the caller gives, by full reference."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from preimage.model.arguments import require_kind
from preimage.model.bases import Base
from preimage.model.errors import GIVEN, BaseNotFound, BaseUnreadable, OptionError
from preimage.model.image import DockerOCIImage, Platform
from preimage.model.platforms import format_platform_full, normalize_platform, parse_platform
from preimage.model.references import Reference, parse_reference

ANY_REFERENCE = "*"
"""The key of the config that stands for every reference without one of its own."""

_SHOWN_KEYS = 5
# What is JSON but no object is judged where it is used, in the words of BuildKit.
_JSON_KINDS = (Mapping, bytes, str, list, int, float, type(None))


class StaticBases:
    """Configs from a mapping: image config JSON as a mapping, or its text, by full reference.

    A key is a reference as in FROM, short or in full; ``reference|platform`` comes before the reference alone. ``"*"``
    stands for any other reference: its architecture and os are replaced by those asked for, so is its variant if one is
    asked for. The mapping is copied, but its configs are read on their first use.

    Raises:
        TypeError: a key is no ``str``, or a config neither text nor a mapping.
        OptionError: a key is no image reference, or two keys are the same image and platform.

    Source: docs/reference/bases.md, "Given".
    """

    def __init__(self, configs: Mapping[str, object], origin: str = "given") -> None:
        self._configs = _read_keys(configs)
        self._origin = origin
        self._bases: dict[str, Base] = {}

    def __repr__(self) -> str:
        keys = [repr(key) for key in islice(self._configs, _SHOWN_KEYS)]
        if len(self._configs) > _SHOWN_KEYS:
            keys.append(f"and {len(self._configs) - _SHOWN_KEYS} more")
        return f"<{type(self).__name__} for {', '.join(keys) or 'no image'}>"

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config of an image for a platform.

        Raises:
            BaseNotFound: neither the reference nor ``"*"`` is a key.
        """
        full_reference = str(reference)
        configs = self._configs
        for key in (f"{full_reference}|{format_platform_full(platform)}", full_reference, ANY_REFERENCE):
            if key in configs:
                return self._give(key, platform)
        raise BaseNotFound(f"{full_reference}: not found")

    def _give(self, key: str, platform: Platform) -> Base:
        if key != ANY_REFERENCE:
            return self._bases.get(key) or self._keep(key, self._configs[key])
        # A reference holds neither "*" nor "|", so this key is free.
        key = f"{ANY_REFERENCE}|{format_platform_full(platform)}"
        return self._bases.get(key) or self._keep(key, *_adapt(self._configs[ANY_REFERENCE], platform))

    def _keep(self, key: str, config: object, exact: bytes = b"") -> Base:
        if isinstance(config, bytes | str):
            text = config if isinstance(config, bytes) else config.encode("utf-8", "surrogateescape")
            base = Base(text, self._origin)
        else:
            base = _MappedBase(config, self._origin, exact)
        self._bases[key] = base
        return base


class _MappedBase(Base):
    """A base whose config is given as a mapping; its text is only made when somebody wants it.

    ``exact`` is a text of the same meaning that has numbers as they were written; empty: there is none.
    """

    __slots__ = ("_document",)

    def __init__(self, document: object, origin: str, exact: bytes = b"") -> None:
        super().__init__(exact, origin)
        self._document = document

    @property
    def text(self) -> bytes:
        """The mapping as JSON text."""
        if not self._text:
            self._text = _encode(self._document)
        return self._text

    def _decode(self) -> DockerOCIImage:
        from preimage.model.decoding import decode_mapping

        return decode_mapping(self._document) or super()._decode()


class ConfigFile(StaticBases):
    """The config that a file holds, whatever it stands for; ``path`` names the file in errors, empty: there is none.

    ``adapts``: architecture, os and variant are replaced as for ``"*"``.
    """

    def __init__(self, config: object, path: str, *, adapts: bool) -> None:
        self._key = ANY_REFERENCE if adapts else path
        super().__init__({})
        # The name of a file is no reference.
        self._configs = {self._key: config}
        self._path = path

    def pick(self, platform: Platform) -> Base:
        """Give the config for a platform.

        Raises:
            BaseUnreadable: the file holds no image config.
        """
        base = self._give(self._key, platform)
        if self._path:
            try:
                _ = base.image
            except ValueError as error:
                message = f"{self._path}: failed to parse image config: {error}"
                raise BaseUnreadable(message, reason=GIVEN) from error
        return base


def _read_keys(configs: Mapping[str, object]) -> dict[str, object]:
    """Give the configs by full reference, and platform in full form where one stands behind it."""
    read: dict[str, object] = {}
    others: dict[str, object] = {}
    written: dict[str, str] = {}
    for key, config in configs.items():
        require_kind("a key of bases", key, str, "a str, such as 'alpine:3.22'")
        require_kind(f"bases[{key!r}]", config, _JSON_KINDS, "an image config: a mapping, or its JSON text")
        full, normal = _read_key(key)
        if full in read:
            raise OptionError(f"bases: {written[full]} and {key} are the same image")
        written[full] = key
        read[full] = config
        others.setdefault(normal, config)
    # A platform is compared as it was read; where no key is equal, one that means the same will do.
    return others | read


def _read_key(key: str) -> tuple[str, str]:
    """Give a key in full form: with the platform as it was written, and with the platform normalised."""
    if key == ANY_REFERENCE:
        return key, key
    reference, separator, platform = key.partition("|")
    try:
        full = str(parse_reference(reference))
        if not separator:
            return full, full
        read = parse_platform(platform)
    except ValueError as error:
        raise OptionError(f"bases: {key}: {error}") from error
    return f"{full}|{format_platform_full(read)}", f"{full}|{format_platform_full(normalize_platform(read))}"


def _adapt(config: object, platform: Platform) -> tuple[object, bytes]:
    """Give a config with the architecture, os and variant of a platform; what is no JSON object stays as it is.

    Of a config that is text, its adapted text comes with it; of others nothing does.
    """
    asked = {"architecture": platform.architecture, "os": platform.os}
    if platform.variant:
        asked["variant"] = platform.variant
    decoded, text = config, b""
    if isinstance(config, (bytes, str)):
        from preimage.golang.jsonvalues import parse_json

        try:
            decoded = parse_json(config)
        except ValueError:
            return config, b""
        text = config if isinstance(config, bytes) else config.encode("utf-8", "surrogateescape")
    if not isinstance(decoded, Mapping):
        return config, b""
    # Go reads keys in any case, and the last one wins.
    adapted = {key: value for key, value in decoded.items() if str(key).lower() not in asked} | asked
    return adapted, _append_members(text, asked, is_first=not decoded)


def _append_members(text: bytes, members: Mapping[str, str], *, is_first: bool) -> bytes:
    """Give the text of a JSON object with members behind its own; of what ends otherwise, nothing."""
    head = text.rstrip(b" \t\r\n")
    if not head.endswith(b"}"):
        return b""
    from json import dumps

    return head[:-1] + (b"" if is_first else b",") + dumps(members).encode()[1:]


def _encode(config: object) -> bytes:
    from json import dumps

    try:
        return dumps(config, ensure_ascii=False, default=_plain).encode("utf-8", "surrogateescape")
    except RecursionError as error:
        raise BaseUnreadable("the config that was given is nested too deeply") from error
    except UnicodeEncodeError:
        # Halves of characters that stand for no byte are written as escapes, as they came.
        return dumps(config, default=_plain).encode()


def _plain(value: object) -> object:
    """Give the plain form of a mapping that is no dict, which json cannot write."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a base config cannot hold a {type(value).__name__}")

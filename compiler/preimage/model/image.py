"""The image config: Docker's image types, and their JSON as Go writes it.

Names and keys are those of ``specs-go/v1`` of moby/docker-image-spec and of the OCI image-spec types it embeds; Go's
embedding is inheritance here. A field states its JSON key and its omission rule once, in the metadata that
dataclasses-json reads too; reading and writing follow that statement.

The order of the fields is the order of the JSON. A dataclass takes the fields of its *last* base first, which is why
bases stand in the reverse of Go's order of embedding.

Source: docs/reference/image-config.md, "The result document".
"""

from __future__ import annotations

import operator
from json.encoder import encode_basestring

from preimage.golang.durations import Duration
from preimage.golang.jsontext import escape_go
from preimage.golang.text import encode_utf8
from preimage.model.lean_dataclasses import lean_fields
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from dataclasses import dataclass, field
    from typing import Any, ClassVar, Self

    from preimage.model.lean_dataclasses import LeanField
else:
    from preimage.model.lean_dataclasses import dataclass, field

DOCKER_OCI_IMAGE_MEDIA_TYPE = "application/vnd.docker.container.image.v1+json"


class JsonValue(Value):
    """What the image types have in common: Go's JSON text, and the methods of dataclasses-json."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Any]]

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """Give the names of the fields in order."""
        return tuple(each.name for each in lean_fields(cls) or ())

    def to_json(self, indent: int | None = None) -> str:
        """Write Go's JSON text, to the byte; with ``indent`` the same for people, in the layout of MarshalIndent.

        Raises:
            ValueError: Go's text for a ``created`` that JSON cannot hold.

        Source: docs/reference/image-config.md, "Text of the JSON".
        """
        text = _write(self)
        if indent is not None:
            import json

            text = json.dumps(json.loads(text), ensure_ascii=False, indent=indent)
        return escape_go(text)

    def to_dict(self, encode_json: bool = False) -> dict[str, Any]:
        """Convert to a dict by JSON keys, without what the JSON omits."""
        converted: dict[str, Any] = _load_mixin().to_dict(self, encode_json)
        return converted

    @classmethod
    def from_dict(cls, kvs: Mapping[str, Any], *, infer_missing: bool = False) -> Self:
        """Build from a dict by exact JSON keys. For configs from elsewhere use ``decoding.decode_image``."""
        value: Self = _load_mixin().from_dict.__func__(cls, kvs, infer_missing=infer_missing)
        return value

    @classmethod
    def from_json(cls, s: str | bytes, *, infer_missing: bool = False, **options: Any) -> Self:
        """Build from JSON text by exact JSON keys; ``options`` are those of ``json.loads``."""
        value: Self = _load_mixin().from_json.__func__(cls, s, infer_missing=infer_missing, **options)
        return value

    @classmethod
    def schema(cls, **options: Any) -> Any:
        """Build the marshmallow schema; ``options`` are those of ``DataClassJsonMixin.schema``."""
        from preimage.model.schemas import resolve_types

        return _load_mixin().schema.__func__(resolve_types(cls), **options)


def _load_mixin() -> Any:
    """Load dataclasses-json, whose methods the image types borrow: its import takes longer than a compilation."""
    from dataclasses_json import DataClassJsonMixin

    # Its schemas nest only what they know for one of their own.
    DataClassJsonMixin.register(JsonValue)
    return DataClassJsonMixin


def _is_absent(value: object) -> bool:
    return value is None


def _json(
    key: str,
    omit: Callable[[Any], bool] | None = operator.not_,
    encoder: Callable[[Any], object] | None = None,
) -> dict[str, dict[str, object]]:
    """Metadata of a field in the shape of ``dataclasses_json.config``; unless told, empty values are omitted."""
    config: dict[str, object] = {"letter_case": lambda _: key}
    if omit is not None:
        config["exclude"] = omit
    if encoder is not None:
        config["encoder"] = encoder
    return {"dataclasses_json": config}


def require_writable(created: str) -> str:
    """Return a time as it is, unless Go refuses to write it: years are four digits, zones less than a day."""
    if created[4:5] == "-" and (created[-1] == "Z" or created[-5:-3] < "24"):
        return created
    fault = "timezone hour outside of range [0,23]" if created[4:5] == "-" else "year outside of range [0,9999]"
    raise ValueError(f"json: error calling MarshalJSON for type *time.Time: Time.MarshalJSON: {fault}")


def _empty_objects(keys: Collection[str]) -> dict[str, dict[str, object]]:
    # Go's element type is struct{}: whatever a base had in there is not kept.
    return {key: {} for key in keys}


@dataclass(eq=False, repr=False)
class _Provenance(JsonValue):
    """The fields that precede the platform in an image."""

    created: str | None = field(default=None, metadata=_json("created", _is_absent, require_writable))
    author: str = field(default="", metadata=_json("author"))


@dataclass(eq=False, repr=False)
class Platform(JsonValue):
    """The platform of an image."""

    architecture: str = field(default="", metadata=_json("architecture", omit=None))
    os: str = field(default="", metadata=_json("os", omit=None))
    os_version: str = field(default="", metadata=_json("os.version"))
    os_features: list[str] = field(default_factory=list, metadata=_json("os.features"))
    variant: str = field(default="", metadata=_json("variant"))


@dataclass(eq=False, repr=False)
class RootFS(JsonValue):
    """The layers of an image; the JSON tells no list (``null``) from an empty one."""

    type: str = field(default="", metadata=_json("type", omit=None))
    diff_ids: list[str] | None = field(default=None, metadata=_json("diff_ids", omit=None))


@dataclass(eq=False, repr=False, slots=True)
class History(JsonValue):
    """One entry of the history; ``created`` is RFC 3339 text as Go prints it."""

    created: str | None = field(default=None, metadata=_json("created", _is_absent, require_writable))
    created_by: str = field(default="", metadata=_json("created_by"))
    author: str = field(default="", metadata=_json("author"))
    comment: str = field(default="", metadata=_json("comment"))
    empty_layer: bool = field(default=False, metadata=_json("empty_layer"))


@dataclass(eq=False, repr=False)
class HealthcheckConfig(JsonValue):
    """How a container is checked; zero and empty mean "as the image this one is based on has it"."""

    test: list[str] = field(default_factory=list, metadata=_json("Test"))
    interval: Duration = field(default=Duration(0), metadata=_json("Interval", encoder=int))
    timeout: Duration = field(default=Duration(0), metadata=_json("Timeout", encoder=int))
    start_period: Duration = field(default=Duration(0), metadata=_json("StartPeriod", encoder=int))
    start_interval: Duration = field(default=Duration(0), metadata=_json("StartInterval", encoder=int))
    retries: int = field(default=0, metadata=_json("Retries"))


@dataclass(eq=False, repr=False)
class ImageConfig(JsonValue):
    """The part of a config that OCI defines. Keys of ports and volumes are what matters; their values are empty."""

    user: str = field(default="", metadata=_json("User"))
    exposed_ports: dict[str, dict[str, object]] = field(
        default_factory=dict, metadata=_json("ExposedPorts", encoder=_empty_objects)
    )
    env: list[str] = field(default_factory=list, metadata=_json("Env"))
    entrypoint: list[str] = field(default_factory=list, metadata=_json("Entrypoint"))
    cmd: list[str] = field(default_factory=list, metadata=_json("Cmd"))
    volumes: dict[str, dict[str, object]] = field(
        default_factory=dict, metadata=_json("Volumes", encoder=_empty_objects)
    )
    working_dir: str = field(default="", metadata=_json("WorkingDir"))
    labels: dict[str, str] = field(default_factory=dict, metadata=_json("Labels"))
    stop_signal: str = field(default="", metadata=_json("StopSignal"))
    args_escaped: bool = field(default=False, metadata=_json("ArgsEscaped"))


@dataclass(eq=False, repr=False)
class DockerOCIImageConfigExt(JsonValue):
    """The part of a config that Docker adds; an empty healthcheck is written, an absent one is not."""

    healthcheck: HealthcheckConfig | None = field(default=None, metadata=_json("Healthcheck", _is_absent))
    on_build: list[str] = field(default_factory=list, metadata=_json("OnBuild"))
    shell: list[str] = field(default_factory=list, metadata=_json("Shell"))


@dataclass(eq=False, repr=False)
class DockerOCIImageConfig(DockerOCIImageConfigExt, ImageConfig):
    """What a container of the image is run with."""


@dataclass(eq=False, repr=False)
class Image(Platform, _Provenance):
    """An image without its config."""

    rootfs: RootFS = field(default_factory=RootFS, metadata=_json("rootfs", omit=None))
    history: list[History] = field(default_factory=list, metadata=_json("history"))


@dataclass(eq=False, repr=False)
class DockerOCIImage(Image):
    """The image config that BuildKit's front end hands to its exporter."""

    config: DockerOCIImageConfig = field(default_factory=DockerOCIImageConfig, metadata=_json("config", omit=None))


def _write(value: object) -> str:
    """JSON text of a value, before the escapes that only Go has."""
    writer = _WRITERS.get(type(value)) or _find_writer(type(value))
    return writer(value)


def _write_list(values: list[object]) -> str:
    kinds = set(map(type, values))
    writer = _WRITERS.get(kinds.pop(), _write) if len(kinds) == 1 else _write
    return f"[{','.join(map(writer, values))}]"


def _write_strings(values: list[str] | None) -> str:
    return "null" if values is None else f"[{','.join(map(encode_basestring, values))}]"


def _write_map(values: dict[str, object]) -> str:
    return f"{{{','.join([f'{encode_basestring(key)}:{_write(values[key])}' for key in _sort_keys(values)])}}}"


def _write_labels(values: dict[str, str]) -> str:
    keys = _sort_keys(values)
    return f"{{{','.join([f'{encode_basestring(key)}:{encode_basestring(values[key])}' for key in keys])}}}"


def _write_key_set(values: dict[str, dict[str, object]]) -> str:
    # Go's element type is struct{}: whatever a base had in there is not kept.
    return f"{{{','.join([encode_basestring(key) + ':{}' for key in _sort_keys(values)])}}}"


def _sort_keys(values: Collection[str]) -> list[str]:
    """Sort by the bytes of the keys."""
    keys = sorted(values)
    if not "".join(keys).isascii():
        keys.sort(key=encode_utf8)
    return keys


def _write_bool(value: bool) -> str:
    return "true" if value else "false"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    bool: _write_bool,
    int: int.__repr__,
    type(None): lambda value: "null",
    list: _write_list,
    tuple: _write_list,
    dict: _write_map,
}

# By the name of the type that a field is declared with.
_DECLARED_WRITERS = {
    "str": "encode_basestring",
    "bool": "_write_bool",
    "list[History]": "_write_list",
    "list[str]": "_write_strings",
    "dict[str, str]": "_write_labels",
    "dict[str, dict[str, object]]": "_write_key_set",
}
_DECLARED = (_write, _write_bool, _write_list, _write_strings, _write_labels, _write_key_set, encode_basestring)


def _find_writer(cls: type) -> Callable[[Any], str]:
    """Find the writer of a type that has been met for the first time; subclasses are written as their base is."""
    fields = lean_fields(cls)
    writer = None if fields is None else _compile_writer(fields)
    for base in cls.__mro__[1:]:
        writer = writer or _WRITERS.get(base)
    if writer is None:
        raise TypeError(f"{cls.__name__} has no JSON form")
    _WRITERS[cls] = writer
    return writer


def _compile_writer(fields: Iterable[LeanField]) -> Callable[[Any], str]:
    """Compile the writer of an image type from the metadata of its fields.

    Histories are long and written often: straight code takes a third of the time of a loop over the fields.
    """
    lines = ["def write(value):", " text = ''"]
    scope: dict[str, Any] = {each.__name__: each for each in _DECLARED}
    for each in fields:
        name = each.name
        config = each.metadata["dataclasses_json"]
        omit, encoder = config.get("exclude"), config.get("encoder")
        scope["omit_" + name], scope["encode_" + name] = omit, encoder
        lines.append(f" it = value.{name}")
        if omit is operator.not_:
            lines.append(" if it:")
        elif omit is _is_absent:
            lines.append(" if it is not None:")
        else:
            lines.append(f" if not omit_{name}(it):" if omit else " if True:")
        declared = _DECLARED_WRITERS.get(str(each.type), "_write")
        encoded = f"encode_{name}(it)" if encoder and declared == "_write" else "it"
        key = encode_basestring(config["letter_case"](name))
        lines.append(f"  text += ',{key}:' + {declared}({encoded})")
    lines.append(" return '{' + text[1:] + '}'")
    exec("\n".join(lines), scope)
    writer: Callable[[Any], str] = scope["write"]
    return writer

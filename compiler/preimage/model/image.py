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
from functools import cache

from preimage.golang.durations import Duration
from preimage.golang.jsontext import escape_go
from preimage.model.lean_dataclasses import lean_fields
from preimage.model.values import Value, is_absent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from dataclasses import dataclass, field
    from typing import Any, ClassVar, Self

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
        text = _load_writer()(self)
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


@cache
def _load_writer() -> Callable[[JsonValue], str]:
    # What only looks for faults writes none.
    from preimage.model.image_json import write_json

    return write_json


def _load_mixin() -> Any:
    """Load dataclasses-json, whose methods the image types borrow: its import takes longer than a compilation."""
    from dataclasses_json import DataClassJsonMixin

    # Its schemas nest only what they know for one of their own.
    DataClassJsonMixin.register(JsonValue)
    return DataClassJsonMixin


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

    created: str | None = field(default=None, metadata=_json("created", is_absent, require_writable))
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

    created: str | None = field(default=None, metadata=_json("created", is_absent, require_writable))
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

    healthcheck: HealthcheckConfig | None = field(default=None, metadata=_json("Healthcheck", is_absent))
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

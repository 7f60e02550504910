"""Configs of built images as tools print them, brought to the form in which they can be compared.

Source: docs/reference/built-image.md, "What tools print" and "Comparing".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from preimage.golang.jsonvalues import parse_json
from preimage.model.decoding import decode_image
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full, normalize_platform
from preimage.results.compilation import Compilation
from preimage.results.diff import Diff, LeafChange, compare_sides
from preimage.results.input_summary import describe_input
from preimage.results.sides import Side

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.results.built import Layer

BUILDKIT, CLASSIC, BUILDAH = "buildkit", "classic", "buildah"
PROFILES = (BUILDKIT, CLASSIC, BUILDAH)

_RUNTIME_FIELDS = frozenset(
    (
        *("Hostname", "Domainname", "AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce"),
        "Image",
    )
)
_EXT_FIELDS = ("Healthcheck", "OnBuild", "Shell")
_BUILDAH_LABEL = "io.buildah.version"
_LAYERS = ("rootfs.diff_ids", None)
_PLATFORM_KEY = re.compile(r"[a-z0-9]+(?:\([^)]*\))?/[a-z0-9_]+(?:/[a-z0-9.]+)?")


class ObservedImage:
    """A built image as a tool shows it.

    ``config`` has BuildKit's keys. ``lost`` names fields that the tool cannot show, so that their absence proves
    nothing, and ``tool`` is what it seems to be. ``diff_ids`` are those of its layers, None where they are not shown;
    ``text`` is the exact text of the config blob and ``blob`` what it says, None where it is not known.
    """

    __slots__ = ("blob", "config", "diff_ids", "lost", "platform", "profile", "text", "tool")

    def __init__(self, config: dict[str, object], tool: str) -> None:
        self.config = config
        self.tool = tool
        self.platform: dict[str, object] = {}
        self.lost: frozenset[str] = frozenset()
        self.profile = BUILDKIT
        self.diff_ids: list[str] | None = None
        self.text: str | None = None
        self.blob: dict[str, object] | None = None

    def use_profile(self, profile: str) -> None:
        """Take the image for one of a builder that it does not show."""
        self.profile = profile
        if profile == BUILDAH and self.lost != frozenset(_EXT_FIELDS):
            self._lose_as_buildah()

    def _lose_as_buildah(self) -> None:
        """Note what buildah leaves out of images in OCI format, which it writes without a Hostname."""
        if "Hostname" not in self.config and not any(name in self.config for name in _EXT_FIELDS):
            self.lost = frozenset(_EXT_FIELDS)
            self.tool = "an image of buildah or podman in OCI format"

    def list_layers(self) -> list[Layer]:
        """Give the layers as far as the blob tells of them; their times are those of the history, one for each."""
        history = (self.blob or {}).get("history")
        entries = history if isinstance(history, list) else []
        times = [entry.get("created") for entry in entries if isinstance(entry, dict) and not entry.get("empty_layer")]
        times += [None] * len(self.diff_ids or [])
        return list(zip(self.diff_ids or [], times, strict=False))


def read_observed(data: bytes, platform: Platform, is_blob: bool = False) -> ObservedImage:
    """Read what a tool printed of an image; of several platforms the one asked for counts.

    ``is_blob``: the data is the config blob itself, however it is written.

    Raises:
        ValueError: it is no JSON, or not the config of one image.
        LimitError: it has too many values.
    """
    text = data.decode("utf-8", "replace")
    try:
        document = parse_json(text)
    except ValueError as error:
        raise ValueError(f"no JSON: {error}") from error
    if isinstance(document, list):
        if len(document) != 1:
            raise ValueError(f"want the config of one image, got a list of {len(document)}")
        document = document[0]
    if not isinstance(document, dict):
        raise ValueError("want the config of an image, a JSON object")
    if is_blob:
        _require_config(document)
        return _read_blob(document, text)
    is_keyed = bool(document) and all(
        _PLATFORM_KEY.fullmatch(key) and isinstance(value, dict) for key, value in document.items()
    )
    if is_keyed:
        document = _choose_platform(document, platform)
    if "Config" in document and "RootFS" in document:
        _require_config({"config": document["Config"]})
        return _read_inspect(document)
    if "config" in document or "rootfs" in document:
        _require_config(document)
        # Tools that print it again indent it; those that pass it on may end it with a newline.
        text = text.removesuffix("\n")
        is_rewritten = is_keyed or "\n" in text or text != text.strip()
        return _read_blob(document, None if is_rewritten else text)
    if "Layers" in document and "Env" in document:
        raise ValueError(
            "this is the output of 'skopeo inspect', which leaves out most of the config; add --config --raw"
        )
    raise ValueError("this is not the config of an image: neither config and rootfs nor Config and RootFS are there")


def _require_config(document: dict[str, object]) -> None:
    """Refuse what is no image config: where it has values of other types, a comparison would tell of nothing real.

    Raises:
        ValueError: Go's text.
        LimitError: it has too many values.
    """
    decode_image(json.dumps(document).encode("utf-8", "surrogatepass"))


def _choose_platform(document: dict[str, dict[str, object]], platform: Platform) -> dict[str, object]:
    wanted = format_platform_full(normalize_platform(platform))
    if wanted not in document:
        raise ValueError(f"no image for {wanted}; there are {', '.join(sorted(document))}")
    return document[wanted]


def _read_blob(document: dict[str, object], text: str | None) -> ObservedImage:
    config = document.get("config")
    observed = ObservedImage(dict(config) if isinstance(config, dict) else {}, "config blob")
    observed.text = text
    observed.blob = document if text is not None else None
    for name in ("architecture", "os", "variant", "author"):
        observed.platform[name] = document.get(name) or ""
    observed.diff_ids = _list_diff_ids(document.get("rootfs"), "diff_ids")
    labels = observed.config.get("Labels")
    if (isinstance(labels, dict) and _BUILDAH_LABEL in labels) or _is_by_buildah(document):
        observed.use_profile(BUILDAH)
    elif "container_config" in document or "docker_version" in document:
        observed.profile = CLASSIC
    elif text is None and not any(name in observed.config for name in _EXT_FIELDS):
        observed.lost = frozenset(_EXT_FIELDS)
        observed.tool = "'skopeo inspect --config' or 'docker buildx imagetools inspect'"
    return observed


def _list_diff_ids(rootfs: object, key: str) -> list[str] | None:
    if not isinstance(rootfs, dict):
        return None
    diff_ids = rootfs.get(key) or []
    return [str(diff_id) for diff_id in diff_ids] if isinstance(diff_ids, list) else None


def _is_by_buildah(document: Mapping[str, object]) -> bool:
    """Tell whether the last entry of the history is worded and made as buildah does: it is a layer."""
    history = document.get("history")
    if not isinstance(history, list) or not history or not isinstance(history[-1], dict):
        return False
    last = str(history[-1].get("created_by", ""))
    is_worded = last == "/bin/sh" or last.startswith("/bin/sh -c #(nop) ")
    return is_worded and not history[-1].get("empty_layer") and "docker_version" not in document


def _read_inspect(document: dict[str, object]) -> ObservedImage:
    config = document["Config"]
    observed = ObservedImage(dict(config) if isinstance(config, dict) else {}, "'docker image inspect'")
    for key, name in (("Architecture", "architecture"), ("Os", "os"), ("Variant", "variant"), ("Author", "author")):
        observed.platform[name] = document.get(key) or ""
    observed.diff_ids = _list_diff_ids(document["RootFS"], "Layers")
    if "NamesHistory" in document or "ManifestType" in document or "Labels" in document:
        observed.tool = "'podman image inspect'"
        observed.platform.pop("variant")
        healthcheck = document.get("Healthcheck") or document.get("HealthCheck")
        if healthcheck:
            observed.config["Healthcheck"] = healthcheck
        observed.lost = frozenset(("OnBuild", "Shell") if healthcheck else _EXT_FIELDS)
    labels = observed.config.get("Labels")
    if isinstance(labels, dict) and _BUILDAH_LABEL in labels:
        observed.profile = BUILDAH
    elif document.get("ContainerConfig") or document.get("DockerVersion"):
        observed.profile = CLASSIC
    return observed


def normalize_config(config: Mapping[str, object], profile: str) -> dict[str, object]:
    """Give a config without what says nothing: fields of the runtime, empty values, and what the builder adds.

    Source: docs/reference/built-image.md, "Comparing".
    """
    normal: dict[str, object] = {}
    for name, value in config.items():
        if name in _RUNTIME_FIELDS:
            continue
        if name == "Healthcheck" and isinstance(value, Mapping):
            value = {key: part for key, part in value.items() if part}
        if value:
            normal[name] = value
    if profile != BUILDKIT:
        normal.pop("ArgsEscaped", None)
        if normal.get("WorkingDir") == "/":
            del normal["WorkingDir"]
        labels = normal.get("Labels")
        if isinstance(labels, Mapping) and _BUILDAH_LABEL in labels:
            labels = {key: value for key, value in labels.items() if key != _BUILDAH_LABEL}
            normal["Labels"] = labels
            if not labels:
                del normal["Labels"]
    return normal


def compare_observed(result: Compilation, layers: int | None, observed: ObservedImage) -> tuple[Diff, list[str]]:
    """Compare a predicted image with a built one in the normal form of its builder.

    ``layers`` is the number of layers that are predicted, None if that is not known. Gives the changes from what is
    predicted to what is found, and the fields that are predicted, but are not compared since the tool could not show
    them.
    """
    image = result.image
    predicted = normalize_config(image.config.to_dict(), observed.profile)
    found = normalize_config(observed.config, observed.profile)
    hidden = sorted(name for name in observed.lost if name in predicted and name not in found)
    for name in hidden:
        del predicted[name]
    platform: dict[str, object] = {name: getattr(image, name) for name in observed.platform}
    before = Side({**platform, "config": predicted}, result.explainer)
    before.input = describe_input(result.trace.options, result.bases)
    diff = compare_sides(before, Side({**observed.platform, "config": found}))
    # Other builders make other layers of the same instructions.
    if observed.profile == BUILDKIT and layers is not None and observed.diff_ids is not None:
        count = len(observed.diff_ids)
        if layers != count:
            diff.changes = (*diff.changes, LeafChange(_LAYERS, f"{layers} layers", f"{count} layers"))
    return diff, hidden

"""Configs of built images as tools print them, brought to the form in which they can be compared.

Source: docs/reference/built-image.md, "What tools print" and "Comparing".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full, normalize_platform

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
_PLATFORM_KEY = re.compile(r"[a-z0-9]+(?:\([^)]*\))?/[a-z0-9_]+(?:/[a-z0-9.]+)?")


class ObservedImage:
    """A built image as a tool shows it.

    ``config`` has BuildKit's keys. ``lost`` names fields that the tool cannot show, so that their absence proves
    nothing, and ``tool`` is what it seems to be. ``layers`` is the number of layers, None where it is not shown;
    ``text`` are the exact bytes of the config blob, None where they are not known.
    """

    __slots__ = ("config", "layers", "lost", "platform", "profile", "text", "tool")

    def __init__(self, config: dict[str, object], tool: str) -> None:
        self.config = config
        self.tool = tool
        self.platform: dict[str, object] = {}
        self.lost: frozenset[str] = frozenset()
        self.profile = BUILDKIT
        self.layers: int | None = None
        self.text: str | None = None


def read_observed(data: bytes, platform: Platform) -> ObservedImage:
    """Read what a tool printed of an image; of several platforms the one asked for counts.

    Raises:
        ValueError: it is no JSON, or not the config of one image.
    """
    import json

    text = data.decode("utf-8", "replace")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON: {error}") from error
    if isinstance(document, list):
        if len(document) != 1:
            raise ValueError(f"want the config of one image, got a list of {len(document)}")
        document = document[0]
    if not isinstance(document, dict):
        raise ValueError("want the config of an image, a JSON object")
    is_keyed = bool(document) and all(
        _PLATFORM_KEY.fullmatch(key) and isinstance(value, dict) for key, value in document.items()
    )
    if is_keyed:
        document = _choose_platform(document, platform)
    if "Config" in document and "RootFS" in document:
        return _read_inspect(document)
    if "config" in document or "rootfs" in document:
        is_compact = text == text.strip() and "\n" not in text
        return _read_blob(document, text if is_compact and not is_keyed else None)
    if "Layers" in document and "Env" in document:
        raise ValueError("this is the output of 'skopeo inspect', which leaves out most of the config; add --config --raw")
    raise ValueError("this is not the config of an image: neither config and rootfs nor Config and RootFS are there")


def _choose_platform(document: dict[str, dict[str, object]], platform: Platform) -> dict[str, object]:
    wanted = format_platform_full(normalize_platform(platform))
    if wanted not in document:
        raise ValueError(f"no image for {wanted}; there are {', '.join(sorted(document))}")
    return document[wanted]


def _read_blob(document: dict[str, object], text: str | None) -> ObservedImage:
    config = document.get("config")
    observed = ObservedImage(dict(config) if isinstance(config, dict) else {}, "config blob")
    observed.text = text
    for name in ("architecture", "os", "variant", "author"):
        observed.platform[name] = document.get(name) or ""
    rootfs = document.get("rootfs")
    if isinstance(rootfs, dict):
        observed.layers = len(rootfs.get("diff_ids") or [])
    labels = observed.config.get("Labels")
    if isinstance(labels, dict) and _BUILDAH_LABEL in labels or _is_by_buildah(document):
        observed.profile = BUILDAH
        if "Hostname" not in observed.config and not any(name in observed.config for name in _EXT_FIELDS):
            observed.lost = frozenset(_EXT_FIELDS)
            observed.tool = "an image of buildah or podman in OCI format"
    elif "container_config" in document or "docker_version" in document:
        observed.profile = CLASSIC
    elif text is None and not any(name in observed.config for name in _EXT_FIELDS):
        observed.lost = frozenset(_EXT_FIELDS)
        observed.tool = "'skopeo inspect --config' or 'docker buildx imagetools inspect'"
    return observed


def _is_by_buildah(document: Mapping[str, object]) -> bool:
    """Tell whether the last entry of the history is worded and made as buildah does: it alone is a layer."""
    history = document.get("history")
    if not isinstance(history, list) or not history or not isinstance(history[-1], dict):
        return False
    last = str(history[-1].get("created_by", ""))
    return "docker_version" not in document and (last == "/bin/sh" or last.startswith("/bin/sh -c #(nop) "))


def _read_inspect(document: dict[str, object]) -> ObservedImage:
    config = document["Config"]
    observed = ObservedImage(dict(config) if isinstance(config, dict) else {}, "'docker image inspect'")
    for key, name in (("Architecture", "architecture"), ("Os", "os"), ("Variant", "variant"), ("Author", "author")):
        observed.platform[name] = document.get(key) or ""
    rootfs = document["RootFS"]
    if isinstance(rootfs, dict):
        observed.layers = len(rootfs.get("Layers") or [])
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

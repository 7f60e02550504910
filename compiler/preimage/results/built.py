"""The config blob of the built image, as far as it can be known without building it.

Source: docs/reference/built-image.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from preimage.golang.jsontext import encode_string
from preimage.golang.times import format_time, from_unix, parse_time
from preimage.model.image import DockerOCIImage, History

_UNKNOWN_TIME = "unknown"
"""Stands for the time at which a builder made or unpacked a layer."""

Layer = tuple[str, str | None]
"""Diff id of a layer, and the time at which a builder made or unpacked it; None where that is not told."""


class BuiltImage:
    """The config blob of the built image: its exact text and digest, or what only a build can tell."""

    __slots__ = ("text", "unknown")

    def __init__(self, text: str | None, unknown: list[str]) -> None:
        self.text = text
        self.unknown = unknown

    @property
    def digest(self) -> str | None:
        """The digest of the blob, which is the image ID in stores that do not go by manifests."""
        if self.text is None:
            return None
        import hashlib

        return "sha256:" + hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def __repr__(self) -> str:
        return f"BuiltImage({self.text!r}, {self.unknown!r})"


def count_layers(image: DockerOCIImage, base: DockerOCIImage | None) -> int | None:
    """Give the number of layers that the image will have; None where the config of the base does not tell."""
    own = sum(not entry.empty_layer for entry in _own_history(image, base))
    if base is None:
        return own
    return len(base.rootfs.diff_ids) + own if base.rootfs.diff_ids else None


def predict_built_image(
    image: DockerOCIImage, base: DockerOCIImage | None, epoch: int | None, layers: Sequence[Layer] | None = None
) -> BuiltImage:
    """Predict the config blob from the front end's image, the config of its base image, and the exporter's epoch.

    ``epoch`` is in seconds since 1970; None: no SOURCE_DATE_EPOCH. Images with layers of their own can only be
    predicted if a build has told what ``layers`` the result has, those of the base first.
    """
    if not image.architecture:
        return BuiltImage(None, ["the export fails: invalid image config for export: missing architecture"])
    diff_ids = (base.rootfs.diff_ids if base is not None else None) or []
    unknown = []
    if layers is not None:
        diff_ids = [diff_id for diff_id, _ in layers]
    elif any(not entry.empty_layer for entry in _own_history(image, base)):
        unknown.append("diff ids of the layers that this build makes")
        if epoch is None:
            unknown.append("times of the layers that this build makes")
        return BuiltImage(None, unknown)
    history = [_copy(entry) for entry in image.history]
    times = [time for _, time in layers] if layers is not None else [None] * len(diff_ids)
    if not _match_layers(history, times):
        unknown.append("created_by of history entries that are added for layers of the base without one")
    _fill_times(history)
    if epoch is not None:
        _clamp(history, base.history if base is not None else [], epoch)
    if any(entry.created == _UNKNOWN_TIME for entry in history):
        unknown.append("times at which layers of the base are unpacked")
    if unknown:
        return BuiltImage(None, unknown)
    return BuiltImage(_write(image, history, diff_ids), [])


def _own_history(image: DockerOCIImage, base: DockerOCIImage | None) -> list[History]:
    return image.history[len(base.history) if base is not None else 0 :]


def _copy(entry: History) -> History:
    return History(entry.created, entry.created_by, entry.author, entry.comment, entry.empty_layer)


def _match_layers(history: list[History], times: Sequence[str | None]) -> bool:
    """Make history and layers, given by their times, agree in number; tell whether that needed no entry to be added.

    An entry for a layer that has no time gets that of the layer, which only the builder knows.
    """
    count = 0
    for entry in history:
        if entry.empty_layer:
            continue
        if count == len(times):
            entry.empty_layer = True
            continue
        entry.created = entry.created or times[count] or _UNKNOWN_TIME
        count += 1
    return count == len(times)


def _fill_times(history: list[History]) -> None:
    """Give entries without a time one of their neighbours', in BuildKit's two walks."""
    time: str | None = None
    has_gap = False
    for entry in history:
        if entry.created is None:
            has_gap = True
            continue
        time = entry.created
        if has_gap:
            break
    has_gap = False
    for entry in history:
        if entry.created is None:
            has_gap = True
            entry.created = time
        elif has_gap:
            time = entry.created


def _clamp(history: list[History], base_history: list[History], epoch: int) -> None:
    """Cut times down to the epoch, from the first entry on that is not the base's own."""
    limit = from_unix(epoch)
    text = format_time(limit)
    is_base = True
    for number, entry in enumerate(history):
        is_base = is_base and number < len(base_history) and entry == base_history[number]
        if is_base:
            continue
        if entry.created in (None, _UNKNOWN_TIME) or parse_time(str(entry.created)) > limit:
            entry.created = text


def _write(image: DockerOCIImage, history: list[History], diff_ids: list[str]) -> str:
    """Write the blob: the keys of the image in the order of their bytes."""
    created = next((entry.created for entry in reversed(history) if entry.created is not None), None)
    ids = f"[{','.join(map(encode_string, diff_ids))}]" if diff_ids else "null"
    members = {
        "architecture": encode_string(image.architecture),
        "author": encode_string(image.author) if image.author else "",
        "config": image.config.to_json(),
        "created": "null" if created is None else encode_string(created),
        "history": f"[{','.join(entry.to_json() for entry in history)}]" if history else "null",
        "os": encode_string(image.os),
        "os.features": f"[{','.join(map(encode_string, image.os_features))}]" if image.os_features else "",
        "os.version": encode_string(image.os_version) if image.os_version else "",
        "rootfs": f'{{"type":"layers","diff_ids":{ids}}}',
        "variant": encode_string(image.variant) if image.variant else "",
    }
    return "{" + ",".join(f'"{key}":{text}' for key, text in members.items() if text) + "}"

"""A snapshot: the image config as a file beside the Dockerfile, made for reading in a diff.

It is JSON with two blanks of indentation and a newline at the end. ``bases`` lists the base images that the config
comes from, sorted: ``reference`` and ``platform``, the ``digest`` of the manifest where it is known, and ``unresolved``
where an empty image was taken. ``image`` is the image config, in the order that BuildKit writes. Before them stand the
options that the config depends on.

Source: docs/reference/snapshots.md.
"""

from __future__ import annotations

import json
from difflib import unified_diff

from preimage.golang.jsontext import escape_go
from preimage.golang.jsonvalues import parse_json
from preimage.model.bases import UNRESOLVED
from preimage.model.decoding import decode_image
from preimage.model.errors import LimitError
from preimage.model.visible import show_line

_MOST_PAIRS = 2_000_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from preimage.model.bases import UsedBase
    from preimage.model.image import DockerOCIImage


def render_snapshot(image: DockerOCIImage, bases: Iterable[UsedBase], options: Mapping[str, object]) -> str:
    """Render a snapshot; ``options`` are written as they are, but for those that are empty."""
    document = {name: value for name, value in options.items() if value}
    document["bases"] = [_describe_base(base) for base in _sort_bases(bases)]
    document["image"] = json.loads(image.to_json())
    return escape_go(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def decode_config(data: bytes) -> DockerOCIImage:
    """Decode a snapshot, or the config of an image.

    Raises:
        ValueError: it is neither, in Go's words where it is JSON.
        LimitError: it has too many values.
    """
    document = parse_json(data)
    if isinstance(document, dict) and "image" in document and "config" not in document:
        data = json.dumps(document["image"]).encode("utf-8")
    return decode_image(data)


def read_image(text: str) -> dict[str, Any] | None:
    """Give the image config that a snapshot holds; None: it is no snapshot, or the config cannot be read."""
    try:
        document = parse_json(text)
        image = document["image"] if isinstance(document, dict) else None
        return image if decode_image(json.dumps(image).encode("utf-8")) is not None else None
    except (ValueError, KeyError, LimitError):
        return None


class RecordedOptions:
    """The options that a snapshot records; ``has_unresolved``: an empty image was taken for a base."""

    __slots__ = ("build_args", "has_unresolved", "labels", "platform")

    def __init__(self, document: dict[str, Any]) -> None:
        platform = document.get("platform")
        bases = document.get("bases")
        self.platform = platform if isinstance(platform, str) else ""
        self.build_args = _read_texts(document.get("buildArgs"))
        self.labels = _read_texts(document.get("labels"))
        self.has_unresolved = isinstance(bases, list) and any(
            isinstance(base, dict) and base.get("unresolved") is True for base in bases
        )


def read_options(text: str) -> RecordedOptions | None:
    """Give the options that a snapshot records, as far as they are some; None: it is no snapshot.

    Raises:
        LimitError: it has too many values.
    """
    try:
        document = parse_json(text)
    except ValueError:
        return None
    if not isinstance(document, dict) or "image" not in document or not isinstance(document.get("bases"), list):
        return None
    return RecordedOptions(document)


def _read_texts(value: object) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {name: text for name, text in pairs if name and "=" not in name and isinstance(text, str)}


def render_options(old: str, new: str) -> str:
    """Render what differs beside the image: bases and options."""
    before, after = json.loads(old), json.loads(new)
    lines = []
    for name in sorted((before.keys() | after.keys()) - {"image"}):
        if before.get(name) != after.get(name):
            shown = " -> ".join(
                json.dumps(side[name], ensure_ascii=False) if name in side else "(none)" for side in (before, after)
            )
            lines.append(f"{name}: {show_line(shown)}\n")
    return "".join(lines)


def render_change(old: str, new: str, path: str) -> str:
    """Render what would change in a snapshot as a unified diff.

    The lines between the first and the last that differ are compared each with each; where these are too many pairs,
    they are only counted.
    """
    old_lines, new_lines, path = _split_lines(old), _split_lines(new), show_line(path)
    now = f"{path} (now)"
    start, end = _find_change(old_lines, new_lines)
    removed, added = len(old_lines) - start - end, len(new_lines) - start - end
    if removed * added > _MOST_PAIRS:
        return (
            f"--- {path}\n+++ {now}\n@@ -{start + 1},{removed} +{start + 1},{added} @@\n"
            "the lines that differ are too many to be shown\n"
        )
    lines = unified_diff(old_lines, new_lines, path, now)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _find_change(old: list[str], new: list[str]) -> tuple[int, int]:
    """Give how many lines are the same at the start and at the end."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _split_lines(text: str) -> list[str]:
    # A line of JSON ends at a newline only, not at all that Python takes for an end.
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _sort_bases(bases: Iterable[UsedBase]) -> list[UsedBase]:
    found = {(base.reference, base.platform): base for base in bases}
    return [found[key] for key in sorted(found)]


def _describe_base(base: UsedBase) -> dict[str, object]:
    described: dict[str, object] = {"reference": base.reference, "platform": base.platform}
    if base.digest:
        described["digest"] = base.digest
    if base.origin == UNRESOLVED:
        described["unresolved"] = True
    return described

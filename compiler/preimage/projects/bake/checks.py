"""What is checked of targets that are printed.

Source: docs/reference/bake.md, "Checks".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from preimage.golang.quoting import quote
from preimage.model.errors import ProjectError
from preimage.model.platforms import parse_platform
from preimage.projects.bake.target import Target

_ANNOTATION_TYPES = frozenset(("", "manifest", "index", "manifest-descriptor", "index-descriptor"))
_ANNOTATION = re.compile(r"^(?:([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?:)?(.*)\Z", re.DOTALL)
_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?:[kmgtp]i?b?|b)?\Z", re.IGNORECASE)


def check_target(target: Target) -> None:
    """Refuse what the tool refuses of a target before it prints it.

    Raises:
        ProjectError: the tool's text.
    """
    held = target.held
    for name in ("context", "dockerfile"):
        if held.get(name) == "-":
            raise ProjectError(f"ERROR: {name} from stdin not allowed in bake")
    for annotation in held.get("annotations", ()):
        _check_annotation(annotation)
    for platform in held.get("platforms", ()):
        _check_platform(platform)
    _check_settings(held)


def _check_platform(text: str) -> None:
    for part in text.split(","):
        if part == "local":
            continue
        try:
            parse_platform(part)
        except ValueError as error:
            raise ProjectError(f"ERROR: {error}") from error


def _check_annotation(text: str) -> None:
    key, sign, _ = text.partition("=")
    if not sign:
        raise ProjectError(f"ERROR: invalid annotation {quote(text)}, expected key=value")
    match = _ANNOTATION.match(key)
    kinds, platform, _name = match.groups() if match else (None, None, key)
    if kinds is None:
        return
    for kind in kinds.split(","):
        if kind not in _ANNOTATION_TYPES:
            raise ProjectError(f"ERROR: unknown annotation type {quote(kind)}")
    if platform:
        _check_platform(platform)


def _check_settings(held: Mapping[str, Any]) -> None:
    size = held.get("shm-size")
    if size and not _SIZE.match(size):
        raise ProjectError(f"ERROR: invalid value {size} for membytes key shm-size")
    for limit in held.get("ulimits", ()):
        if "=" not in limit:
            raise ProjectError(f"ERROR: invalid ulimit argument: {limit}")
    for secret in held.get("secret", ()):
        if not secret.get("id"):
            raise ProjectError("ERROR: secret missing ID")

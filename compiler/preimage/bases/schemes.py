"""How users write where images are stored, as far as the readers of the places have to know."""

from __future__ import annotations

import os

LAYOUT_SCHEME = "oci-layout://"
ARCHIVE_SCHEME = "docker-archive:"
ENGINE = "engine"


def split_name(location: str) -> tuple[str, str]:
    """Split ``PATH[:NAME]`` at the first ``:`` unless there is a file of the whole name."""
    path, colon, name = location.partition(":")
    if not colon or os.path.exists(location):
        return location, ""
    return path, name

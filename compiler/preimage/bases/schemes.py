"""How users write that images are stored in a layout or an archive."""

from __future__ import annotations

LAYOUT_SCHEME = "oci-layout://"
ARCHIVE_SCHEME = "docker-archive:"

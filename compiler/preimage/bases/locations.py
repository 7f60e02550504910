"""How users write where base images are kept, on the command line and in the settings of pytest."""

from __future__ import annotations

LAYOUT_SCHEME = "oci-layout://"
ARCHIVE_SCHEME = "docker-archive:"

LOCK_NAME = "preimage.lock"
"""The name of the lock file, beside the Dockerfiles that it serves."""

ON_UNRESOLVED = ("error", "empty")
"""What may become of a base that nobody knows."""

"""Where base images are kept, as the command line and the settings of pytest write it."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.bases.archive import ArchiveBases
    from preimage.bases.layout import LayoutBases

LAYOUT_SCHEME = "oci-layout://"
ARCHIVE_SCHEME = "docker-archive:"

LOCK_NAME = "preimage.lock"
"""The name of the lock file, beside the Dockerfiles that it serves."""

UNRESOLVED_CHOICES = ("error", "empty")
"""What may become of a base that nobody knows."""


def open_images(location: str, folder: str = "") -> LayoutBases | ArchiveBases | None:
    """Open the images that ``oci-layout://DIR`` or ``docker-archive:FILE`` stands for; None: it is neither.

    A relative path starts at ``folder``; none: at the current one.

    Raises:
        BaseUnreadable: the location names no directory.
    """
    # Both are loaded only where a location names them: most runs have no images of their own.
    if location.startswith(LAYOUT_SCHEME):
        from preimage.bases.layout import LayoutBases

        return LayoutBases(LAYOUT_SCHEME + os.path.join(folder, location.removeprefix(LAYOUT_SCHEME)))
    if location.startswith(ARCHIVE_SCHEME):
        from preimage.bases.archive import ArchiveBases

        return ArchiveBases(ARCHIVE_SCHEME + os.path.join(folder, location.removeprefix(ARCHIVE_SCHEME)))
    return None

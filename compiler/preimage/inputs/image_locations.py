"""Images that are stored in a layout or an archive, opened by what a user wrote.

Both are loaded only where a location names them: most runs have no images of their own.
"""

from __future__ import annotations

import os

from preimage.bases.schemes import ARCHIVE_SCHEME, LAYOUT_SCHEME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.bases.archive import ArchiveBases
    from preimage.bases.layout import LayoutBases


def open_images(location: str, folder: str = "") -> LayoutBases | ArchiveBases | None:
    """Open the images that ``oci-layout://DIR`` or ``docker-archive:FILE`` stands for; None: it is neither.

    A relative path starts at ``folder``; none: at the current one.

    Raises:
        BaseUnreadable: the location names no directory.
    """
    if location.startswith(LAYOUT_SCHEME):
        from preimage.bases.layout import LayoutBases

        return LayoutBases(LAYOUT_SCHEME + os.path.join(folder, location.removeprefix(LAYOUT_SCHEME)))
    if location.startswith(ARCHIVE_SCHEME):
        from preimage.bases.archive import ArchiveBases

        return ArchiveBases(ARCHIVE_SCHEME + os.path.join(folder, location.removeprefix(ARCHIVE_SCHEME)))
    return None

"""Images that one scanned build makes and another one is built from: the latter is compiled with the former's config.

Source: docs/reference/scan.md, "Images that are built from each other".
"""

from __future__ import annotations

import json
from itertools import chain, groupby
from operator import itemgetter

from preimage.scan.facts import BuiltImage
from preimage.scan.work import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from preimage.scan.store import Store

MAX_ROUNDS = 40
"""Images from images from images; behind that, circles are left as they are."""

_USES = """
  SELECT i.unit, i.id, u.reference, u.platform, u.linked
  FROM makes m JOIN uses u ON u.reference = m.reference AND u.platform = m.platform JOIN images i ON i.id = u.image
  UNION SELECT i.unit, i.id, u.reference, u.platform, u.linked
  FROM uses u JOIN images i ON i.id = u.image WHERE u.linked <> ''
  ORDER BY 1, 2"""

# Of what makes an image of one name, that of the own project comes first, then that of the own repository; those of
# other repositories must agree.
_MAKERS = """
  SELECT i.config_digest, i.config, i.bases, i.base_known, i.repository = own.repository AS is_near
  FROM images own JOIN makes m JOIN images i ON i.id = m.image
  WHERE own.id = ? AND m.reference = ? AND m.platform = ? AND i.ok AND i.id <> own.id
  ORDER BY is_near DESC, is_near AND i.project = own.project DESC, i.project, i.build, i.config_digest"""


def link(store: Store, compile_all: Callable[[Iterable[Work]], None]) -> bool:
    """Compile what is built from images of the scan until nothing changes any more; False: it went round in circles."""
    for _ in range(MAX_ROUNDS):
        first = next(stale := _list_stale(store), None)
        if first is None:
            return True
        compile_all(chain([first], stale))
    return next(_list_stale(store), None) is None


def _list_stale(store: Store) -> Iterator[Work]:
    """Give the units of which a base is not what it was when they were compiled."""
    for unit, uses in groupby(_read_uses(store), key=itemgetter(0)):
        built: dict[str, BuiltImage] = {}
        is_stale = False
        for _, image, reference, platform, linked in uses:
            made = _find_maker(store, image, reference, platform)
            is_stale = is_stale or linked != ("" if made is None else made.digest)
            if made is not None:
                built[f"{reference}|{platform}"] = made
        if is_stale:
            yield Work(store.read_unit(unit), "", built)


def _read_uses(store: Store) -> Iterator[tuple[int, int, str, str, str]]:
    # SQLite sorts them before it gives the first, so that rows may be written meanwhile.
    yield from store.execute(_USES)


def _find_maker(store: Store, image: int, reference: str, platform: str) -> BuiltImage | None:
    rows = store.execute(_MAKERS, (image, reference, platform)).fetchall()
    if not rows or (not rows[0][4] and len({row[0] for row in rows}) > 1):
        return None
    digest, config, bases, is_known, _ = rows[0]
    return BuiltImage(config, digest, json.loads(bases), bool(is_known))

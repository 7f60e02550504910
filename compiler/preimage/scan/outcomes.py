"""What comes of a unit, also as a store takes it: made where the unit is compiled, which may be another process."""

from __future__ import annotations

import json

from preimage.scan.columns import encode_row, make_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.scan.building import BuiltRow


class Outcome:
    """What compiling a unit comes to; ``rows`` None: its files are what they were.

    ``stamps`` is a stamp for each of the files that were read, ``paths`` names them where the unit does not say which.
    """

    __slots__ = ("digest", "paths", "rows", "stamps")

    def __init__(self, stamps: str, digest: str, rows: Sequence[BuiltRow] | None, paths: Sequence[str] = ()) -> None:
        self.stamps = stamps
        self.digest = digest
        self.rows = rows
        self.paths = paths


class EncodedRow:
    """A row of images, and those of ``uses`` and ``makes`` that belong to it, without its number."""

    __slots__ = ("makes", "uses", "values")

    def __init__(self, built: BuiltRow) -> None:
        platform = built.row["platform"]
        self.values = encode_row(built.row)
        self.uses = [(*use, built.linked.get(use, "")) for use in built.uses]
        self.makes = [(reference, platform) for reference in built.makes]


class EncodedOutcome:
    """As an ``Outcome``; ``paths`` are JSON."""

    __slots__ = ("digest", "paths", "rows", "stamps")

    def __init__(self, outcome: Outcome) -> None:
        self.stamps = outcome.stamps
        self.digest = outcome.digest
        self.rows: Sequence[EncodedRow] | None = None if outcome.rows is None else list(map(EncodedRow, outcome.rows))
        self.paths = make_text(json.dumps(list(outcome.paths))) if outcome.paths else ""

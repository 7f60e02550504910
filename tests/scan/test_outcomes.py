from __future__ import annotations

import pickle

from preimage.scan.building import BuiltRow
from preimage.scan.columns import decode_row
from preimage.scan.outcomes import EncodedOutcome, Outcome


def test_rows_are_as_the_store_takes_them() -> None:
    built = BuiltRow({"path": "Dockerfile", "platform": "linux/amd64", "ok": True, "ports": ["80/tcp"]})
    built.uses = [("a:1", "linux/amd64"), ("b:1", "linux/amd64")]
    built.linked = {("b:1", "linux/amd64"): "sha256:0"}
    built.makes = ["c:1"]
    encoded = pickle.loads(pickle.dumps(EncodedOutcome(Outcome("s", "d", [built], ["/a", "/\udcff"]))))
    assert (encoded.stamps, encoded.digest) == ("s", "d")
    assert encoded.paths == '["/a", "/\\udcff"]'
    assert decode_row(encoded.rows[0].values)["ports"] == ["80/tcp"]
    assert encoded.rows[0].uses == [("a:1", "linux/amd64", ""), ("b:1", "linux/amd64", "sha256:0")]
    assert encoded.rows[0].makes == [("c:1", "linux/amd64")]


def test_what_is_the_same_has_no_rows() -> None:
    encoded = EncodedOutcome(Outcome("s", "d", None))
    assert (encoded.rows, encoded.paths) == (None, "")

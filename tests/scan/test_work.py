from __future__ import annotations

import pickle

from preimage.scan.facts import BuiltImage
from preimage.scan.units import DOCKERFILE, Unit
from preimage.scan.work import Work


def test_work_can_be_sent() -> None:
    unit = Unit(DOCKERFILE, "/r/Dockerfile", "r", "Dockerfile", folder="/r", parent=3)
    work = pickle.loads(pickle.dumps(Work(unit, "d", {"a|b": BuiltImage("{}", "sha256:0", [], is_known=True)})))
    assert (work.unit.key, work.unit.parent, work.digest, work.built["a|b"].config) == (unit.key, 3, "d", "{}")
    assert Work(unit).built == {}

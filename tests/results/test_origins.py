from __future__ import annotations

import preimage
from preimage.results.origins import find_origins


def test_origins_from_a_trace() -> None:
    base = {
        "config": {
            "Labels": {"base": "0"},
            "OnBuild": ["LABEL trigger=2 taken=3"],
            "Healthcheck": {"Test": ["CMD", "x"]},
        }
    }
    text = "FROM alpine AS a\nLABEL stage=1\nONBUILD LABEL own=6\nFROM a\nLABEL taken=4"
    trace = preimage.compile(text, labels={"option": "5"}, bases=preimage.StaticBases({"*": base})).trace
    origins = find_origins(trace, ["base", "stage", "trigger", "taken", "option", "own"])
    assert origins.labels == {"base", "trigger"}
    assert origins.healthcheck


def test_origin_of_a_healthcheck_set_by_an_instruction() -> None:
    trace = preimage.compile("FROM scratch\nHEALTHCHECK CMD x").trace
    assert not find_origins(trace, []).healthcheck

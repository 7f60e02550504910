from __future__ import annotations

import pickle

from preimage.model.causes import Cause, StageName, first_and_last

ENV = Cause("instruction", instruction="ENV", lines=(2, 3), stage=StageName(0, "web"))


def test_json_has_null_for_what_does_not_apply() -> None:
    assert ENV.to_dict() == {
        "kind": "instruction",
        "instruction": "ENV",
        "lines": [2, 3],
        "stage": {"index": 0, "name": "web"},
        "reference": None,
        "trigger": None,
        "index": None,
        "declared": None,
        "name": None,
    }


def test_equal_by_all_values() -> None:
    same = Cause("instruction", instruction="ENV", lines=(2, 3), stage=StageName(0, "web"))
    assert same == ENV
    assert hash(ENV) == hash(same)
    assert Cause("instruction", instruction="ENV", lines=(2, 3), stage=StageName(1, "web")) != ENV
    assert ENV != "ENV"
    assert StageName(0, None) != "0"


def test_text_names_what_applies() -> None:
    assert repr(Cause("option", name="--label")) == "Cause('option', name='--label')"
    assert repr(StageName(1, None)) == "StageName(1, None)"


def test_survives_pickle() -> None:
    assert pickle.loads(pickle.dumps(ENV)) == ENV


def test_lines_are_first_and_last() -> None:
    assert first_and_last(range(3, 8)) == (3, 7)
    assert first_and_last(range(0)) is None

from __future__ import annotations

import preimage


def test_trigger_is_stored_and_leaves_no_history() -> None:
    image = preimage.compile('FROM scratch\nONBUILD  run  "$A" \\\n  b \nONBUILD COPY x').image
    assert image.config.on_build == ['run  "$A"   b ', "COPY x"]
    assert image.history == []


def test_trigger_runs_in_the_child_only() -> None:
    text = "FROM scratch AS a\nONBUILD USER u\nFROM a AS b\nFROM b"
    assert preimage.compile(text, target="a").image.config.user == ""
    assert preimage.compile(text, target="b").image.config.user == "u"
    child = preimage.compile(text).image
    assert child.config.user == "u"
    assert [entry.created_by for entry in child.history] == ["USER u"]

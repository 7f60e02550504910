from __future__ import annotations

import gc

import pytest

from preimage.model.collector import LONG_FILE, PausedCollector


@pytest.mark.parametrize(
    ("size", "is_enabled_inside"),
    [
        pytest.param(LONG_FILE, True, id="short"),
        pytest.param(LONG_FILE + 1, False, id="long"),
    ],
)
def test_collector_is_paused_for_long_files(size: int, is_enabled_inside: bool) -> None:
    with PausedCollector(size):
        assert gc.isenabled() is is_enabled_inside
    assert gc.isenabled()


def test_what_was_off_stays_off() -> None:
    gc.disable()
    try:
        with PausedCollector(LONG_FILE + 1):
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_error_ends_the_pause() -> None:
    with pytest.raises(ValueError, match="x"), PausedCollector(LONG_FILE + 1):
        raise ValueError("x")
    assert gc.isenabled()


def test_what_was_made_meanwhile_counts_as_old() -> None:
    gc.unfreeze()
    gc.collect()
    with PausedCollector(LONG_FILE + 1):
        made = [[number] for number in range(10_000)]
    assert gc.get_count()[0] < len(made)
    assert gc.get_freeze_count() == 0


def test_what_others_have_frozen_stays_frozen() -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with PausedCollector(LONG_FILE + 1):
            pass
        # Some of it may have ended meanwhile.
        assert 0 < gc.get_freeze_count() <= frozen
    finally:
        gc.unfreeze()

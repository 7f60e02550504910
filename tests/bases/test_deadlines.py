from __future__ import annotations

import threading
import time

import pytest

from preimage.bases.deadlines import Expired, SlowNotice, pause, run_bounded


def test_work_is_done_before_the_deadline():
    done = []
    run_bounded(lambda: done.append(1), time.monotonic() + 5, lambda: done.append(2), SlowNotice(None, ""))
    assert done == [1]


def test_error_time_is_up():
    release, aborted = threading.Event(), []

    def wait() -> None:
        release.wait()

    started = time.monotonic()
    with pytest.raises(Expired):
        run_bounded(wait, started + 0.1, lambda: aborted.append(1), SlowNotice(None, ""))
    assert time.monotonic() - started < 1
    assert aborted == [1]
    release.set()


def test_error_teller_fails_and_the_work_is_ended():
    release, aborted = threading.Event(), []

    def wait() -> None:
        release.wait()

    def tell(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_bounded(wait, time.monotonic() + 5, lambda: aborted.append(1), SlowNotice(tell, "slow"))
    assert aborted == [1]
    release.set()


def test_notice_is_told_once_when_it_is_due():
    lines: list[tuple[str, float]] = []
    started = time.monotonic()
    notice = SlowNotice(lambda line: lines.append((line, time.monotonic() - started)), "slow")
    run_bounded(lambda: time.sleep(0.3), started + 5, lambda: None, notice)
    assert lines == []
    pause(0.4, notice)
    run_bounded(lambda: time.sleep(0.1), started + 5, lambda: None, notice)
    assert [line for line, _ in lines] == ["slow"]
    assert 0.5 <= lines[0][1] < 0.65

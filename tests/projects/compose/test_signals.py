from __future__ import annotations

import pytest

from preimage.projects.compose.signals import is_signal


@pytest.mark.parametrize("text", ["SIGTERM", "term", "Sigusr1", "9", "RTMIN+3", "SIGRTMAX-14", "+5"])
def test_signals(text: str) -> None:
    assert is_signal(text)


@pytest.mark.parametrize("text", ["SIGFOO", "0", "", "SIG", "RTMIN+16", "9x"])
def test_other_texts(text: str) -> None:
    assert not is_signal(text)

from __future__ import annotations

import pytest

import preimage


def find(line: str) -> list[tuple[str, str]]:
    notes = preimage.compile(f"FROM scratch\n{line}\n", notes=True).notes
    return [(note.rule, note.message) for note in notes]


@pytest.mark.parametrize(
    "line",
    [
        "HEALTHCHECK --start-interval=5s CMD x",
        "HEALTHCHECK --start-interval=5s --start-period=0s cmd x",
        'HEALTHCHECK --interval=1s --start-interval=5s CMD ["x"]',
        "ONBUILD HEALTHCHECK --start-interval=5s CMD x",
    ],
)
def test_start_interval_without_period(line) -> None:
    message = "--start-interval=5s has no effect without --start-period, which is 0s unless whoever runs the container sets it"
    assert find(line) == [("preimage/StartIntervalWithoutPeriod", message)]


@pytest.mark.parametrize(
    "line",
    [
        "HEALTHCHECK --start-interval=5s --start-period=1m CMD x",
        "HEALTHCHECK --start-interval=0s CMD x",
        "HEALTHCHECK --start-interval= CMD x",
        "HEALTHCHECK --start-period=1m CMD x",
        "HEALTHCHECK --start-interval=5s NONE",
        "HEALTHCHECK CMD x --start-interval=5s",
    ],
)
def test_left_alone(line) -> None:
    assert find(line) == []


def test_error_of_a_duration_has_no_note_beside_it() -> None:
    with pytest.raises(preimage.DockerfileError, match="missing unit") as caught:
        find("HEALTHCHECK --start-interval=5 CMD x")
    assert caught.value.notes == []

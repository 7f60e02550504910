"""Lengths of time as tests write them."""

from __future__ import annotations

from preimage.golang.durations import Duration


def milliseconds(number: float) -> Duration:
    """Give a length of time in a healthcheck's terms: ``milliseconds(1500)`` is ``seconds(1.5)``."""
    return Duration(round(number * 1_000_000))


def seconds(number: float) -> Duration:
    """Give a length of time in a healthcheck's terms: ``healthcheck.interval == seconds(30)``."""
    return Duration(round(number * 1_000_000_000))


def minutes(number: float) -> Duration:
    """Give a length of time in a healthcheck's terms."""
    return seconds(number * 60)


def hours(number: float) -> Duration:
    """Give a length of time in a healthcheck's terms."""
    return minutes(number * 60)

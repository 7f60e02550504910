"""The version of the preimage that runs."""

from __future__ import annotations


def read_version() -> str:
    """Give the version of the installed distribution; ``unknown`` where the sources run without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("preimage")
    except PackageNotFoundError:
        return "unknown"

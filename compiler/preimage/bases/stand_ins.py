"""Base images that stand for those that are not known, to see what holds whatever the base is."""

from __future__ import annotations

from preimage.model.bases import UNRESOLVED, Base
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.bases import BaseSource

STAND_INS = 4
"""How many there are: an empty image, one with plain values, one with awkward values and triggers, one for Windows."""

_PLAIN_VALUE = "8080"
_AWKWARD_VALUE = "a  b'c\"d\\e $f `g"


class StandInBases:
    """What a source gives, and a made image in the place of each base that is not known.

    ``number`` is that of the stand-in, from 0; ``names`` are the variables that it sets, if it sets any.
    """

    def __init__(self, bases: BaseSource, number: int, names: Sequence[str]) -> None:
        self._bases = bases
        self._config = _CONFIGS[number](names)
        self._made: dict[str, Base] = {}

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give what the source gives, or the stand-in; errors are those of the source."""
        base = self._bases.resolve(reference, platform)
        return self._make(platform) if base.origin == UNRESOLVED else base

    def _make(self, platform: Platform) -> Base:
        from json import dumps

        key = format_platform_full(platform)
        if key not in self._made:
            asked = {"architecture": platform.architecture, "os": platform.os, "variant": platform.variant}
            document = {name: value for name, value in asked.items() if value} | self._config
            self._made[key] = Base(dumps(document).encode(), UNRESOLVED)
        return self._made[key]


def _make_empty(names: Sequence[str]) -> dict[str, object]:
    return {"config": {}}


def _make_plain(names: Sequence[str]) -> dict[str, object]:
    return {
        "author": "somebody",
        "config": {
            "Env": ["PATH=/stand-in/bin", *(f"{name}={_PLAIN_VALUE}" for name in names if name != "PATH")],
            "User": "somebody",
            "WorkingDir": "/stand-in/work",
            "Entrypoint": ["/stand-in/entry"],
            "Cmd": ["stand-in"],
            "Labels": {"stand.in": "yes"},
            "ExposedPorts": {"1/tcp": {}},
            "Volumes": {"/stand-in/volume": {}},
            "StopSignal": "SIGINT",
            "Healthcheck": {"Test": ["CMD", "true"], "Interval": 1_000_000_000},
        },
        "history": [{"created_by": "stand-in"}, {"created_by": "ENV stand-in", "empty_layer": True}],
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "0" * 64]},
    }


def _make_awkward(names: Sequence[str]) -> dict[str, object]:
    triggers = ["ENV STAND_IN=$STAND_IN", "LABEL stand.in=trigger", "RUN true", "WORKDIR trigger", "CMD trigger"]
    return {
        "config": {
            "Env": [f"{name}={_AWKWARD_VALUE}" for name in names],
            "WorkingDir": "/stand in/work",
            "Shell": ["/stand-in/sh", "-e", "-c"],
            "OnBuild": triggers,
        }
    }


def _make_windows(names: Sequence[str]) -> dict[str, object]:
    return {
        "os": "windows",
        "config": {"Env": [f"{name}=C:\\{name} x" for name in names], "WorkingDir": "C:\\stand-in"},
    }


_CONFIGS = (_make_empty, _make_plain, _make_awkward, _make_windows)

"""What makes fixes, and what compiles: fixes of a Dockerfile are proven by compiling it as a request says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy

from preimage.api import compile_request, locate_words
from preimage.bases.stand_ins import STAND_INS, StandInBases
from preimage.edits.proof import Situation
from preimage.model.bases import UNRESOLVED, BaseSource
from preimage.model.limits import Budget, Limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.ignore import IgnoreFile
    from preimage.model.options import BuildRequest
    from preimage.model.positions import PlacedInstruction
    from preimage.results.compilation import Compilation

_REFERENCE = re.compile(rb"\$\{?([A-Za-z_][A-Za-z0-9_]{0,255})")
_FROM = re.compile(rb"(?im)^[ \t]*(?:from|copy)\b")
_MOST_NAMES = 1000
_LIMITS = Limits(work=500_000, expanded_characters=1 << 20)
"""Bounds on one of the many compilations of a proof; what needs more is not fixed."""
_STEPS_A_BYTE, _STEPS_A_STAGE, _LEAST_STEPS = 2, 300, 1000


class RequestCompiler:
    """Compiles the versions of one Dockerfile, in all situations in which its fixes are proven.

    The file is checked as ``request`` says, with bases from ``bases``, which gives empty images for those it does not
    know. ``platforms`` are those for which fixes are proven; None: that of the request.
    """

    def __init__(
        self,
        request: BuildRequest,
        bases: BaseSource,
        ignore_file: IgnoreFile | None = None,
        platforms: Sequence[str | None] = (None,),
    ) -> None:
        self._request = request
        self._bases = bases
        self._ignore_file = ignore_file
        self._platforms = platforms
        self._stand_ins: list[BaseSource] = []
        self.steps = 0

    def locate(self, data: bytes) -> Sequence[PlacedInstruction]:
        """Give the words of a file; raises DockerfileError if it cannot be read."""
        return locate_words(data)

    def check(self, data: bytes) -> Compilation:
        """Check a file as it was asked for; errors are those of ``preimage.compile``."""
        return compile_request(data, self._request, self._bases, self._ignore_file)

    def list_situations(self, compilation: Compilation) -> list[Situation]:
        """Give all: checks, and builds of each target for each platform, with each image for bases not known."""
        is_known = all(used.origin != UNRESOLVED for used in compilation.bases)
        stand_ins = range(1 if is_known else STAND_INS)
        stages = compilation.trace.dockerfile.stages
        names: list[str | None] = list(dict.fromkeys(stage.source.name for stage in stages if stage.source.name))
        if not stages[-1].source.name:
            names.append(None)
        return [
            *(Situation(self._request.target, None, number, True) for number in stand_ins),
            *(
                Situation(name, platform, number, False)
                for number in stand_ins
                for name in names
                for platform in self._platforms
            ),
        ]

    def compile(self, data: bytes, situation: Situation) -> Compilation:
        """Compile a file in a situation; errors are those of ``preimage.compile``."""
        request = copy(self._request)
        request.target = situation.target or ""
        request.platform = situation.platform or request.platform
        request.all_stages = request.all_stages and situation.is_check
        if not self._stand_ins:
            names = [name.decode() for name in dict.fromkeys(_REFERENCE.findall(data))][:_MOST_NAMES]
            self._stand_ins = [StandInBases(self._bases, number, names) for number in range(STAND_INS)]
        budget = Budget(_LIMITS, len(data))
        try:
            return compile_request(data, request, self._stand_ins[situation.bases], self._ignore_file, budget)
        finally:
            used = _LIMITS.work - max(0, budget.work) + _LIMITS.expanded_characters - max(0, budget.expanded_characters)
            stages = len(_FROM.findall(data))
            self.steps += used + _STEPS_A_BYTE * len(data) + _STEPS_A_STAGE * stages + _LEAST_STEPS

"""Which leaves of a result the values of an instruction went into."""

from __future__ import annotations

from collections import deque

from preimage.model.errors import LimitError
from preimage.model.instructions import Instruction
from preimage.model.trace import TriggerRun
from preimage.results.facts import Binding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.causes import Leaf
    from preimage.results.facts import Fact
    from preimage.results.study import Study

_MOST_STEPS = 300_000
"""Facts followed for all lines that are asked about."""


class Feeds:
    """Which leaves of the result the values of an instruction went into."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._steps_left = _MOST_STEPS
        self._made: dict[int, list[Fact]] = {}
        """What each instruction made, by its identity."""
        self._into: dict[int, list[Fact]] = {}
        """What each fact went into, by its identity."""
        self._leaves = {id(writes[-1]): leaf for leaf, writes in study.target.writes.items()}
        self._bases: dict[int, list[Leaf]] = {}
        for bindings in (*study.scope.bindings.values(), *study.target.bindings.values()):
            for binding in bindings:
                self._add(binding)
                if binding.is_arg and binding.stage is not None and isinstance(binding.inner, Binding):
                    self._made.setdefault(id(binding.inner.origin), []).append(binding)
        for write in study.target.all_writes:
            self._add(write)
        self._add_bases()

    def _add(self, fact: Fact) -> None:
        if isinstance(fact.instruction, Instruction):
            origin = fact.origin
            made_by = origin.onbuild if isinstance(origin, TriggerRun) and origin.onbuild is not None else origin
            self._made.setdefault(id(made_by), []).append(fact)
        if fact.inner is not None:
            self._into.setdefault(id(fact.inner), []).append(fact)
        for use in fact.uses:
            if use.fact is not None:
                self._into.setdefault(id(use.fact), []).append(fact)

    def _add_bases(self) -> None:
        for stage in self._study.stages_needed:
            chosen = stage.reference
            if not chosen and stage.parent is not None:
                chosen = self._study.stage_name(stage.parent).name or ""
            for use in self._study.scope.uses_of_from(stage.source) if chosen else ():
                if use.fact is not None:
                    self._bases.setdefault(id(use.fact), []).append(("base", chosen))

    def of(self, instruction: Instruction) -> list[Leaf]:
        """Give the leaves that an instruction feeds, beside those it sets itself, and the bases it chose.

        Raises:
            LimitError: too much was followed by now.
        """
        todo = deque(self._made.get(id(instruction), ()))
        own = {id(fact) for fact in todo}
        seen = set(own)
        found: dict[Leaf, None] = {}
        while todo:
            self._steps_left -= 1
            if self._steps_left < 0:
                raise LimitError("the values of this Dockerfile go into too many others to follow them all")
            fact = todo.popleft()
            if id(fact) in self._leaves and id(fact) not in own:
                found[self._leaves[id(fact)]] = None
            found.update(dict.fromkeys(self._bases.get(id(fact), ())))
            for other in self._into.get(id(fact), ()):
                if id(other) not in seen:
                    seen.add(id(other))
                    todo.append(other)
        return list(found)

"""What a variable is at a line, and why.

Source: docs/reference/explain.md, "Variables".
"""

from __future__ import annotations

from preimage.model.causes import Cause, first_and_last
from preimage.model.instructions import Arg, Env

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Literal

    from preimage.model.causes import Lines, VariableReason
    from preimage.model.instructions import Instruction
    from preimage.results.facts import Binding, Use
    from preimage.results.places import Place
    from preimage.results.replay import Replay
    from preimage.results.study import Study

    VariableState = Literal["set", "unset", "unknown"]


class VariableExplanation:
    """The value that the instruction at a line sees, before it does anything.

    ``value`` is empty where the variable is unset, and None where nothing is known of it. ``declared`` are the lines
    of the ARG or ENV that the answer is about. ``earlier``: what it was bound to before, oldest first.
    """

    __slots__ = ("cause", "declared", "earlier", "line", "reason", "state", "uses", "value", "variable")

    def __init__(self, variable: str, line: int, state: VariableState, value: str | None) -> None:
        self.variable = variable
        self.line = line
        self.state = state
        self.value = value
        self.cause: Cause | None = None
        self.reason: VariableReason | None = None
        self.declared: Lines | None = None
        self.earlier: tuple[tuple[str, Cause], ...] = ()
        self.uses: tuple[Use, ...] = ()

    def __repr__(self) -> str:
        return f"VariableExplanation({self.variable!r}, {self.line}, {self.state!r}, {self.value!r}, {self.reason!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object: an entry of ``variables``."""
        return {
            "variable": self.variable,
            "line": self.line,
            "state": self.state,
            "value": self.value,
            "cause": self.cause.to_dict() if self.cause is not None else None,
            "reason": self.reason,
            "declared": list(self.declared) if self.declared is not None else None,
            "earlier": [{"value": value, "cause": cause.to_dict()} for value, cause in self.earlier],
            "uses": [use.to_dict() for use in self.uses],
        }


def explain_variable(study: Study, name: str, line: int) -> VariableExplanation:
    """Explain a variable at a line of the file.

    Raises:
        OptionError: there is no such line.
    """
    study.places.check(line)
    place = study.places.next_in(line)
    stage = study.places.region(line)
    if stage is None or (place is not None and place.is_from):
        return _explain_global(study, name, line, place)
    replay = study.replay(stage)
    if replay is None:
        answer = VariableExplanation(name, line, "unknown", None)
        answer.reason = "stage-not-reached"
        return answer
    number = replay.start_of(stage, place.instruction) if place is not None else None
    # A line between instructions stands for the next one.
    start = place.instruction.lines[0] if place is not None else line
    answer = _explain_in_stage(study, replay, stage, name, start, replay.ends[stage] if number is None else number)
    answer.line = line
    return answer


def _explain_global(study: Study, name: str, line: int, place: Place | None) -> VariableExplanation:
    scope = study.scope
    is_from = place is None or place.is_from
    if place is None or place.is_from:
        binding, number = scope.last(name), None
    else:
        number = scope.starts.get(id(place.instruction), scope.end)
        binding = scope.before(name, number)
    declaration = scope.declared(name, number)
    if binding is not None:
        answer = _describe(name, line, binding, scope.bindings[name])
        answer.declared = first_and_last(declaration.lines) if declaration is not None else None
        return answer
    answer = VariableExplanation(name, line, "unset", "")
    if declaration is not None:
        answer.reason, answer.declared = "arg-without-value", first_and_last(declaration.lines)
        return answer
    if not is_from:
        later = _first_named(study.dockerfile.global_args, name, line)
        if later is not None:
            answer.reason, answer.declared = "set-later", first_and_last(later.lines)
            return answer
    answer.reason, answer.declared = _why_not_at_from(study, name, line)
    return answer


def _why_not_at_from(study: Study, name: str, line: int) -> tuple[VariableReason, Lines | None]:
    args = list(study.named(Arg, name))
    own = study.places.region(line)
    for stage, arg in args:
        if stage == own:
            return "set-later", first_and_last(arg.lines)
    for _, arg in reversed(args):
        if arg.lines[0] < line:
            return "arg-not-global", first_and_last(arg.lines)
    if name in study.options.build_args:
        return "arg-not-declared-in-stage", None
    if args:
        return "arg-not-declared-in-stage", first_and_last(args[0][1].lines)
    for _, env in study.named(Env, name):
        return "env-of-other-stage", first_and_last(env.lines)
    return "never-set", None


def _explain_in_stage(
    study: Study, replay: Replay, stage: int, name: str, line: int, number: int
) -> VariableExplanation:
    binding = replay.binding_before(name, number)
    if binding is not None:
        answer = _describe(name, line, binding, replay.bindings[name])
        _add_shadow(answer, binding, replay.bindings[name])
        return answer
    if replay.assumed is not None:
        answer = VariableExplanation(name, line, "unknown", "")
        answer.cause = replay.unknown().cause
        answer.reason = "base-unknown"
        return answer
    answer = VariableExplanation(name, line, "unset", "")
    answer.reason, answer.declared = _why_unset(study, replay, stage, name, line, number)
    return answer


def _describe(name: str, line: int, binding: Binding, bindings: Iterable[Binding]) -> VariableExplanation:
    answer = VariableExplanation(name, line, "unknown" if binding.is_unknown else "set", binding.value)
    answer.cause = binding.cause
    answer.uses = binding.uses or (binding.inner.uses if binding.inner is not None else ())
    if binding.is_unknown:
        answer.reason = "base-unknown"
    answer.earlier = tuple((each.value, each.cause) for each in _list_earlier(binding, bindings))
    return answer


def _list_earlier(binding: Binding, bindings: Iterable[Binding]) -> list[Binding]:
    """Give what a variable was bound to before; several bindings of one cause in a row count once."""
    found: list[Binding] = []
    for each in bindings:
        if each.number > binding.number or each.is_of_unknown_base:
            continue
        if found and found[-1].origin is each.origin and found[-1].stage is each.stage:
            found.pop()
        found.append(each)
    return found[:-1] if found and found[-1] is binding else found


def _add_shadow(answer: VariableExplanation, binding: Binding, bindings: Iterable[Binding]) -> None:
    """Say which of an ARG and an ENV of one name the words see."""
    if binding.declaration is None:
        return
    if not binding.is_arg:
        answer.reason = answer.reason or "arg-shadowed-by-env"
    elif any(not each.is_arg and each.number < binding.number for each in bindings):
        answer.reason = answer.reason or "arg-shadows-env"
    answer.declared = first_and_last(binding.declaration.lines)


def _why_unset(
    study: Study, replay: Replay, stage: int, name: str, line: int, number: int
) -> tuple[VariableReason, Lines | None]:
    declared = [each for each in replay.declarations.get(name, ()) if each.number < number]
    if declared:
        return "arg-without-value", first_and_last(declared[-1].lines)
    instructions = study.dockerfile.stages[stage].instructions
    later = _first_named([each for each in instructions if isinstance(each, Arg)], name, line)
    if later is not None:
        return "set-later", first_and_last(later.lines)
    declaration = study.scope.declared(name)
    if declaration is not None and study.scope.last(name) is not None:
        return "arg-before-from", first_and_last(declaration.lines)
    chain = {each.index for each in replay.chain}
    args = [arg for index, arg in study.named(Arg, name) if index not in chain]
    if args:
        above = [arg for arg in args if arg.lines[0] < line]
        return "arg-not-declared-in-stage", first_and_last((above[-1] if above else args[0]).lines)
    if name in study.options.build_args or study.scope.last(name) is not None:
        return "arg-not-declared-in-stage", None
    return _why_no_env(study, chain, stage, name, line)


def _why_no_env(study: Study, chain: set[int], stage: int, name: str, line: int) -> tuple[VariableReason, Lines | None]:
    instructions = study.dockerfile.stages[stage].instructions
    later = _first_named([each for each in instructions if isinstance(each, Env)], name, line)
    if later is not None:
        is_same = later.lines[0] <= line
        return "set-by-same-instruction" if is_same else "set-later", first_and_last(later.lines)
    envs = [env for index, env in study.named(Env, name) if index not in chain]
    if envs:
        above = [env for env in envs if env.lines[0] < line]
        return "env-of-other-stage", first_and_last((above[-1] if above else envs[0]).lines)
    return "never-set", None


def _first_named(instructions: Iterable[Arg | Env], name: str, line: int) -> Instruction | None:
    """Give the first instruction at or below a line that names a variable."""
    for instruction in instructions:
        if instruction.lines[-1] >= line and any(key == name for key, _ in instruction.pairs):
            return instruction
    return None

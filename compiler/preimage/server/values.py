"""What the compilations of an open file say of a line: values of variables, and what an instruction does."""

from __future__ import annotations

from preimage.backends.hidden_values import HIDDEN, has_secret
from preimage.backends.reason_stories import explain_variable_reason
from preimage.backends.shown_text import cut, show_cause, show_value
from preimage.editor_api import expand_text
from preimage.model.errors import LimitError, PreimageError
from preimage.model.platforms import default_shell
from preimage.model.secret_names import is_secret_name
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal

    from preimage.model.causes import Key, Leaf
    from preimage.results.compilation import Compilation
    from preimage.results.places import Place
    from preimage.results.replay import Replay
    from preimage.results.study import Study
    from preimage.server.references import Mention

    ValueState = Literal["set", "unset", "unknown", "fault"]

SHELL = ("config.Shell", None)
CMD = ("config.Cmd", None)
HEALTHCHECK = ("config.Healthcheck", None)
_ONBUILD = "config.OnBuild"


class ValueAt:
    """The value of a variable, or of a reference to one, that an instruction sees.

    - ``text``: as it is shown; a secret is hidden. Of ``fault`` it is what is wrong with the reference.
    - ``cause``: what gave it, as people read it; ``reason``: the rule behind it. Both may be empty.
    """

    __slots__ = ("cause", "reason", "state", "text")

    def __init__(self, state: ValueState, text: str, cause: str = "", reason: str = "") -> None:
        self.state: ValueState = state
        self.text = text
        self.cause = cause
        self.reason = reason

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ValueAt):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def _parts(self) -> tuple[str, ...]:
        return self.state, self.text, self.cause, self.reason


class Effect:
    """What an instruction does to a leaf of the config; None: it is not set. Values are as in the JSON."""

    __slots__ = ("after", "before", "key", "path")

    def __init__(self, path: str, key: Key, before: object, after: object) -> None:
        self.path = path
        self.key = key
        self.before = before
        self.after = after

    @property
    def is_hidden(self) -> bool:
        """Tell whether its values are not to be shown."""
        return isinstance(self.key, str) and is_secret_name(self.key)

    def show(self, value: object) -> str:
        """Show one of its values."""
        return HIDDEN if self.is_hidden and value is not None else show_value(self.path, value)


def value_of(compilation: Compilation, mention: Mention, names: Iterable[str]) -> ValueAt:
    """Give what a reference comes to where it stands; ``names`` are all variables that are named in it."""
    line = mention.start[0]
    try:
        own = compilation.variable(mention.name, line)
    except PreimageError as error:
        return ValueAt("fault", show_line(str(error)))
    entry = own.to_dict()
    place = compilation.explainer.study.places.at(line)
    stage = place.stage if place is not None and place.stage is not None else -1
    cause = show_cause(entry["cause"], stage) if entry["cause"] is not None else ""
    reason = explain_variable_reason(entry)
    if own.state == "unknown":
        return ValueAt("unknown", "", cause, reason)
    if mention.text in (f"${mention.name}", f"${{{mention.name}}}") or mention.is_definition:
        text = HIDDEN if own.value and is_secret_name(mention.name) else own.value or ""
        return ValueAt(own.state, show_line(text), cause, reason)
    return _expand(compilation, mention, names, cause, reason)


def _expand(compilation: Compilation, mention: Mention, names: Iterable[str], cause: str, reason: str) -> ValueAt:
    """Give what a reference with a modifier comes to."""
    line = mention.start[0]
    values = {}
    for name in names:
        found = compilation.variable(name, line)
        if found.state == "unknown":
            return ValueAt("unknown", "", cause, reason)
        if found.state == "set" and found.value is not None:
            values[name] = found.value
    try:
        text = expand_text(mention.text, values, compilation.trace.dockerfile.escape)
    except (ValueError, LimitError) as error:
        return ValueAt("fault", show_line(str(error)), cause, reason)
    if text and any(is_secret_name(name) and values.get(name) for name in names):
        text = HIDDEN
    return ValueAt("set", show_line(text), cause, reason)


def bound_by(compilation: Compilation, name: str, line: int) -> ValueAt | None:
    """Give the value that the ARG or ENV at a line gives a name; None: that instruction did not run."""
    study = compilation.explainer.study
    place = study.places.at(line)
    if place is None:
        return None
    bindings = study.scope.bindings if place.stage is None else {}
    if place.stage is not None:
        replay = study.replay(place.stage)
        bindings = replay.bindings if replay is not None else {}
    for binding in bindings.get(name, ()):
        if binding.origin is place.instruction:
            cause = show_cause(binding.cause.to_dict(), place.stage if place.stage is not None else -1)
            is_own = binding.cause.lines is not None and binding.cause.lines[0] == place.instruction.lines[0]
            text = HIDDEN if is_secret_name(name) else binding.value
            return ValueAt("unknown" if binding.is_unknown else "set", show_line(text), "" if is_own else cause)
    return None


class Moment:
    """What a stage has at one of its instructions: before it, and by it."""

    def __init__(self, study: Study, place: Place, replay: Replay, start: int) -> None:
        self.study = study
        self.place = place
        self.replay = replay
        self._start = start

    @property
    def is_unknown(self) -> bool:
        """Tell whether the base is not known, so that it may have set what nothing in the file sets."""
        return self.replay.assumed is not None

    def before(self, leaf: Leaf) -> object:
        """Give the value that a leaf had before the instruction; None: it was not set."""
        write = self.replay.write_before(leaf, self._start)
        return write.value if write is not None else None

    def effects(self) -> list[Effect]:
        """Give what the instruction does, each leaf once."""
        found: dict[Leaf, Effect] = {}
        for write in self.replay.writes_by(self.place.instruction):
            if write.path.startswith(("rootfs", "history")):
                continue
            if write.leaf in found:
                found[write.leaf].after = write.value
            elif write.stage is not None and write.stage.index == self.place.stage:
                before = self.replay.write_before(write.leaf, write.number)
                found[write.leaf] = Effect(*write.leaf, before.value if before is not None else None, write.value)
        return [each for each in found.values() if each.before is not None or each.after is not None]

    def shell(self) -> list[str] | None:
        """Give the shell that a shell form is run by; None: the base, which is not known, may say another."""
        value = self.before(SHELL)
        if isinstance(value, list):
            return [str(word) for word in value]
        if self.is_unknown:
            return None
        return default_shell(str(self.before(("os", None))))

    def has_default_shell(self) -> bool:
        """Tell whether neither the file nor a base that is known says a shell."""
        return self.before(SHELL) is None


def find_moment(compilation: Compilation, line: int) -> Moment | None:
    """Give what holds at the instruction on a line; None: there is none in a stage, or it did not run."""
    study = compilation.explainer.study
    place = study.places.at(line)
    if place is None or place.stage is None:
        return None
    try:
        replay = study.replay(place.stage)
    except LimitError:
        return None
    if replay is None:
        return None
    start = replay.start_of(place.stage, place.instruction)
    if start is None and not place.is_from:
        # What changes nothing but files leaves no fact behind.
        start = _start_behind(study, replay, place)
    return Moment(study, place, replay, start or 0)


def _start_behind(study: Study, replay: Replay, place: Place) -> int:
    """Give the number of the first fact of what comes next in the stage, else that behind its last."""
    assert place.stage is not None, "it is in a stage"
    for instruction in study.dockerfile.stages[place.stage].instructions:
        if instruction.lines[0] > place.instruction.lines[0]:
            start = replay.start_of(place.stage, instruction)
            if start is not None:
                return start
    return replay.ends[place.stage]


def stage_leaves(compilation: Compilation, stage: int) -> tuple[dict[Leaf, object], bool] | None:
    """Give the leaves of the config at the end of a stage, and whether its base is known; None: it did not run."""
    try:
        replay = compilation.explainer.study.replay(stage)
    except LimitError:
        return None
    if replay is None:
        return None
    end = replay.ends[stage]
    found: dict[Leaf, object] = {}
    for write in replay.all_writes:
        if write.number >= end:
            break
        if write.path == _ONBUILD and write.key is None:
            for leaf in [each for each in found if each[0] == _ONBUILD]:
                del found[leaf]
        elif write.value is None:
            found.pop(write.leaf, None)
        else:
            found[write.leaf] = write.value
    return found, replay.assumed is None


def summarize_stage(compilation: Compilation, stage: int, width: int = 120) -> str:
    """Say the config of a stage in a line; empty: it did not run."""
    leaves = stage_leaves(compilation, stage)
    if leaves is None:
        return ""
    values, is_known = leaves
    parts = [] if is_known else ["base not known"]
    for path, name in (("config.User", "user"), ("config.WorkingDir", "in")):
        # The root is where everything starts that says nothing.
        if values.get((path, None), "/") != "/":
            parts.append(f"{name} {show_value(path, values[path, None])}")
    for path in ("config.Entrypoint", "config.Cmd", "config.Healthcheck", "config.StopSignal"):
        if (path, None) in values:
            name = path.removeprefix("config.").upper()
            value = show_value(path, values[path, None])
            parts.append(f"{name} {HIDDEN if has_secret(value) else value}")
    ports = sorted(str(key) for path, key in values if path == "config.ExposedPorts")
    if ports:
        parts.append(f"ports {show_line(', '.join(ports))}")
    parts += _count(values)
    return cut(" · ".join(parts) or "nothing set", width)


def _count(values: dict[Leaf, object]) -> Sequence[str]:
    counts = {path: sum(leaf[0] == path for leaf in values) for path in ("config.Env", "config.Labels", _ONBUILD)}
    names = {"config.Env": "ENV", "config.Labels": "LABEL", _ONBUILD: "ONBUILD"}
    return [f"{count} {names[path]}" for path, count in counts.items() if count]

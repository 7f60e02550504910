"""What gave a leaf of the image its value, or why it has none.

Source: docs/reference/explain.md, "Fields".
"""

from __future__ import annotations

from preimage.model.causes import Cause
from preimage.model.errors import OptionError
from preimage.model.trace import Source, cause_of_instruction
from preimage.results.leaves import KEYED, PATHS, PLATFORM_PATHS, SETS, SORTED
from preimage.results.written import find_setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Literal

    from preimage.model.causes import FieldReason, Key, Leaf
    from preimage.results.facts import Use, Write
    from preimage.results.study import Study

    FieldState = Literal["set", "cleared", "absent", "unknown"]

_CMD = "config.Cmd"
_ENV = "config.Env"
_ONBUILD = "config.OnBuild"
_SHELL = "config.Shell"


class Earlier:
    """A value that a leaf had before, None where it was cleared, and its cause; ``key`` only of dropped triggers."""

    __slots__ = ("cause", "key", "value")

    def __init__(self, value: object, cause: Cause, key: Key = None) -> None:
        self.value = value
        self.cause = cause
        self.key = key

    def __repr__(self) -> str:
        return f"Earlier({self.value!r}, {self.cause!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object."""
        shown: dict[str, Any] = {"key": self.key} if self.key is not None else {}
        return {**shown, "value": self.value, "cause": self.cause.to_dict()}


class FieldExplanation:
    """One leaf: whether it is in the result, its value, what wrote it last, and what went into it.

    - ``state``: ``set``; ``cleared``: something took it away or set it to nothing; ``absent``: nothing ever set it;
      ``unknown``: it depends on a base that is not known, ``value`` is then what an empty base would give.
    - ``value``: as in the JSON of the image; durations are nanoseconds. None: not set.
    - ``earlier``: what wrote it before, oldest first.
    - ``uses``: variables and other leaves that went into the value.
    - ``elsewhere``: instructions of other stages that set it.
    """

    __slots__ = ("cause", "earlier", "elsewhere", "key", "path", "reason", "state", "uses", "value")

    def __init__(self, path: str, key: Key, state: FieldState, value: object = None) -> None:
        self.path = path
        self.key = key
        self.state = state
        self.value = value
        self.cause: Cause | None = None
        self.reason: FieldReason | None = None
        self.earlier: tuple[Earlier, ...] = ()
        self.uses: tuple[Use, ...] = ()
        self.elsewhere: tuple[Cause, ...] = ()

    def __repr__(self) -> str:
        return f"FieldExplanation({self.path!r}, {self.key!r}, {self.state!r}, {self.value!r}, {self.reason!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object: an entry of ``fields``."""
        return {
            "path": self.path,
            "key": self.key,
            "state": self.state,
            "value": self.value,
            "cause": self.cause.to_dict() if self.cause is not None else None,
            "reason": self.reason,
            "earlier": [each.to_dict() for each in self.earlier],
            "uses": [use.to_dict() for use in self.uses],
            "elsewhere": [cause.to_dict() for cause in self.elsewhere],
        }


def explain_field(study: Study, path: str, key: Key = None) -> FieldExplanation:
    """Explain a leaf, or a keyed field as a whole.

    Raises:
        OptionError: there is no such field, or it has no keys.
    """
    if path not in PATHS:
        raise OptionError(f"no such field: {path}; fields are {', '.join(PATHS)}")
    if key is not None and path not in KEYED:
        raise OptionError(f"{path} has no keys")
    leaf: Leaf = (path, key)
    if key is None and path in KEYED and any(each[0] == path for each in study.present):
        return _explain_whole(study, path)
    write = study.target.last(leaf)
    if write is not None:
        return _explain_write(study, write)
    if leaf == (_ONBUILD, None) and study.target.dropped:
        return _explain_dropped(study)
    if study.target.assumed is not None:
        answer = FieldExplanation(path, key, "unknown")
        answer.cause, answer.reason = study.target.unknown().cause, "base-unknown"
        return answer
    return _explain_absent(study, leaf)


def state_of(write: Write) -> FieldState:
    """Give the state of a leaf that was written last by this."""
    if write.is_unknown:
        return "unknown"
    return "cleared" if write.value is None else "set"


def reason_of(study: Study, write: Write) -> FieldReason | None:
    """Give the rule behind a write that surprises people, if one is."""
    if write.is_unknown:
        return "base-unknown"
    if write.value is None:
        if write.path == _CMD and write.instruction is not None and not write.sets_own_field:
            return "entrypoint-cleared-base-cmd"
        if not isinstance(write.origin, Source):
            return "set-to-empty"
    if write.path == "config.Healthcheck" and isinstance(write.value, dict) and write.value.get("Test") == ["NONE"]:
        return "healthcheck-none"
    if isinstance(write.origin, Source) and write.origin.kind == "option":
        if write.path == "config.Labels":
            return "label-from-option"
        return "platform-from-option" if _differs_from_base(study, write) else None
    if write.shell is not None and _is_other_shell(study, write.shell):
        return "shell-changed-after"
    return "workdir-relative" if write.is_relative else None


def _differs_from_base(study: Study, write: Write) -> bool:
    if write.path not in PLATFORM_PATHS or not study.target.chain[0].reference:
        return False
    before = [each for each in study.target.writes[write.leaf] if each is not write and not each.is_of_unknown_base]
    if study.target.assumed is not None:
        return False
    return (before[-1].value if before else None) != write.value


def _is_other_shell(study: Study, words: list[str]) -> bool:
    shell = study.target.last((_SHELL, None))
    return shell is not None and shell.value is not None and shell.value != words


def _explain_write(study: Study, write: Write) -> FieldExplanation:
    answer = FieldExplanation(write.path, write.key, state_of(write), write.value)
    answer.cause = write.cause
    answer.reason = reason_of(study, write)
    answer.earlier = _earlier(study, write)
    answer.uses = write.uses
    return answer


def _earlier(study: Study, write: Write) -> tuple[Earlier, ...]:
    before = study.target.writes[write.leaf][:-1]
    return tuple(Earlier(each.value, each.cause) for each in before if not each.is_of_unknown_base)


def _explain_dropped(study: Study) -> FieldExplanation:
    dropped = study.target.dropped[-1]
    answer = FieldExplanation(_ONBUILD, None, "cleared")
    answer.cause = dropped.write.cause
    answer.earlier = tuple(Earlier(each.value, each.cause, each.key) for each in dropped.entries)
    stage = dropped.write.stage
    has_parent = stage is not None and stage.parent is not None
    answer.reason = "triggers-not-inherited-by-stage" if has_parent else "triggers-of-base-ran"
    return answer


def _explain_whole(study: Study, path: str) -> FieldExplanation:
    """Explain a keyed field of which something is there: its cause is what wrote any of it last."""
    writes = [study.present[leaf] for leaf in study.present if leaf[0] == path]
    answer = FieldExplanation(path, None, "set", _whole_value(study, path, writes))
    answer.cause = max(writes, key=lambda write: write.number).cause
    return answer


def _whole_value(study: Study, path: str, writes: list[Write]) -> object:
    if path == _ENV:
        return [f"{write.key}={write.value}" for write in study.target.env]
    if path in SETS or path in SORTED:
        return {str(write.key): write.value for write in writes}
    return [write.value for write in writes]


def _explain_absent(study: Study, leaf: Leaf) -> FieldExplanation:
    path, key = leaf
    answer = FieldExplanation(path, key, "absent")
    if path == _ENV and key is not None and str(key) in study.target.declarations:
        answer.reason = "arg-is-not-env"
        return answer
    copied, unneeded = (tuple(_elsewhere(study, leaf, is_needed)) for is_needed in (True, False))
    answer.elsewhere = copied or unneeded
    answer.reason = "only-copied-from" if copied else "stage-not-reached" if unneeded else "never-set"
    return answer


def _elsewhere(study: Study, leaf: Leaf, is_needed: bool) -> Iterator[Cause]:
    """Give what sets a leaf in stages outside the chain that the target needs, or in those that it does not need."""
    for index, stage in enumerate(study.dockerfile.stages):
        if index in study.chain or study.is_needed(index) != is_needed:
            continue
        for instruction in find_setting(stage.instructions, leaf):
            yield cause_of_instruction(instruction, study.stage_name(index))


def list_leaves_of(study: Study) -> list[Leaf]:
    """Give every leaf that is set, cleared or unknown: fields as in the image JSON, keys in the order they came."""
    leaves: list[Leaf] = []
    written: dict[str, list[Leaf]] = {}
    for leaf in study.target.writes:
        written.setdefault(leaf[0], []).append(leaf)
    for path in PATHS:
        found = written.get(path, [])
        if path == _ENV:
            found = [write.leaf for write in study.target.env if study.target.last(write.leaf) is write]
        if not found and (study.target.assumed is not None or (path == _ONBUILD and study.target.dropped)):
            found = [(path, None)]
        leaves += found
    return leaves

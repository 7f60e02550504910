"""What a value is put down to: the words that trace, explanations and differences share.

A place is a ``path`` and, where the field holds named things, a ``key``. ``path`` is ``author``, ``architecture``,
``os``, ``os.version``, ``os.features``, ``variant``, or ``config.`` and a key of the config, such as ``config.Env``;
the trace also has ``history``, ``rootfs.type`` and ``rootfs.diff_ids``. Keyed are Env and Labels (by name),
ExposedPorts and Volumes (by entry), OnBuild and the history (by place, from 0). A health check is one place: every
HEALTHCHECK replaces all of it.

Source: docs/reference/explain.md, "Words".
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    CauseKind = Literal["instruction", "trigger", "base", "stage", "option", "default"]
    FieldReason = Literal[
        "base-unknown",
        "entrypoint-cleared-base-cmd",
        "triggers-of-base-ran",
        "triggers-not-inherited-by-stage",
        "set-to-empty",
        "healthcheck-none",
        "label-from-option",
        "platform-from-option",
        "shell-changed-after",
        "workdir-relative",
        "arg-is-not-env",
        "only-copied-from",
        "stage-not-reached",
        "never-set",
    ]
    VariableReason = Literal[
        "base-unknown",
        "stage-not-reached",
        "arg-without-value",
        "set-later",
        "arg-before-from",
        "arg-not-declared-in-stage",
        "arg-not-global",
        "set-by-same-instruction",
        "env-of-other-stage",
        "never-set",
        "arg-shadowed-by-env",
        "arg-shadows-env",
    ]
    LineReason = Literal["history-only", "no-instruction", "stage-not-reached"]
    LossReason = FieldReason | Literal["overwritten-later"]

Key = str | int | None
Leaf = tuple[str, Key]
"""A place whose value has a cause of its own: path and key."""

Lines = tuple[int, int]
"""First and last line of an instruction, from 1, continuation lines and heredocs included."""


class StageName:
    """A stage: its place in the file, from 0, and its name in lower case; None without one."""

    __slots__ = ("index", "name")

    def __init__(self, index: int, name: str | None) -> None:
        self.index = index
        self.name = name

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StageName):
            return NotImplemented
        return (self.index, self.name) == (other.index, other.name)

    def __hash__(self) -> int:
        return hash((self.index, self.name))

    def __repr__(self) -> str:
        return f"StageName({self.index}, {self.name!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object."""
        return {"index": self.index, "name": self.name}


class Cause:
    """What wrote a value; what does not apply to its kind is None.

    - ``kind``: ``instruction`` of the file; ``trigger`` (an ONBUILD instruction, run at FROM); ``base`` (it stood in
      the base image); ``stage`` (a stage starts without the triggers that it ran); ``option``; ``default``.
    - ``instruction``: the word in capitals.
    - ``lines``: those of the instruction; of a trigger, a base, a stage and most defaults those of the FROM.
    - ``stage``: where that stands; None for an ARG above the first FROM.
    - ``reference``: of a base, also of the one that a trigger came with, in full.
    - ``trigger``, ``index``: text and place of a trigger; ``declared``: lines of its ONBUILD, if that is in this file.
    - ``name``: of an option, such as ``--label``; of a default: ``PATH``, ``WORKDIR``, ``platform``, or that of an
      automatic argument.
    """

    __slots__ = ("declared", "index", "instruction", "kind", "lines", "name", "reference", "stage", "trigger")

    def __init__(
        self,
        kind: CauseKind,
        *,
        instruction: str | None = None,
        lines: Lines | None = None,
        stage: StageName | None = None,
        reference: str | None = None,
        trigger: str | None = None,
        index: int | None = None,
        declared: Lines | None = None,
        name: str | None = None,
    ) -> None:
        self.kind = kind
        self.instruction = instruction
        self.lines = lines
        self.stage = stage
        self.reference = reference
        self.trigger = trigger
        self.index = index
        self.declared = declared
        self.name = name

    def _values(self) -> tuple[object, ...]:
        return (
            self.kind, self.instruction, self.lines, self.stage, self.reference,
            self.trigger, self.index, self.declared, self.name,
        )  # fmt: skip

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cause):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = [repr(self.kind)]
        shown += [f"{name}={value!r}" for name, value in self.to_dict().items() if name != "kind" and value is not None]
        return f"Cause({', '.join(shown)})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object, with null for what does not apply."""
        return {
            "kind": self.kind,
            "instruction": self.instruction,
            "lines": list(self.lines) if self.lines is not None else None,
            "stage": self.stage.to_dict() if self.stage is not None else None,
            "reference": self.reference,
            "trigger": self.trigger,
            "index": self.index,
            "declared": list(self.declared) if self.declared is not None else None,
            "name": self.name,
        }


def first_and_last(lines: range) -> Lines | None:
    """Give first and last of the lines; None if there are none."""
    return (lines[0], lines[-1]) if lines else None

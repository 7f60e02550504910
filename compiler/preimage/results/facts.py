"""What a replay finds: writes of leaves, bindings of variables, declared args, and what went into each."""

from __future__ import annotations

from preimage.model.causes import Cause
from preimage.model.instructions import Entrypoint, Instruction
from preimage.model.trace import Source, TriggerRun, cause_of_instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.model.causes import Key, Leaf
    from preimage.model.trace import Origin, StageTrace, Words


class Fact:
    """Something that came to be at one point of an evaluation; ``stage`` None: before the first FROM."""

    __slots__ = ("inner", "is_unknown", "number", "origin", "stage", "uses", "words")

    def __init__(self, number: int, stage: StageTrace | None, origin: Origin) -> None:
        self.number = number
        self.stage = stage
        self.origin = origin
        self.uses: tuple[Use, ...] = ()
        self.inner: Fact | None = None
        """What it took its value from: the write of a variable in Env, the arg above FROM of an arg in a stage."""
        self.is_unknown = False
        """It depends on a base that is not known."""
        self.words: Words = None
        """The words that the value was made from, as written."""

    @property
    def cause(self) -> Cause:
        if self.stage is not None:
            return self.stage.cause_of(self.origin)
        assert isinstance(self.origin, Instruction), "nothing but ARG stands above the first FROM"
        return cause_of_instruction(self.origin, None)

    @property
    def is_of_unknown_base(self) -> bool:
        """Tell whether it is only assumed, for a base that is not known."""
        is_base = isinstance(self.origin, Source) and self.origin.kind == "base"
        return is_base and self.stage is not None and self.stage.is_assumed

    @property
    def instruction(self) -> Instruction | None:
        """The instruction that did it, also that of a trigger."""
        origin = self.origin
        if isinstance(origin, TriggerRun):
            return origin.instruction
        return origin if isinstance(origin, Instruction) else None

    def add_use(self, use: Use) -> None:
        """Add what went into the value."""
        self.uses = (*self.uses, use)
        self.is_unknown = self.is_unknown or use.is_unknown


class Write(Fact):
    """A write of a leaf; ``value`` as the JSON has it, None: it was cleared.

    ``shell`` are the words that a shell form was wrapped in; ``is_relative``: a directory was joined to the one before.
    """

    __slots__ = ("is_relative", "key", "path", "shell", "value")

    def __init__(self, number: int, stage: StageTrace, origin: Origin, path: str, key: Key, value: object) -> None:
        super().__init__(number, stage, origin)
        self.path = path
        self.key = key
        self.value = value
        self.shell: list[str] | None = None
        self.is_relative = False

    @property
    def sets_own_field(self) -> bool:
        """Tell whether the instruction is the one that has its name from this field."""
        return not (self.path == "config.Cmd" and isinstance(self.instruction, Entrypoint))

    @property
    def makers(self) -> list[Instruction]:
        """The instructions of the file that made it: of a trigger, the FROM that ran it and its ONBUILD in the file."""
        origin = self.origin
        source = self.stage.source if self.stage is not None else None
        start: list[Instruction] = [source] if source is not None else []
        if isinstance(origin, Instruction):
            return [origin]
        if isinstance(origin, TriggerRun):
            return [*start, origin.onbuild] if origin.onbuild is not None else start
        return start if origin.kind != "option" else []

    @property
    def leaf(self) -> Leaf:
        return self.path, self.key

    def has_cause_of(self, other: Write) -> bool:
        """Tell whether both are due to the same."""
        if isinstance(self.origin, Source) and isinstance(other.origin, Source):
            is_option = self.origin.kind == "option"
            same_place = is_option or self.stage is other.stage
            return (self.origin.kind, self.origin.name) == (other.origin.kind, other.origin.name) and same_place
        return self.origin is other.origin and self.stage is other.stage


class Declaration:
    """An ARG of one name in a stage, or above the first FROM; ``value`` None: it has none."""

    __slots__ = ("number", "origin", "stage", "value")

    def __init__(self, number: int, stage: StageTrace | None, origin: Origin, value: str | None) -> None:
        self.number = number
        self.stage = stage
        self.origin = origin
        self.value = value

    @property
    def lines(self) -> range:
        """The lines of the ARG, or of the ONBUILD it was a trigger of; none where that stands in a base image."""
        origin = self.origin
        instruction = origin.onbuild if isinstance(origin, TriggerRun) else origin
        return instruction.lines if isinstance(instruction, Instruction) else range(0)


class Binding(Fact):
    """What a variable is bound to from one point on: by ARG (``is_arg``), by ENV, or by the base.

    ``declaration``: the ARG that bound it, else the last ARG of its name before.
    """

    __slots__ = ("declaration", "is_arg", "is_build_arg", "name", "value")

    def __init__(
        self,
        number: int,
        stage: StageTrace | None,
        origin: Origin,
        name: str,
        value: str,
        declaration: Declaration | None = None,
    ) -> None:
        super().__init__(number, stage, origin)
        self.name = name
        self.value = value
        self.declaration = declaration
        self.is_arg = False
        self.is_build_arg = False

    def as_unknown(self, number: int) -> Binding:
        """Give the same as something that a base that is not known may have changed."""
        other = Binding(number, self.stage, self.origin, self.name, self.value, self.declaration)
        other.uses, other.inner = self.uses, self.inner
        other.is_arg, other.is_build_arg = self.is_arg, self.is_build_arg
        other.is_unknown = True
        return other

    @property
    def cause(self) -> Cause:
        if self.is_build_arg:
            return Cause("option", name="--build-arg")
        if isinstance(self.inner, Fact):
            return self.inner.cause
        if isinstance(self.origin, Source):
            return Cause("default", name=self.origin.name)
        return super().cause


class Use:
    """What went into a value: a variable, or a leaf as it was; ``fact`` None: the variable was not set."""

    __slots__ = ("fact", "path", "value", "variable")

    def __init__(
        self, *, value: object, fact: Fact | None, variable: str | None = None, path: str | None = None
    ) -> None:
        self.variable = variable
        self.path = path
        self.value = value
        self.fact = fact

    @property
    def cause(self) -> Cause | None:
        return self.fact.cause if self.fact is not None else None

    @property
    def is_unknown(self) -> bool:
        return self.fact is not None and self.fact.is_unknown

    def __repr__(self) -> str:
        return f"Use({self.variable or self.path!r}, {self.value!r}, {self.cause!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object."""
        cause = self.cause.to_dict() if self.cause is not None else None
        if self.variable is not None:
            return {"variable": self.variable, "value": self.value, "cause": cause}
        return {"path": self.path, "key": None, "value": self.value, "cause": cause}

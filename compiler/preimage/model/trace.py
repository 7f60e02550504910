"""The trace: what an evaluation did, stage by stage, as records that cost one append each.

Records hold what exists anyway: instructions, words as written, what words looked up. Everything that people ask is
worked out from them when it is asked, in ``results``.

Source: docs/reference/trace.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from preimage.golang.text import upper
from preimage.model.causes import Cause, Key, StageName, first_and_last
from preimage.model.detachment import copy_value
from preimage.model.image import DockerOCIImage, Platform
from preimage.model.instructions import Instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from preimage.model.causes import CauseKind
    from preimage.model.instructions import AnyInstruction, Dockerfile, From, Onbuild
    from preimage.model.lookups import Lookups
    from preimage.model.options import BuildOptions

BASE_IMAGE = ":image"
"""Path of a record that stands for a whole image: ``key`` is the base as FROM names it, ``value`` the image, or the
platform of the empty one."""
LOOKUPS = ":lookups"
"""Path of a record of what one word looked up: ``key`` is the word as written, ``value`` its Lookups."""
ARG = ":arg"
"""Path of a record of a declared build arg: ``key`` is its name, ``value`` its value or None, ``words`` the default as
written, and in the place of that ``BUILD_ARG`` or ``GLOBAL`` where the value comes from there."""
RELATIVE = ":relative"
"""Path of a record that says that the next one joins a directory to the one before."""

BUILD_ARG = (":build-arg",)
GLOBAL = (":global",)
UNSEEN = (":unseen",)
"""In the place of a default: a build arg that words do not see."""

# What the JSON writes even if it is empty.
_NEVER_OMITTED = frozenset(("architecture", "os", "rootfs.type", "rootfs.diff_ids", "config.Healthcheck"))


class Source:
    """What writes values besides instructions: an option, a default, or the start of a stage."""

    __slots__ = ("kind", "name")

    def __init__(self, kind: CauseKind, name: str = "") -> None:
        self.kind = kind
        self.name = name


PATH_DEFAULT = Source("default", "PATH")
WORKDIR_DEFAULT = Source("default", "WORKDIR")
PLATFORM_DEFAULT = Source("default", "platform")
LABEL_OPTION = Source("option", "--label")
PLATFORM_OPTION = Source("option", "--platform")
STAGE_START = Source("stage")
BASE = Source("base")


class TriggerRun:
    """A trigger as it runs in a stage: its instruction, its text, its place, and its ONBUILD if a stage left it."""

    __slots__ = ("index", "instruction", "onbuild", "text")

    def __init__(self, instruction: AnyInstruction, text: str, index: int, onbuild: Onbuild | None) -> None:
        self.instruction = instruction
        self.text = text
        self.index = index
        self.onbuild = onbuild


Origin = Instruction | TriggerRun | Source
Words = str | tuple[str, ...] | list[str] | None
Record = tuple[Origin, str, Key, object, Words]
"""Origin, path, key, value, and the words that the value was made from: a word, several, or None."""


class StageTrace:
    """What one stage did, in order; a stage based on another goes on where that one ended."""

    __slots__ = ("index", "is_assumed", "is_replaced", "parent", "records", "reference", "source")

    def __init__(self, index: int, source: From | None, parent: int | None = None) -> None:
        self.index = index
        self.source = source
        self.parent = parent
        """The place of the stage it is based on."""
        self.reference = ""
        """Its base image in full; empty without one."""
        self.is_assumed = False
        """The base image is not known, and an empty one stands for it."""
        self.is_replaced = False
        """A named context takes its place: its instructions do not run."""
        self.records: list[Record] = []

    def record(self, origin: Origin, path: str, key: Key, value: object, words: Words = None) -> None:
        """Record a change."""
        self.records.append((origin, path, key, value, words))

    @property
    def name(self) -> StageName:
        return StageName(self.index, (self.source.name if self.source is not None else "") or None)

    @property
    def lines(self) -> range:
        """The lines of its FROM."""
        return self.source.lines if self.source is not None else range(0)

    def cause_of(self, origin: Origin) -> Cause:
        """Give the cause that one of its records names."""
        lines = first_and_last(self.lines)
        if isinstance(origin, Instruction):
            return cause_of_instruction(origin, self.name)
        if isinstance(origin, TriggerRun):
            onbuild = origin.onbuild
            return Cause(
                "trigger",
                instruction=upper(origin.instruction.word),
                lines=lines,
                stage=self.name,
                reference=self.reference if onbuild is None else None,
                trigger=origin.text,
                index=origin.index,
                declared=first_and_last(onbuild.lines) if onbuild is not None else None,
            )
        if origin.kind == "option":
            return Cause("option", name=origin.name)
        if origin.kind == "default":
            return Cause("default", name=origin.name, lines=lines, stage=self.name)
        if origin.kind == "stage":
            return Cause("stage", instruction="FROM", lines=lines, stage=self.name)
        return Cause("base", lines=lines, stage=self.name, reference=self.reference or "scratch")


def cause_of_instruction(instruction: Instruction, stage: StageName | None) -> Cause:
    """Give the cause that an instruction of the file is."""
    return Cause(
        "instruction", instruction=upper(instruction.word), lines=first_and_last(instruction.lines), stage=stage
    )


class Change:
    """One change to a field of the result.

    - ``path``, ``key``: the place, as ``preimage.model.causes`` has it; ``key`` None: the whole field.
    - ``value``: what it became: the value of a variable or label, the name of a port or volume, ``created_by`` of a
      history entry, else the value of the field. None: it was removed.
    - ``cause``: the kind of its cause: ``instruction``, ``trigger``, ``base``, ``stage``, ``option`` or ``default``.
    - ``source``: the instruction word; the text of the trigger; the base as the Dockerfile names it; the option, such
      as ``--label``; what the default is of: ``PATH``, ``WORKDIR`` or ``platform``; empty for a stage.
    - ``lines``: 1-based lines of the Dockerfile: those of the instruction, else of the FROM; empty for an option.
    - ``origin``: all that is known of the cause, with the stage.

    Env may hold several entries of one name, of which each had its own change; an instruction changes the first.
    """

    __slots__ = ("_record", "_stage", "key", "path", "value")

    def __init__(self, record: Record, stage: StageTrace) -> None:
        self._record = record
        self._stage = stage
        self.path, self.key = record[1:3]
        self.value = copy_value(record[3])

    @property
    def field(self) -> str:
        """The path, by its former name."""
        return self.path

    @property
    def origin(self) -> Cause:
        return self._stage.cause_of(self._record[0])

    @property
    def cause(self) -> CauseKind:
        origin = self._record[0]
        if isinstance(origin, Source):
            return origin.kind
        return "trigger" if isinstance(origin, TriggerRun) else "instruction"

    @property
    def source(self) -> str:
        origin = self._record[0]
        if isinstance(origin, Instruction):
            return origin.word
        if isinstance(origin, TriggerRun):
            return origin.text
        return str(self._record[4]) if origin.kind == "base" else origin.name

    @property
    def lines(self) -> tuple[int, ...]:
        origin = self._record[0]
        if isinstance(origin, Instruction):
            return tuple(origin.lines)
        if isinstance(origin, Source) and origin.kind == "option":
            return ()
        return tuple(self._stage.lines)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Change):
            return NotImplemented
        return self._shown() == other._shown()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Change({', '.join(map(repr, self._shown()))})"

    def _shown(self) -> tuple[object, ...]:
        return (self.path, self.key, self.value, self.cause, self.source, self.lines, self._stage.name)


class Trace:
    """What the evaluation of a Dockerfile did: all changes in the order they were made, those of parent stages first.

    Records become changes, and a base image one change for each of its fields and keys, when they are looked at.
    """

    __slots__ = (
        "automatic",
        "dockerfile",
        "from_lookups",
        "global_records",
        "global_values",
        "needed",
        "options",
        "stages",
        "target",
    )

    def __init__(
        self, dockerfile: Dockerfile, options: BuildOptions, stages: list[StageTrace | None], target: int
    ) -> None:
        self.dockerfile = dockerfile
        self.options = options
        self.stages = stages
        """The stages of the file by place; None: not evaluated."""
        self.target = target
        self.needed: frozenset[int] = frozenset((target,))
        """Places of the stages that the target needs: bases, and what is copied or mounted from."""
        self.automatic: Mapping[str, str] = {}
        """Automatic arguments, and the build arguments that took their place."""
        self.global_records: list[Record] = []
        """What was done before the first FROM."""
        self.global_values: Mapping[str, str] = {}
        """What FROM lines see."""
        self.from_lookups: Mapping[range, list[Lookups]] = {}
        """What the words of FROM lines looked up; without an entry: nothing."""

    def __repr__(self) -> str:
        changes = list(self)
        last = f", the last {changes[-1]!r}" if changes else ""
        return f"<trace of changes: {len(changes)}{last}>"

    def chain(self, index: int | None = None) -> list[StageTrace]:
        """Give the stages that a stage goes back to, and itself, in the order they run; default: the target."""
        chain = []
        link = self.stages[self.target if index is None else index]
        while link is not None:
            chain.append(link)
            link = self.stages[link.parent] if link.parent is not None else None
        chain.reverse()
        return chain

    def __iter__(self) -> Iterator[Change]:
        for record, stage in self._expand():
            yield Change(record, stage)

    def last(self, path: str, key: Key = None) -> Change | None:
        """Give the last change of a field, or of one key in it (a change of the whole field counts for every key)."""
        found = None
        for record, stage in self._expand():
            if record[1] == path and (key is None or record[2] is None or record[2] == key):
                found = record, stage
        return Change(*found) if found is not None else None

    def origins(self) -> dict[tuple[str, Key], Change]:
        """Give the change behind everything that the result holds, by path and key, in the order it came to be.

        What was removed, or is empty so that the JSON omits it, is not in there; ``last`` tells about that.
        """
        found: dict[str, dict[Key, tuple[Record, StageTrace]]] = {}
        for record, stage in self._expand():
            path, key, value = record[1:4]
            keys = found.setdefault(path, {})
            if key is None:
                keys.clear()
            if key is not None or value or path in _NEVER_OMITTED:
                keys[key] = record, stage
        return {(path, key): Change(*each) for path, keys in found.items() for key, each in keys.items()}

    def _expand(self) -> Iterator[tuple[Record, StageTrace]]:
        for stage in self.chain():
            for record in stage.records:
                for each in expand_record(record):
                    yield each, stage


def expand_record(record: Record) -> Iterator[Record]:
    """Give the changes that a record stands for: one, those of a whole image, or none."""
    path = record[1]
    if path == BASE_IMAGE:
        yield from _expand_image(record)
    elif path == "config.Env" and "=" in str(record[2]):
        # A name that held an equals sign, from a variable, ends at it once it stands in Env.
        yield record[0], path, *split_entry(f"{record[2]}={record[3]}"), record[4]
    elif not path.startswith(":"):
        yield record


def split_entry(entry: str) -> tuple[str, str]:
    """Split an entry of Env to name and value."""
    name, _, value = entry.partition("=")
    return name, value


def _expand_image(record: Record) -> Iterator[Record]:
    """Give a record for each field and key of a base image, or of the empty image for a platform."""
    origin, _, key, image, _ = record
    assert isinstance(image, Platform), "whole images are recorded as such"
    name = str(key)
    for path, value in _platform_fields(image):
        yield origin, path, None, value, name
    if not isinstance(image, DockerOCIImage):
        yield BASE, "rootfs.type", None, "layers", name
        yield BASE, "rootfs.diff_ids", None, None, name
        yield WORKDIR_DEFAULT, "config.WorkingDir", None, "/", None
        return
    for path, key, value in _image_fields(image):
        yield origin, path, key, value, name


def _platform_fields(platform: Platform) -> Iterator[tuple[str, object]]:
    yield "architecture", platform.architecture
    yield "os", platform.os
    for path, value in (
        ("os.version", platform.os_version),
        ("os.features", platform.os_features),
        ("variant", platform.variant),
    ):
        if value:
            yield path, value


def _image_fields(image: DockerOCIImage) -> Iterator[tuple[str, Key, object]]:
    """Give path, key and value of what a base image holds besides its platform; its time is dropped."""
    if image.author:
        yield "author", None, image.author
    yield "rootfs.type", None, image.rootfs.type
    yield "rootfs.diff_ids", None, image.rootfs.diff_ids
    for index, entry in enumerate(image.history):
        yield "history", index, entry.created_by
    config = image.config
    for variable in config.env:
        yield "config.Env", *split_entry(variable)
    for path, values in (
        ("config.ExposedPorts", {port: port for port in config.exposed_ports}),
        ("config.Volumes", {volume: volume for volume in config.volumes}),
        ("config.Labels", config.labels),
    ):
        for name, text in values.items():
            yield path, name, text
    for index, trigger in enumerate(config.on_build):
        yield "config.OnBuild", index, trigger
    fields: tuple[tuple[str, object], ...] = (
        ("config.User", config.user),
        ("config.Entrypoint", config.entrypoint),
        ("config.Cmd", config.cmd),
        ("config.WorkingDir", config.working_dir),
        ("config.StopSignal", config.stop_signal),
        ("config.ArgsEscaped", config.args_escaped),
        ("config.Healthcheck", config.healthcheck),
        ("config.Shell", config.shell),
    )
    for path, value in fields:
        if value:
            yield path, None, value

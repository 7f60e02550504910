"""The instructions of a Dockerfile: what was written, in shape, before any variable is expanded.

Every instruction has ``word`` (as written), ``lines`` (all its 1-based lines: header, what stands inside a
continuation, heredocs) and ``comments`` (texts of the comment lines above it). They are made once and not changed
afterwards.
"""

from __future__ import annotations

from preimage.model.image import HealthcheckConfig

# Plain classes: dataclasses would take longer to build these than a compilation takes.


class Instruction:
    """What all instructions have."""

    __slots__ = ("comments", "lines", "word")

    def __init__(self, word: str, lines: range, comments: tuple[str, ...]) -> None:
        self.word = word
        self.lines = lines
        self.comments = comments


class Heredoc:
    """A heredoc: its name without quotes, its body as written, and what its mark says."""

    __slots__ = ("body", "is_chomped", "is_expanded", "name")

    def __init__(self, name: str, body: str, is_expanded: bool, is_chomped: bool) -> None:
        self.name = name
        self.body = body
        self.is_expanded = is_expanded
        self.is_chomped = is_chomped


class From(Instruction):
    """FROM; ``name`` is the stage name in lower case, empty without one, ``platform`` the flag as written."""

    __slots__ = ("base", "name", "platform")

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], base: str, name: str, platform: str) -> None:
        super().__init__(word, lines, comments)
        self.base = base
        self.name = name
        self.platform = platform


class Arg(Instruction):
    """ARG: names and defaults; None is no default."""

    __slots__ = ("pairs",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], pairs: list[tuple[str, str | None]]) -> None:
        super().__init__(word, lines, comments)
        self.pairs = pairs


class Pairs(Instruction):
    """What ENV and LABEL share: keys and values; ``is_legacy``: written without an equals sign."""

    __slots__ = ("is_legacy", "pairs")

    def __init__(
        self, word: str, lines: range, comments: tuple[str, ...], pairs: list[tuple[str, str]], is_legacy: bool
    ) -> None:
        super().__init__(word, lines, comments)
        self.pairs = pairs
        self.is_legacy = is_legacy


class Env(Pairs):
    """ENV."""

    __slots__ = ()


class Label(Pairs):
    """LABEL."""

    __slots__ = ()


class Maintainer(Instruction):
    """MAINTAINER."""

    __slots__ = ("text",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], text: str) -> None:
        super().__init__(word, lines, comments)
        self.text = text


class FileTransfer(Instruction):
    """What COPY and ADD share; ``flags`` are as written, by name without dashes."""

    __slots__ = ("destination", "flags", "has_parents", "heredocs", "sources")

    def __init__(
        self,
        word: str,
        lines: range,
        comments: tuple[str, ...],
        sources: list[str],
        heredocs: list[Heredoc],
        destination: str,
        flags: dict[str, str],
        has_parents: bool,
    ) -> None:
        super().__init__(word, lines, comments)
        self.sources = sources
        self.heredocs = heredocs
        self.destination = destination
        self.flags = flags
        self.has_parents = has_parents


class Copy(FileTransfer):
    """COPY."""

    __slots__ = ()


class Add(FileTransfer):
    """ADD."""

    __slots__ = ()


class Run(Instruction):
    """RUN; ``mounts`` are the fields of each ``--mount``, ``is_lone_heredoc``: the command is one heredoc's body."""

    __slots__ = ("args", "has_device", "heredocs", "is_lone_heredoc", "is_shell", "mounts")

    def __init__(
        self,
        word: str,
        lines: range,
        comments: tuple[str, ...],
        args: list[str],
        is_shell: bool,
        heredocs: list[Heredoc],
        mounts: list[list[str]],
        has_device: bool,
        is_lone_heredoc: bool,
    ) -> None:
        super().__init__(word, lines, comments)
        self.args = args
        self.is_shell = is_shell
        self.heredocs = heredocs
        self.mounts = mounts
        self.has_device = has_device
        self.is_lone_heredoc = is_lone_heredoc


class Process(Instruction):
    """What CMD and ENTRYPOINT share."""

    __slots__ = ("args", "is_shell")

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], args: list[str], is_shell: bool) -> None:
        super().__init__(word, lines, comments)
        self.args = args
        self.is_shell = is_shell


class Cmd(Process):
    """CMD."""

    __slots__ = ()


class Entrypoint(Process):
    """ENTRYPOINT."""

    __slots__ = ()


class Shell(Instruction):
    """SHELL."""

    __slots__ = ("args",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], args: list[str]) -> None:
        super().__init__(word, lines, comments)
        self.args = args


class Healthcheck(Instruction):
    """HEALTHCHECK."""

    __slots__ = ("config",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], config: HealthcheckConfig) -> None:
        super().__init__(word, lines, comments)
        self.config = config


class Stopsignal(Instruction):
    """STOPSIGNAL."""

    __slots__ = ("signal",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], signal: str) -> None:
        super().__init__(word, lines, comments)
        self.signal = signal


class User(Instruction):
    """USER."""

    __slots__ = ("user",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], user: str) -> None:
        super().__init__(word, lines, comments)
        self.user = user


class Workdir(Instruction):
    """WORKDIR."""

    __slots__ = ("path",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], path: str) -> None:
        super().__init__(word, lines, comments)
        self.path = path


class Expose(Instruction):
    """EXPOSE: ports as written, sorted by their bytes."""

    __slots__ = ("ports",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], ports: list[str]) -> None:
        super().__init__(word, lines, comments)
        self.ports = ports


class Volume(Instruction):
    """VOLUME."""

    __slots__ = ("paths",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], paths: list[str]) -> None:
        super().__init__(word, lines, comments)
        self.paths = paths


class Onbuild(Instruction):
    """ONBUILD: the text that is stored."""

    __slots__ = ("trigger",)

    def __init__(self, word: str, lines: range, comments: tuple[str, ...], trigger: str) -> None:
        super().__init__(word, lines, comments)
        self.trigger = trigger


AnyInstruction = (
    Arg
    | Env
    | Label
    | Maintainer
    | Copy
    | Add
    | Run
    | Cmd
    | Entrypoint
    | Shell
    | Healthcheck
    | Stopsignal
    | User
    | Workdir
    | Expose
    | Volume
    | Onbuild
)
"""Every instruction but FROM."""

INSTRUCTION_NAMES = (
    "add",
    "arg",
    "cmd",
    "copy",
    "entrypoint",
    "env",
    "expose",
    "from",
    "healthcheck",
    "label",
    "maintainer",
    "onbuild",
    "run",
    "shell",
    "stopsignal",
    "user",
    "volume",
    "workdir",
)


class Stage:
    """A FROM and what follows it."""

    __slots__ = ("instructions", "source")

    def __init__(self, source: From) -> None:
        self.source = source
        self.instructions: list[AnyInstruction] = []


class Dockerfile:
    """A whole file in shape: the ARGs before the first FROM, the stages, and the escape character.

    ``line_count`` counts as editors do: behind the last newline there is one more line.
    """

    __slots__ = ("escape", "global_args", "line_count", "stages")

    def __init__(self, global_args: list[Arg], stages: list[Stage], escape: str, line_count: int) -> None:
        self.global_args = global_args
        self.stages = stages
        self.escape = escape
        self.line_count = line_count

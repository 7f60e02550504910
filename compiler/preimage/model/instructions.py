"""The instructions of a Dockerfile: what was written, in shape, before any variable is expanded.

Every instruction has ``word`` (as written), ``lines`` (all its 1-based lines: header, what stands inside a continuation,
heredocs) and ``comments`` (texts of the comment lines above it). They are made once and not changed afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from preimage.model.image import HealthcheckConfig


@dataclass(slots=True, eq=False)
class Instruction:
    word: str
    lines: range
    comments: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Heredoc:
    """A heredoc: its name without quotes, its body as written, and what its mark says."""

    name: str
    body: str
    is_expanded: bool
    is_chomped: bool


@dataclass(slots=True, eq=False)
class From(Instruction):
    base: str
    name: str
    """The stage name in lower case; empty without one."""
    name_as_written: str
    platform: str


@dataclass(slots=True, eq=False)
class Arg(Instruction):
    pairs: list[tuple[str, str | None]]
    """Names and defaults; None: no default."""


@dataclass(slots=True, eq=False)
class Pairs(Instruction):
    pairs: list[tuple[str, str]]
    is_legacy: bool
    """Written without an equals sign."""


class Env(Pairs):
    __slots__ = ()


class Label(Pairs):
    __slots__ = ()


@dataclass(slots=True, eq=False)
class Maintainer(Instruction):
    text: str


@dataclass(slots=True, eq=False)
class FileTransfer(Instruction):
    """What COPY and ADD share: flags that reach the history or can be wrong, sources and destination."""

    sources: list[str]
    heredocs: list[Heredoc]
    destination: str
    flags: dict[str, str]
    """chown, chmod, checksum, from, keep-git-dir: as written."""
    has_parents: bool


class Copy(FileTransfer):
    __slots__ = ()


class Add(FileTransfer):
    __slots__ = ()


@dataclass(slots=True, eq=False)
class Run(Instruction):
    args: list[str]
    is_shell: bool
    heredocs: list[Heredoc]
    mounts: list[list[str]]
    """The fields of each ``--mount``, as written."""
    has_device: bool
    is_lone_heredoc: bool
    """The command is nothing but a heredoc, whose body is the script."""


@dataclass(slots=True, eq=False)
class Process(Instruction):
    """What CMD and ENTRYPOINT share."""

    args: list[str]
    is_shell: bool


class Cmd(Process):
    __slots__ = ()


class Entrypoint(Process):
    __slots__ = ()


@dataclass(slots=True, eq=False)
class Shell(Instruction):
    args: list[str]


@dataclass(slots=True, eq=False)
class Healthcheck(Instruction):
    config: HealthcheckConfig


@dataclass(slots=True, eq=False)
class Stopsignal(Instruction):
    signal: str


@dataclass(slots=True, eq=False)
class User(Instruction):
    user: str


@dataclass(slots=True, eq=False)
class Workdir(Instruction):
    path: str


@dataclass(slots=True, eq=False)
class Expose(Instruction):
    ports: list[str]


@dataclass(slots=True, eq=False)
class Volume(Instruction):
    paths: list[str]


@dataclass(slots=True, eq=False)
class Onbuild(Instruction):
    trigger: str


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


@dataclass(slots=True, eq=False)
class Stage:
    """A FROM and what follows it."""

    source: From
    instructions: list[AnyInstruction]


@dataclass(slots=True, eq=False)
class Dockerfile:
    """A whole file in shape: the ARGs before the first FROM, the stages, and the escape character."""

    global_args: list[Arg]
    stages: list[Stage]
    escape: str

"""The instructions of a Dockerfile: what was written, in shape, before any variable is expanded.

They are made once and not changed afterwards.
"""

from __future__ import annotations

from preimage.model.image import HealthcheckConfig
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final


class Header(Value):
    """What all instructions have, and the statements they are read from.

    ``word`` is as written, ``lines`` are all 1-based lines: those of the instruction itself, what stands inside a
    continuation, and heredocs; ``comments`` are the texts of the comment lines above.
    """

    __slots__ = ("word", "lines", "comments")

    def __init__(self, word: str, lines: range, comments: tuple[str, ...]) -> None:
        self.word = word
        self.lines = lines
        self.comments = comments


class Instruction(Value):
    """An instruction with the fields of its header, which may be more than that: the statement it was read from."""

    # A header by inheritance would be one call more for each.
    __slots__ = ("word", "lines", "comments")

    def __init__(self, header: Header) -> None:
        self.word: Final = header.word
        self.lines: Final = header.lines
        self.comments: Final = header.comments


class Heredoc(Value):
    """A heredoc: its name without quotes, its body as written, and what its mark says."""

    __slots__ = ("name", "body", "is_expanded", "is_chomped")

    def __init__(self, name: str, body: str, is_expanded: bool, is_chomped: bool) -> None:
        self.name: Final = name
        self.body: Final = body
        self.is_expanded: Final = is_expanded
        self.is_chomped: Final = is_chomped

    def with_body(self, body: str) -> Heredoc:
        """Give a heredoc of the same mark with another body."""
        return Heredoc(self.name, body, self.is_expanded, self.is_chomped)


class From(Instruction):
    """FROM; ``name`` is the stage name in lower case, empty without one, ``platform`` the flag as written."""

    __slots__ = ("base", "name", "platform")

    def __init__(self, header: Header, base: str, name: str, platform: str) -> None:
        super().__init__(header)
        self.base: Final = base
        self.name: Final = name
        self.platform: Final = platform


class Arg(Instruction):
    """ARG: names and defaults; None is no default."""

    __slots__ = ("pairs",)

    def __init__(self, header: Header, pairs: list[tuple[str, str | None]]) -> None:
        super().__init__(header)
        self.pairs: Final = pairs


class Pairs(Instruction):
    """What ENV and LABEL share: keys and values; ``is_legacy``: written without an equals sign."""

    __slots__ = ("pairs", "is_legacy")

    def __init__(self, header: Header, pairs: list[tuple[str, str]], is_legacy: bool) -> None:
        super().__init__(header)
        self.pairs: Final = pairs
        self.is_legacy: Final = is_legacy


class Env(Pairs):
    """ENV."""

    __slots__ = ()


class Label(Pairs):
    """LABEL."""

    __slots__ = ()


class Maintainer(Instruction):
    """MAINTAINER."""

    __slots__ = ("text",)

    def __init__(self, header: Header, text: str) -> None:
        super().__init__(header)
        self.text: Final = text


class FileTransfer(Instruction):
    """What COPY and ADD share; ``flags`` are as written, by name without dashes."""

    __slots__ = ("sources", "heredocs", "destination", "flags", "has_parents")

    def __init__(
        self,
        header: Header,
        sources: list[str],
        heredocs: Sequence[Heredoc],
        destination: str,
        flags: dict[str, str],
        has_parents: bool,
    ) -> None:
        super().__init__(header)
        self.sources: Final = sources
        self.heredocs: Final = heredocs
        self.destination: Final = destination
        self.flags: Final = flags
        self.has_parents: Final = has_parents


class Copy(FileTransfer):
    """COPY."""

    __slots__ = ()


class Add(FileTransfer):
    """ADD."""

    __slots__ = ()


class Run(Instruction):
    """RUN; ``mounts`` are the fields of each ``--mount``, ``is_lone_heredoc``: the command is one heredoc's body."""

    __slots__ = ("args", "is_shell", "heredocs", "mounts", "has_device", "is_lone_heredoc")

    def __init__(
        self,
        header: Header,
        args: list[str],
        is_shell: bool,
        heredocs: Sequence[Heredoc],
        mounts: list[list[str]],
        has_device: bool,
        is_lone_heredoc: bool,
    ) -> None:
        super().__init__(header)
        self.args: Final = args
        self.is_shell: Final = is_shell
        self.heredocs: Final = heredocs
        self.mounts: Final = mounts
        self.has_device: Final = has_device
        self.is_lone_heredoc: Final = is_lone_heredoc


class Process(Instruction):
    """What CMD and ENTRYPOINT share."""

    __slots__ = ("args", "is_shell")

    def __init__(self, header: Header, args: list[str], is_shell: bool) -> None:
        super().__init__(header)
        self.args: Final = args
        self.is_shell: Final = is_shell


class Cmd(Process):
    """CMD."""

    __slots__ = ()


class Entrypoint(Process):
    """ENTRYPOINT."""

    __slots__ = ()


class Shell(Instruction):
    """SHELL."""

    __slots__ = ("args",)

    def __init__(self, header: Header, args: list[str]) -> None:
        super().__init__(header)
        self.args: Final = args


class Healthcheck(Instruction):
    """HEALTHCHECK."""

    __slots__ = ("config",)

    def __init__(self, header: Header, config: HealthcheckConfig) -> None:
        super().__init__(header)
        self.config: Final = config


class Stopsignal(Instruction):
    """STOPSIGNAL."""

    __slots__ = ("signal",)

    def __init__(self, header: Header, signal: str) -> None:
        super().__init__(header)
        self.signal: Final = signal


class User(Instruction):
    """USER."""

    __slots__ = ("user",)

    def __init__(self, header: Header, user: str) -> None:
        super().__init__(header)
        self.user: Final = user


class Workdir(Instruction):
    """WORKDIR."""

    __slots__ = ("path",)

    def __init__(self, header: Header, path: str) -> None:
        super().__init__(header)
        self.path: Final = path


class Expose(Instruction):
    """EXPOSE: ports as written, sorted by their bytes."""

    __slots__ = ("ports",)

    def __init__(self, header: Header, ports: list[str]) -> None:
        super().__init__(header)
        self.ports: Final = ports


class Volume(Instruction):
    """VOLUME."""

    __slots__ = ("paths",)

    def __init__(self, header: Header, paths: list[str]) -> None:
        super().__init__(header)
        self.paths: Final = paths


class Onbuild(Instruction):
    """ONBUILD: the text that is stored."""

    __slots__ = ("trigger",)

    def __init__(self, header: Header, trigger: str) -> None:
        super().__init__(header)
        self.trigger: Final = trigger


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


class Stage(Value):
    """A FROM and what follows it."""

    __slots__ = ("source", "instructions")

    def __init__(self, source: From, instructions: list[AnyInstruction]) -> None:
        self.source: Final = source
        self.instructions: Final = instructions


class Dockerfile(Value):
    """A whole file in shape: the ARGs before the first FROM, the stages, and the escape character.

    ``line_count`` counts as editors do: behind the last newline there is one more line.
    """

    __slots__ = ("global_args", "stages", "escape", "line_count")

    def __init__(self, global_args: list[Arg], stages: list[Stage], escape: str, line_count: int) -> None:
        self.global_args: Final = global_args
        self.stages: Final = stages
        self.escape: Final = escape
        self.line_count: Final = line_count

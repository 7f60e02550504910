"""What a target takes from outside: build args, secrets and ssh agents, collected while the stages are evaluated.

Source: docs/reference/check-calls.md, "Outline".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable

from preimage.golang.paths import base
from preimage.model.outline import Outline, OutlineArg, OutlineMount

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.evaluator.mounts import Mount
    from preimage.evaluator.plan import StagePlan
    from preimage.model.instructions import Arg, From, Instruction, Run
    from preimage.model.limits import Budget


class _GlobalArg:
    """An ARG before the first FROM: the entry of the outline, and the variables that the default uses."""

    __slots__ = ("shown", "used")

    def __init__(self, shown: OutlineArg, used: frozenset[str]) -> None:
        self.shown = shown
        self.used = used


class OutlineCollector:
    """Takes notes of the args and mounts of each stage."""

    __slots__ = (
        "_described",
        "_descriptions",
        "_from_names",
        "_global_args",
        "_lined",
        "_lines",
        "_mounts",
        "_stage_args",
        "_used",
    )

    def __init__(self) -> None:
        self._described: Arg | None = None
        self._descriptions = Descriptions(())
        self._lined: Instruction | None = None
        self._lines: tuple[int, ...] = ()
        self._global_args: dict[str, _GlobalArg] = {}
        self._from_names: dict[range, set[str]] = {}
        self._stage_args: dict[StagePlan, dict[str, OutlineArg]] = {}
        self._used: dict[StagePlan, set[str]] = {}
        self._mounts: dict[StagePlan, tuple[dict[str, OutlineMount], dict[str, OutlineMount]]] = {}

    def add_global_arg(self, arg: Arg, name: str, value: str | None, used: Collection[str]) -> None:
        """Note a global ARG; one whose value is a build argument uses nothing."""
        names = frozenset(used)
        earlier = self._global_args.get(name)
        if name in names and earlier is not None:
            names |= earlier.used
        self._global_args[name] = _GlobalArg(self._describe_arg(arg, name, value), names)

    def add_from(self, source: From, used: Iterable[str]) -> None:
        """Note names that a FROM uses."""
        self._from_names.setdefault(source.lines, set()).update(used)

    def add_stage_arg(self, stage: StagePlan, arg: Arg, name: str, value: str | None, is_global: bool) -> None:
        """Note an ARG of a stage; ``is_global``: value and lines are those of the global ARG."""
        self._used.setdefault(stage, set()).add(name)
        if not is_global:
            self._stage_args.setdefault(stage, {})[name] = self._describe_arg(arg, name, value)

    def _describe_arg(self, arg: Arg, name: str, value: str | None) -> OutlineArg:
        if self._described is not arg:
            self._described, self._descriptions = arg, Descriptions(arg.comments)
        description = self._descriptions.find(name)
        return OutlineArg(name=name, description=description, value=value or "", lines=self._lines_of(arg))

    def _lines_of(self, instruction: Instruction) -> tuple[int, ...]:
        # An instruction may have many names, and many lines.
        if self._lined is not instruction:
            self._lined, self._lines = instruction, tuple(instruction.lines)
        return self._lines

    def add_mount(self, stage: StagePlan, run: Run, mount: Mount) -> None:
        """Note a mount of a RUN, if it is a secret or an ssh agent; the first of a name counts."""
        if mount.type not in ("secret", "ssh"):
            return
        secrets, agents = self._mounts.setdefault(stage, ({}, {}))
        if mount.type == "secret":
            name, noted = mount.source or mount.id or base(mount.target), secrets
        else:
            name, noted = mount.id or "default", agents
        if name not in noted:
            noted[name] = OutlineMount(name=name, is_required=mount.is_required, lines=self._lines_of(run))

    def outline(self, target: StagePlan, source: bytes, budget: Budget) -> Outline:
        """Give the outline of a target: its own, then that of the stages it is built on or takes files from.

        Raises:
            LimitError: the budget is used up.
        """
        args: dict[str, OutlineArg] = {}
        mounts: list[tuple[dict[str, OutlineMount], dict[str, OutlineMount]]] = []
        seen: set[StagePlan] = set()
        todo = [target]
        while todo:
            stage = todo.pop()
            if stage in seen:
                continue
            seen.add(stage)
            for arg in self._args_of(stage, budget):
                args.setdefault(arg.name, arg)
            mounts.append(self._mounts.get(stage, ({}, {})))
            todo += reversed(stage.sources())
            if stage.parent is not None:
                todo.append(stage.parent)
        secrets: dict[str, OutlineMount] = {}
        agents: dict[str, OutlineMount] = {}
        # The target has the last word.
        for stage_secrets, stage_agents in reversed(mounts):
            secrets |= stage_secrets
            agents |= stage_agents
        declared = target.source
        return Outline(
            name=target.name,
            description=describe(declared.comments, target.name) if declared is not None else "",
            args=tuple(sorted(args.values(), key=_first_line)),
            secrets=tuple(sorted(secrets.values(), key=_first_line)),
            ssh=tuple(sorted(agents.values(), key=_first_line)),
            source=source,
        )

    def _args_of(self, stage: StagePlan, budget: Budget) -> list[OutlineArg]:
        own = self._stage_args.get(stage, {})
        todo = [*self._used.get(stage, ())]
        ancestor: StagePlan | None = stage
        while ancestor is not None:
            budget.spend_outline(1)
            if ancestor.source is not None:
                todo += self._from_names.get(ancestor.source.lines, ())
            ancestor = ancestor.parent
        listed: dict[str, OutlineArg] = {}
        while todo:
            name = todo.pop()
            budget.spend_outline(2)
            if name in listed:
                continue
            if name in own:
                listed[name] = own[name]
            elif name in self._global_args:
                arg = self._global_args[name]
                listed[name] = arg.shown
                todo += arg.used
        return list(listed.values())


def describe(comments: Iterable[str], name: str) -> str:
    """Give the description of a stage or arg: the first comment that begins with its name, without that."""
    return Descriptions(comments).find(name)


class Descriptions:
    """The descriptions in the comments above one instruction, which may declare many names."""

    __slots__ = ("_by_word", "_sorted")

    def __init__(self, comments: Iterable[str]) -> None:
        self._by_word: dict[str, str] = {}
        self._sorted = sorted((comment, place) for place, comment in enumerate(comments))
        for comment in comments:
            word, blank, rest = comment.partition(" ")
            if blank:
                self._by_word.setdefault(word, rest)

    def find(self, name: str) -> str:
        """Give the rest of the first comment that begins with a name and a blank."""
        if " " not in name:
            return self._by_word.get(name, "") if name else ""
        start = f"{name} "
        found: list[tuple[int, str]] = []
        for comment, place in self._sorted[bisect_left(self._sorted, (start, -1)) :]:
            if not comment.startswith(start):
                break
            found.append((place, comment))
        return min(found)[1].removeprefix(start) if found else ""


def _first_line(shown: OutlineArg | OutlineMount) -> int:
    return shown.lines[0] if shown.lines else 0

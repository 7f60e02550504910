"""What a target takes from outside: build args, secrets and ssh agents, collected while the stages are evaluated.

Source: docs/reference/check-calls.md, "Outline".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from preimage.golang.paths import base
from preimage.model.outline import Outline, OutlineArg, OutlineMount

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.evaluator.mounts import Mount
    from preimage.evaluator.plan import StagePlan
    from preimage.model.instructions import Arg, From, Run


class _GlobalArg:
    """An ARG before the first FROM: the entry of the outline, and the variables that the default uses."""

    __slots__ = ("shown", "used")

    def __init__(self, shown: OutlineArg, used: frozenset[str]) -> None:
        self.shown = shown
        self.used = used


class OutlineCollector:
    """Takes notes of the args and mounts of each stage."""

    __slots__ = ("_from_names", "_global_args", "_mounts", "_stage_args", "_used")

    def __init__(self) -> None:
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
        self._global_args[name] = _GlobalArg(_describe_arg(arg, name, value), names)

    def add_from(self, source: From, used: Iterable[str]) -> None:
        """Note names that a FROM uses."""
        self._from_names.setdefault(source.lines, set()).update(used)

    def add_stage_arg(self, stage: StagePlan, arg: Arg, name: str, value: str | None, is_global: bool) -> None:
        """Note an ARG of a stage; ``is_global``: value and lines are those of the global ARG."""
        self._used.setdefault(stage, set()).add(name)
        if not is_global:
            self._stage_args.setdefault(stage, {})[name] = _describe_arg(arg, name, value)

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
            noted[name] = OutlineMount(name=name, is_required=mount.is_required, lines=tuple(run.lines))

    def outline(self, target: StagePlan, source: bytes) -> Outline:
        """Give the outline of a target: its own entries, then those of the stages it is based on or copies from."""
        args: dict[str, OutlineArg] = {}
        secrets: dict[str, OutlineMount] = {}
        agents: dict[str, OutlineMount] = {}
        seen: set[StagePlan] = set()
        todo = [target]
        while todo:
            stage = todo.pop()
            if stage in seen:
                continue
            seen.add(stage)
            for arg in self._args_of(stage):
                args.setdefault(arg.name, arg)
            stage_secrets, stage_agents = self._mounts.get(stage, ({}, {}))
            secrets = stage_secrets | secrets
            agents = stage_agents | agents
            todo += reversed(list(stage.sources()))
            if stage.parent is not None:
                todo.append(stage.parent)
        declared = target.source
        return Outline(
            name=target.name,
            description=describe(declared.comments, target.name) if declared is not None else "",
            args=tuple(sorted(args.values(), key=_first_line)),
            secrets=tuple(sorted(secrets.values(), key=_first_line)),
            ssh=tuple(sorted(agents.values(), key=_first_line)),
            source=source,
        )

    def _args_of(self, stage: StagePlan) -> list[OutlineArg]:
        own = self._stage_args.get(stage, {})
        todo = [*self._used.get(stage, ())]
        ancestor: StagePlan | None = stage
        while ancestor is not None:
            if ancestor.source is not None:
                todo += self._from_names.get(ancestor.source.lines, ())
            ancestor = ancestor.parent
        listed: dict[str, OutlineArg] = {}
        while todo:
            name = todo.pop()
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
    if name:
        for comment in comments:
            if comment.startswith(f"{name} "):
                return comment[len(name) + 1 :]
    return ""


def _describe_arg(arg: Arg, name: str, value: str | None) -> OutlineArg:
    return OutlineArg(name=name, description=describe(arg.comments, name), value=value or "", lines=tuple(arg.lines))


def _first_line(shown: OutlineArg | OutlineMount) -> int:
    return shown.lines[0] if shown.lines else 0

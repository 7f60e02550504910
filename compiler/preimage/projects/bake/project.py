"""Bake files to a project.

Source: docs/reference/bake.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from preimage.golang.paths import clean
from preimage.model.errors import LimitError, ProjectError
from preimage.projects.bake.checks import check_target, finish_outputs
from preimage.projects.bake.config import Config
from preimage.projects.bake.files import find_files, is_compose
from preimage.projects.bake.overrides import parse_overrides
from preimage.projects.bake.printing import print_project
from preimage.projects.bake.reading import read_all
from preimage.projects.bake.target import Group, Target
from preimage.projects.files import ProjectFiles
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.values import sort_keys
from preimage.projects.project import Build, Origin, Project, ProjectWarning

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass

_SCP = re.compile(r"[a-zA-Z0-9_-]+@[a-zA-Z0-9_.-]+:")


class BakeProject(Project):
    """The targets that were asked for, and those they need."""

    __slots__ = ("_groups", "_targets")

    def __init__(
        self, groups: Mapping[str, Group], targets: Mapping[str, Target], warnings: Sequence[ProjectWarning] = ()
    ) -> None:
        self._groups = groups
        self._targets = targets
        builds = {name: _make_build(targets[name]) for name in sorted(targets)}
        super().__init__(builds, {name: tuple(group.targets or ()) for name, group in groups.items()}, warnings)

    def to_json(self) -> str:
        return print_project(self._groups, self._targets)


def read_bake(
    files: ProjectFiles,
    *,
    names: Sequence[str] | None = None,
    targets: Sequence[str] = (),
    overrides: Iterable[str] = (),
    variables: Mapping[str, str],
    environment: Mapping[str, str],
    platform: str,
    timestamp: str = "",
) -> BakeProject:
    """Read a project's files and give what is asked for.

    ``names`` are those of files, None for the tool's own; ``variables`` go over ``environment``; ``platform`` is that
    of the machine, for BAKE_LOCAL_PLATFORM; ``timestamp`` is what the function of that name gives, if it is to be had.

    Raises:
        ProjectError: the tool's text.
        LimitError: the files would take too much.
    """
    try:
        return _read_bake(files, names, targets, overrides, variables, environment, platform, timestamp)
    except ProjectError as error:
        if not names or not all(map(is_compose, names)):
            raise
        # Where only Compose files are named, a fault is said as Compose says it.
        raise ProjectError(error.message.removeprefix("ERROR: "), error.file, error.line) from error
    except RecursionError as error:
        # Each kind of nesting has its limit; only files that use several to the full get here.
        raise LimitError("the values of this project need one another too deeply") from error


def _read_bake(
    files: ProjectFiles,
    names: Sequence[str] | None,
    targets: Sequence[str],
    overrides: Iterable[str],
    variables: Mapping[str, str],
    environment: Mapping[str, str],
    platform: str,
    timestamp: str,
) -> BakeProject:
    budget = Budget()
    found = find_files(files, names, environment)
    seen = _see_environment(environment, variables)
    groups, known, warnings = read_all(files, found, seen, platform, budget, timestamp)
    config = Config(known, groups, budget)
    asked = config.find_asked(targets or ("default",))
    config.overrides = parse_overrides(overrides, known, environment, budget)
    printed_groups, printed = _select(config, asked)
    _finish(printed, environment)
    return BakeProject(printed_groups, printed, warnings)


def _see_environment(environment: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """Give the environment as the files see it."""
    # The tool takes DEBUG for itself: set to anything, it becomes 1 before files are read.
    debug = {"DEBUG": "1"} if environment.get("DEBUG") else {}
    return {**environment, **debug, **variables}


def _select(config: Config, asked: list[str]) -> tuple[dict[str, Group], dict[str, Target]]:
    """Give what was asked for, the groups on the way to it, and the group ``default`` of it."""
    targets: dict[str, Target] = {}
    groups: dict[str, Group] = {}
    for name in asked:
        members, met = config.expand(name)
        for member in members:
            targets[member] = config.resolve(member)
        groups.update((each, config.groups[each]) for each in met)
    default = groups.get("default") or Group("default", None)
    # As the first of several it is one of them, as a later one it is not.
    others = (
        asked if "default" not in groups and asked[0] == "default" else [name for name in asked if name != "default"]
    )
    named = [*(default.targets or ()), *others]
    is_nothing = not named and default.targets is None
    groups["default"] = Group("default", None if is_nothing else sort_keys(dict.fromkeys(named)), default.description)
    for name, group in groups.items():
        if group.targets is not None:
            groups[name] = Group(name, dict.fromkeys(group.targets), group.description)
    config.load_links(targets)
    return groups, targets


def _finish(targets: Mapping[str, Target], environment: Mapping[str, str]) -> None:
    """Bring contexts into the form that is built, add SOURCE_DATE_EPOCH, and check."""
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    for target in targets.values():
        held = target.held
        if epoch and "SOURCE_DATE_EPOCH" not in held.get("args", {}):
            held["args"] = {**held.get("args", {}), "SOURCE_DATE_EPOCH": epoch}
            target.origins["args", "SOURCE_DATE_EPOCH"] = Origin("", None, "environment")
        check_target(target)
        if "output" in held:
            held["output"] = finish_outputs(held["output"])
        held["context"] = clean_context(held["context"])


def clean_context(context: str) -> str:
    """Clean the path of a context; URLs and what git takes for one stay, ``cwd://`` goes."""
    if _SCP.match(context) or context.startswith(("http://", "https://", "git://", "git@", "ssh://", "github.com/")):
        return context
    return clean(context.removeprefix("cwd://"))


def _make_build(target: Target) -> Build:
    held = target.held
    return Build(
        target.name,
        context=held["context"],
        dockerfile=held["dockerfile"],
        dockerfile_inline=held.get("dockerfile-inline"),
        args=_known(held.get("args")),
        target=held.get("target"),
        labels=_known(held.get("labels")),
        platforms=held.get("platforms", ()),
        contexts=_known(held.get("contexts")),
        origins=target.origins,
    )


def _known(held: Mapping[str, str | None] | None) -> dict[str, str]:
    return {name: value for name, value in sorted((held or {}).items()) if value is not None}

"""Bake files to a project.

Source: docs/reference/bake.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from preimage.golang.paths import clean
from preimage.golang.text import decode_utf8
from preimage.model.errors import ProjectError
from preimage.projects.bake.checks import check_target, finish_outputs
from preimage.projects.bake.config import Config
from preimage.projects.bake.files import BakeFile, find_files, has_ending, is_compose
from preimage.projects.bake.frames import make_error
from preimage.projects.bake.overrides import parse_overrides
from preimage.projects.bake.printing import print_project
from preimage.projects.bake.resolver import Resolver
from preimage.projects.bake.syntax import parse_body
from preimage.projects.bake.target import Group, Target
from preimage.projects.files import ProjectFiles
from preimage.projects.hcl.body import Body
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.diagnostics import HclError
from preimage.projects.hcl.merged_body import MergedBody
from preimage.projects.hcl.values import sort_keys
from preimage.projects.project import Build, Origin, Project, ProjectWarning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.projects.bake.compose_loading import ComposeReader
    from preimage.projects.compose.nodes import Fault

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
) -> BakeProject:
    """Read a project's files and give what is asked for.

    ``names`` are those of files, None for the tool's own; ``variables`` go over ``environment``; ``platform`` is that
    of the machine, for BAKE_LOCAL_PLATFORM.

    Raises:
        ProjectError: the tool's text.
        LimitError: the files would take too much.
    """
    budget = Budget()
    found = find_files(files, names, environment)
    groups, known, warnings = _read_all(files, found, _see_environment(environment, variables), platform, budget)
    config = Config(known, groups, budget)
    asked = config.find_asked(targets or ("default",))
    config.overrides = parse_overrides(overrides, known, environment)
    printed_groups, printed = _select(config, asked)
    _finish(printed, environment)
    return BakeProject(printed_groups, printed, warnings)


def _see_environment(environment: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """Give the environment as the files see it."""
    # The tool takes DEBUG for itself: set to anything, it becomes 1 before files are read.
    debug = {"DEBUG": "1"} if environment.get("DEBUG") else {}
    return {**environment, **debug, **variables}


def _read_all(
    files: ProjectFiles, found: list[BakeFile], environment: dict[str, str], platform: str, budget: Budget
) -> tuple[dict[str, Group], dict[str, Target], list[ProjectWarning]]:
    """Give all groups and targets of the files: those of Compose files first, the others over them."""
    texts = {file.name: decode_utf8(file.content) for file in found}
    compose, bodies = _divide(files, found, environment, texts)
    groups, targets, warnings = compose
    if bodies:
        built_in = {"BAKE_CMD_CONTEXT": "cwd://", "BAKE_LOCAL_PLATFORM": platform}
        try:
            more_groups, more_targets, renamed = Resolver(MergedBody(bodies), environment, built_in, budget).resolve()
        except HclError as error:
            raise make_error(error.diagnostics, texts) from error
        groups |= {group.name: group for group in more_groups}
        for target in more_targets:
            if target.name in targets:
                targets[target.name].merge(target)
            else:
                targets[target.name] = target
        for names in renamed.values():
            for label, members in names.items():
                unique = list(dict.fromkeys(members))
                if unique != [label]:
                    groups.setdefault(label, Group(label, unique))
    return groups, targets, warnings


_ComposePart = tuple[dict[str, Group], dict[str, Target], list[ProjectWarning]]


def _divide(
    files: ProjectFiles, found: list[BakeFile], environment: dict[str, str], texts: Mapping[str, str]
) -> tuple[_ComposePart, list[Body]]:
    """Give what Compose files come to, and the bodies of the others."""
    bodies: list[Body] = []
    compose: list[BakeFile] = []
    reader: ComposeReader | None = None
    for file in found:
        if is_compose(file) or not has_ending(file):
            reader = reader or _make_reader(files, environment)
            fault = _check_compose(file, reader)
            if fault is None:
                compose.append(file)
                continue
            if is_compose(file):
                raise ProjectError(f"ERROR: {fault}".replace("\n\n", "\n"), file.name, fault.line or None)
            bodies.append(_parse_other(file, fault))
            continue
        try:
            bodies.append(parse_body(file))
        except HclError as error:
            raise make_error(error.diagnostics, texts) from error
    return _read_compose(compose, reader), bodies


def _make_reader(files: ProjectFiles, environment: Mapping[str, str]) -> ComposeReader:
    # Loaded only here: most projects have no Compose files, and those need more.
    from preimage.projects.bake.compose_loading import ComposeReader
    from preimage.projects.compose.account import Account

    return ComposeReader(files, environment, Account())


def _check_compose(file: BakeFile, reader: ComposeReader) -> Fault | None:
    from preimage.projects.compose.nodes import Fault

    try:
        reader.check(file)
    except Fault as fault:
        return fault
    return None


def _parse_other(file: BakeFile, fault: Fault) -> Body:
    """Read a file of no known ending that is no Compose file."""
    try:
        return parse_body(file)
    except HclError as error:
        what = f"failed to parse {file.name}: parsing yaml: {fault}, parsing hcl: {error}"
        raise ProjectError(f"ERROR: {what}", file.name) from error


def _read_compose(found: list[BakeFile], reader: ComposeReader | None) -> _ComposePart:
    if reader is None or not found:
        return {}, {}, []
    from preimage.projects.bake.compose_targets import make_targets

    groups, targets = make_targets(reader.load(found), reader)
    warnings = [ProjectWarning(message) for message in reader.account.warnings]
    return {group.name: group for group in groups}, {target.name: target for target in targets}, warnings


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

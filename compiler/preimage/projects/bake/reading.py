"""Files of both kinds to the groups and targets that they declare.

Source: docs/reference/bake.md, "Files".
"""

from __future__ import annotations

from collections.abc import Mapping

from preimage.golang.text import decode_utf8
from preimage.model.errors import ProjectError
from preimage.projects.bake.files import BakeFile, has_ending, is_compose
from preimage.projects.bake.frames import make_error
from preimage.projects.bake.resolver import Resolver
from preimage.projects.bake.syntax import parse_body
from preimage.projects.bake.target import Group, Target
from preimage.projects.files import ProjectFiles
from preimage.projects.hcl.body import Body
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.functions.define import define
from preimage.projects.hcl.merged_body import MergedBody
from preimage.projects.hcl.scopes import Function
from preimage.projects.hcl.values import Value, string_value
from preimage.projects.project import ProjectWarning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.projects.bake.compose_loading import ComposeReader
    from preimage.projects.compose.nodes import Fault


def read_all(
    files: ProjectFiles,
    found: list[BakeFile],
    environment: dict[str, str],
    platform: str,
    budget: Budget,
    timestamp: str = "",
) -> tuple[dict[str, Group], dict[str, Target], list[ProjectWarning]]:
    """Give all groups and targets of the files: those of Compose files first, the others over them.

    ``timestamp`` is what the function of that name gives; empty: it is refused.

    Raises:
        ProjectError: the tool's text.
        LimitError: the files would take too much.
    """
    texts = {file.name: decode_utf8(file.content) for file in found}
    compose, bodies = _divide(files, found, environment, texts)
    groups, targets, warnings = compose
    if bodies:
        built_in = {"BAKE_CMD_CONTEXT": "cwd://", "BAKE_LOCAL_PLATFORM": platform}
        resolver = Resolver(MergedBody(bodies), environment, built_in, budget)
        if timestamp:
            resolver.scope.functions["timestamp"] = _make_timestamp(timestamp, warnings)
        try:
            more_groups, more_targets, renamed = resolver.resolve()
        except HclError as error:
            raise make_error(error.diagnostics, texts) from error
        warnings += _warn_of_ignored(resolver.blocks.ignored)
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


def _make_timestamp(text: str, warnings: list[ProjectWarning]) -> Function:
    """Make the function whose result is another each time; once it is called, that is warned of."""

    def give() -> Value:
        warning = ProjectWarning(f"timestamp() is taken as {text}; a build has another one")
        if warning not in warnings:
            warnings.append(warning)
        return string_value(text)

    return define("", give)


def _warn_of_ignored(ignored: list[Diagnostic]) -> list[ProjectWarning]:
    """Say what has no meaning in a target or group, which the tool itself passes over."""
    warnings = []
    for diagnostic in ignored:
        span = diagnostic.span
        assert span is not None, "what stands in a file has a place"
        message = f"{span.source.name}:{span.line}: ignored: {diagnostic.detail}"
        warnings.append(ProjectWarning(message, span.source.name, span.line))
    return warnings


_ComposePart = tuple[dict[str, Group], dict[str, Target], list[ProjectWarning]]


def _divide(
    files: ProjectFiles, found: list[BakeFile], environment: dict[str, str], texts: Mapping[str, str]
) -> tuple[_ComposePart, list[Body]]:
    """Give what Compose files come to, and the bodies of the others."""
    bodies: list[Body] = []
    compose: list[BakeFile] = []
    reader: ComposeReader | None = None
    for file in found:
        if is_compose(file.name) or not has_ending(file.name):
            reader = reader or _make_reader(files, environment)
            fault = _check_compose(file, reader)
            if fault is None:
                compose.append(file)
                continue
            if is_compose(file.name):
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

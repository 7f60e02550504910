"""``preimage check --fix`` and ``--diff``: what is written, and what is said about it.

Source: docs/reference/fixes.md.
"""

from __future__ import annotations

import os
import sys

from preimage.backends.shown_text import show_count
from preimage.cli.atomic import write_atomically
from preimage.cli.build_options import read_platforms
from preimage.cli.check_plan import CheckPlan, describe_unreadable
from preimage.cli.manners import MANNERS
from preimage.cli.terminal import choose_paint, escape_report, print_note, write_report
from preimage.edits.changes import list_changes
from preimage.edits.fix import Fix, NoFix
from preimage.edits.fixing import SWITCHED_OFF, UNSAFE, find_fixes
from preimage.fix_api import RequestCompiler, fix_builds
from preimage.inputs.dockerfiles import leaves_folder, read_ignore_file
from preimage.inputs.reading import read_file
from preimage.model.edits import Suggestion
from preimage.model.errors import DockerfileError, OptionError, PreimageError
from preimage.model.limits import DEFAULT_LIMITS
from preimage.model.report import FileReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from preimage.cli.arguments import Options
    from preimage.edits.changes import Changes
    from preimage.edits.fixing import FixResult
    from preimage.inputs.dockerfiles import DockerfileInput
    from preimage.inputs.entries import Entry
    from preimage.model.bases import BaseSource
    from preimage.model.options import BuildRequest
    from preimage.results.compilation import Compilation


class Fixer:
    """Fixes Dockerfiles one after the other, and counts."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._results: list[FixResult] = []
        self._has_output = False
        self.is_only: bool = options.fix_only or options.diff
        """What is left is not reported, nor fails."""

    @property
    def has_report(self) -> bool:
        """Tell whether what is left is to be reported: not where standard output has a fixed text."""
        return not self.is_only and (not self._has_output or self._options.output not in (None, "-"))

    @property
    def has_failed(self) -> bool:
        """Tell whether it fails that files are changed, or would be."""
        fails = self._options.diff or self._options.exit_non_zero_on_fix
        return bool(fails) and any(result.is_changed for result in self._results)

    def fix_all(self, plans: Sequence[CheckPlan | FileReport]) -> list[CheckPlan | FileReport]:
        """Fix all Dockerfiles, each once for all builds that it is in; gives the plans to check what they are now.

        New texts are written; with ``--diff`` the differences are printed instead.
        """
        groups: dict[object, list[int]] = {}
        for place, plan in enumerate(plans):
            key: object = place
            if isinstance(plan, CheckPlan) and plan.entry.is_inline:
                reason = "not fixed, since the Dockerfile stands in its project; change it there"
                print_note(f"{plan.entry.title}: {reason}")
                continue
            if isinstance(plan, CheckPlan) and not plan.entry.source.is_stream:
                key = os.path.realpath(plan.entry.source.name), plan.entry.source.data
            groups.setdefault(key, []).append(place)
        fixed = list(plans)
        for places in groups.values():
            group = [plan for place in places if isinstance(plan := plans[place], CheckPlan)]
            for place, changed in zip(places, self._fix_group(group), strict=False):
                fixed[place] = changed
        return fixed

    def _fix_group(self, group: list[CheckPlan]) -> Sequence[CheckPlan | FileReport]:
        error: PreimageError | None = None
        try:
            return [plan.with_data(data) for data in [self._fix(group)] for plan in group] if group else []
        except PreimageError as failure:
            error = failure
        except OSError as failure:
            error = describe_unreadable(group[0].entry.source.name, failure)
        sources = [plan.entry.source for plan in group]
        return [FileReport(filename=source.name, data=source.data, error=error) for source in sources]

    def _fix(self, group: list[CheckPlan]) -> bytes:
        """Fix one file, for all the builds that it is in, and give its new text.

        Raises:
            PreimageError: the ignore file cannot be used, or the file must not be written.
            OSError: the file cannot be written.
        """
        source = group[0].entry.source
        # A file that was named twice is still one.
        plans = list({(id(plan.requests), plan.entry.source.context): plan for plan in group}.values())
        result, compiler = fix_builds(
            source.data,
            [_open_compiler(plan) for plan in plans],
            with_unsafe=self._options.unsafe_fixes,
            is_wanted=lambda rule: any((plan.levels or {}).get(rule) != "off" for plan in plans),
        )
        self._give(source, result)
        self._results.append(result)
        _say_dropped(source.name, result)
        _tell_changes(source.name, result, list_changes(result, compiler), [plan.entry for plan in plans])
        return result.data

    def conclude(self) -> None:
        """Say how much was fixed."""
        safe = sum(fix.is_safe for result in self._results for fix in result.applied)
        unsafe = sum(len(result.applied) for result in self._results) - safe
        files = sum(result.is_changed for result in self._results)
        if safe or unsafe:
            done = "would be fixed" if self._options.diff else "fixed"
            extra = f", {unsafe} of them by unsafe fixes" if unsafe else ""
            print_note(f"{show_count(safe + unsafe, 'finding')} in {show_count(files, 'file')} {done}{extra}")
        if not self.is_only and not self.has_report:
            left = sum(len(result.left) for result in self._results)
            print_note(f"{show_count(left, 'finding')} left")
        hidden = sum(len(result.unsafe) for result in self._results)
        if hidden:
            verb = "has a fix that changes" if hidden == 1 else "have fixes that change"
            print_note(f"{show_count(hidden, 'more finding')} {verb} the image config (--unsafe-fixes)")

    def _give(self, source: DockerfileInput, result: FixResult) -> None:
        if self._options.diff:
            from preimage.backends.colors import paint_difference
            from preimage.backends.unified_diff import render_unified

            size = len(result.before) + len(result.data)
            brush = choose_paint(sys.stdout)
            lines = render_unified(source.name, result.before, result.data)
            pieces = (paint_difference(escape_report(line), brush) for line in lines)
            write_report(pieces, is_json=False, is_visible=True, size=size)
        elif source.is_stream:
            self._has_output = True
            sys.stdout.buffer.write(result.data)
        elif result.is_changed:
            _write(source, result.data)
            if MANNERS.is_verbose:
                print_note(f"{source.name}: {show_count(len(result.applied), 'finding')} fixed")


def _open_compiler(plan: CheckPlan) -> RequestCompiler:
    """Open what compiles the file of an entry; a build of a project has one target, and its own platforms."""
    source, is_build = plan.entry.source, bool(plan.entry.name)
    platforms = [each.platform for each in plan.requests] if is_build else read_platforms(plan.options.platform)
    bases = plan.sources.for_folder(source.folder)
    return RequestCompiler(plan.requests[0], bases, read_ignore_file(source), platforms, is_build=is_build)


def list_suggestions(
    source: DockerfileInput,
    compilation: Compilation | None,
    request: BuildRequest,
    bases: BaseSource,
    advice: tuple[list[str | None], bool],
) -> dict[int, Suggestion | str]:
    """Give what would take findings of a check away, or why there is nothing, by the place among warnings, then notes.

    ``compilation`` is the check; None: it has failed, which stops no fix if it was for its findings (``error=true``).
    ``advice`` is for which platforms each is proven, by itself, and whether unsafe ones are wanted. Errors are those of
    ``read_ignore_file``.
    """
    platforms, with_unsafe = advice
    compiler = RequestCompiler(request, bases, read_ignore_file(source), platforms)
    try:
        found = find_fixes(source.data, compilation or compiler.check(source.data), compiler)
    except DockerfileError:
        return {}
    return {place: _suggest(fix, with_unsafe=with_unsafe) for place, fix in enumerate(found)}


def _suggest(fix: Fix | NoFix, *, with_unsafe: bool) -> Suggestion | str:
    if isinstance(fix, NoFix):
        return fix.reason
    return Suggestion(fix.title, fix.edits, fix.is_safe) if fix.is_safe or with_unsafe else UNSAFE


def _write(source: DockerfileInput, data: bytes) -> None:
    if not os.access(source.name, os.W_OK):
        # What takes its place could be written all the same, but somebody did not want that.
        raise OptionError("the file is read-only; nothing is written")
    if leaves_folder(source.name, source.folder):
        raise OptionError("this is a link that leaves the folder, which is not written through")
    if read_file(source.name, DEFAULT_LIMITS.dockerfile_bytes) != source.data:
        raise OptionError("the file was changed meanwhile; nothing is written")
    write_atomically(source.name, data)


def _say_dropped(name: str, result: FixResult) -> None:
    """Say why findings were not fixed: those whose proof failed, with ``-v`` all."""
    told = [each for each in result.left if each.reason != SWITCHED_OFF] if MANNERS.is_verbose else result.dropped
    for fault in sorted(told, key=lambda each: each.finding.lines):
        lines = fault.finding.lines
        place = f"{name}:{lines[0]}" if lines else name
        print_note(f"{place}: {fault.finding.rule} is not fixed: {fault.reason}")


def _tell_changes(name: str, result: FixResult, changes: Changes, entries: Sequence[Entry]) -> None:
    """Say what unsafe fixes change in the images of the builds of a file, to standard error; what is alike once."""
    from preimage.backends.hidden_values import hide_in_diff

    alike: dict[tuple[str, str | None, str], tuple[dict[str, Any], list[Entry]]] = {}
    for situation, diff in changes.diffs:
        shown = hide_in_diff(diff.to_dict())
        key = situation.target, situation.platform, repr(shown["changes"])
        alike.setdefault(key, (shown, []))[1].append(entries[situation.build])
    for (target, platform, _), (shown, holders) in alike.items():
        title = f"{name}: what unsafe fixes change in the image"
        title += f" of {_name_builds(holders)}" if holders[0].name else ""
        title += f", target {target}" if target else ""
        _print_changes(title if platform is None else f"{title}, {platform}", shown)
    for old, new in [pair for fix in result.applied for pair in fix.renames.items()]:
        print_note(f"{name}: target {old} is now called {new}")
    if changes.hidden:
        number = show_count(changes.hidden, "more target")
        print_note(f"{name}: what unsafe fixes change in {number} would take too long to show")


def _name_builds(entries: Sequence[Entry]) -> str:
    first, others = entries[0], len(entries) - 1
    return f"{first.title} and {show_count(others, 'more build')}" if others else first.title


def _print_changes(title: str, diff: dict[str, Any]) -> None:
    from preimage.backends.diff_text import render_diff
    from preimage.backends.explain_table import Layout

    sys.stderr.write(escape_report(render_diff(diff, title, Layout())))

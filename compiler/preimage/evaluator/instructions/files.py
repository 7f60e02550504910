"""What ADD and COPY do to the history, and what can be wrong with their values.

Source: docs/reference/config.md, "COPY and ADD".
"""

from __future__ import annotations

import re

from preimage.evaluator.directories import check_destination, check_heredoc_name, check_source
from preimage.evaluator.stage_run import StageRun
from preimage.golang.paths import clean
from preimage.golang.quoting import quote
from preimage.model import rules
from preimage.model.instructions import Add, Copy, FileTransfer
from preimage.model.lookups import Lookups
from preimage.model.references import check_digest
from preimage.shell.words import expand_heredoc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.ignore import IgnoreFile

_OCTAL_MODE = r"0*[0-7]{1,4}"
_SYMBOLIC_MODE = r"[augo]*(?:[-+=][rstwXxugo]*)+(?:,[augo]*(?:[-+=][rstwXxugo]*)+)*"


class _Values:
    """The words of one ADD or COPY after expansion."""

    __slots__ = ("checksum", "chmod", "chown", "destination", "sources")

    def __init__(self, run: StageRun, instruction: FileTransfer) -> None:
        expand = run.expand
        flags = instruction.flags
        self.chown = self.chmod = self.checksum = ""
        if flags:
            self.chown = expand(flags.get("chown", ""))
            self.chmod = expand(flags.get("chmod", ""))
            self.checksum = expand(flags.get("checksum", ""))
        self.sources = [expand(source) for source in instruction.sources]
        self.destination = expand(instruction.destination)
        for heredoc in instruction.heredocs:
            if heredoc.is_expanded:
                _check_heredoc(run, heredoc.body)


def apply_copy(run: StageRun, instruction: Copy) -> None:
    """Check a COPY and write its history.

    Raises:
        ValueError: BuildKit's text.
    """
    values = _Values(run, instruction)
    for stage in run.plan.sources_of(instruction):
        if not stage.has_started:
            raise ValueError(
                f"cannot copy from stage {quote(instruction.flags['from'])}, it needs to be defined before current "
                f"stage {quote(run.plan.inner_name)}"
            )
    is_windows = run.state.is_windows
    if is_windows:
        _check_destination(run, values)
    if values.chmod:
        _check_mode(values.chmod)
    ignore_file = run.build.options.ignore_file if not instruction.flags.get("from") else None
    for source in values.sources:
        if _looks_remote(source):
            _refuse_remote(source)
        if ignore_file is not None:
            _report_ignored(run, ignore_file, "Copy", source)
        if is_windows:
            check_source(source, instruction.has_parents)
    if is_windows:
        _check_heredoc_names(instruction)
    _add_history(run, instruction, values, "COPY --parents" if instruction.has_parents else "COPY")


def apply_add(run: StageRun, instruction: Add) -> None:
    """Check an ADD and write its history.

    Raises:
        ValueError: BuildKit's text.
    """
    values = _Values(run, instruction)
    is_windows = run.state.is_windows
    if is_windows:
        _check_destination(run, values)
    if values.chmod:
        _check_mode(values.chmod)
    if values.checksum:
        _check_checksum(values)
    flag = instruction.flags.get("keep-git-dir")
    keeps_git_dir = None if flag is None else flag == "true"
    checksum = values.checksum
    ignore_file = run.build.options.ignore_file
    for source in values.sources:
        if _looks_remote(source):
            kind, keeps_git_dir, checksum = _check_remote(source, keeps_git_dir, checksum)
            if kind != "local":
                continue
        if ignore_file is not None:
            _report_ignored(run, ignore_file, "Add", source)
        if is_windows:
            check_source(source, has_parents=False)
    if is_windows:
        _check_heredoc_names(instruction)
    _add_history(run, instruction, values, "ADD")


def _add_history(run: StageRun, instruction: FileTransfer, values: _Values, start: str) -> None:
    words = [start]
    if values.chown:
        words.append(f"--chown={values.chown}")
    if values.chmod:
        words.append(f"--chmod={values.chmod}")
    words += values.sources
    words += [f"<<{heredoc.name}" for heredoc in instruction.heredocs]
    words += (values.destination, "# buildkit")
    run.add_history(" ".join(words), is_layer=True)


def _check_heredoc(run: StageRun, body: str) -> None:
    lookups = Lookups()
    try:
        expand_heredoc(body, run.state.variables, run.build.budget, lookups)
    except ValueError as error:
        raise ValueError(f"failed to process {quote(body)}: {error}") from error
    finally:
        run.report_missing(lookups)


def _check_destination(run: StageRun, values: _Values) -> None:
    run.build.budget.spend_directory(run.state.directory)
    check_destination(run.state.directory, values.destination)


def _check_mode(mode: str) -> None:
    if re.fullmatch(_OCTAL_MODE, mode):
        return
    if mode[0] in "0123456789":
        raise ValueError(f"invalid chmod parameter: '{mode}'. it should be octal string and between 0 and 07777")
    if not re.fullmatch(_SYMBOLIC_MODE, mode):
        raise ValueError("invalid syntax")


def _check_checksum(values: _Values) -> None:
    from preimage.model.remote_sources import is_git_source, is_http_source

    if len(values.sources) != 1:
        raise ValueError("checksum can't be specified for multiple sources")
    if not (is_http_source(values.sources[0]) or is_git_source(values.sources[0])):
        raise ValueError("checksum requires HTTP(S) or Git sources")


def _looks_remote(source: str) -> bool:
    """Tell whether it can be anything but a local path."""
    return ":" in source or source.startswith("github.com/")


def _refuse_remote(source: str) -> None:
    from preimage.model.remote_sources import is_http_source, parse_git_source

    git = parse_git_source(source)
    if git is not None and not git.looks_local:
        raise ValueError("source can't be a git ref for COPY")
    if git is None and is_http_source(source):
        raise ValueError("source can't be a URL for COPY")


def _check_remote(source: str, keeps_git_dir: bool | None, checksum: str) -> tuple[str, bool | None, str]:
    """Check one source of ADD; give its kind, and keep-git-dir and checksum as a git address may have set them."""
    from preimage.model.remote_sources import is_http_source, parse_git_source

    git = parse_git_source(source)
    if git is not None and not git.looks_local:
        if git.keep_git_dir is not None:
            if keeps_git_dir is not None and keeps_git_dir != git.keep_git_dir:
                raise ValueError("inconsistent keep-git-dir configuration")
            keeps_git_dir = git.keep_git_dir
        if git.checksum:
            if checksum and checksum != git.checksum:
                raise ValueError(f"checksum mismatch {quote(checksum)} != {quote(git.checksum)}")
            checksum = git.checksum
        return "git", keeps_git_dir, checksum
    if git is None and is_http_source(source):
        if checksum:
            check_digest(checksum)
        return "http", keeps_git_dir, checksum
    return "local", keeps_git_dir, checksum


def _check_heredoc_names(instruction: FileTransfer) -> None:
    for heredoc in instruction.heredocs:
        check_heredoc_name(heredoc.name)


def _report_ignored(run: StageRun, ignore_file: IgnoreFile, verb: str, source: str) -> None:
    path = clean(source)
    if ignore_file.excludes(path, run.build.budget):
        run.report(rules.COPY_IGNORED_FILE, verb, path)

"""What RUN does: an entry in the history, after its mounts were found good.

Source: docs/reference/config.md, "RUN".
"""

from __future__ import annotations

from preimage.evaluator.stage_run import StageRun
from preimage.golang.paths import join
from preimage.model.instructions import Run


def apply_run(run: StageRun, instruction: Run) -> None:
    """Check the flags of a RUN and write its history.

    Raises:
        ValueError: BuildKit's text.
    """
    mounts = []
    if instruction.mounts:
        from preimage.evaluator.mounts import parse_mount

        mounts = [parse_mount(fields, run.expand) for fields in instruction.mounts]
    words = instruction.args
    if instruction.heredocs:
        words = [_heredoc_command(run, instruction)]
    if instruction.is_shell:
        words = [*run.shell(), *(words or [""])]
    if mounts:
        from preimage.evaluator.mounts import check_mount

        directory = run.state.directory if run.state.is_windows else run.state.config.working_dir
        for mount, source in zip(mounts, run.plan.sources_of(instruction), strict=True):
            if run.build.outline is not None:
                run.build.outline.add_mount(run.plan, instruction, mount)
            run.build.budget.spend_directory(directory)
            check_mount(mount, source.has_started, directory)
    if instruction.has_device:
        raise ValueError("device feature is only supported in Dockerfile frontend 1.14.0-labs or later")
    prefix = _args_prefix(run)
    if not words:
        # An empty array is no word, so no blank stands before it.
        prefix = prefix[:-1]
    run.add_history(f"RUN {prefix}{' '.join(words)} # buildkit", is_layer=True)


def _heredoc_command(run: StageRun, instruction: Run) -> str:
    if not instruction.args:
        raise ValueError("parsing produced an invalid run command: []")
    heredocs = instruction.heredocs
    if not instruction.is_lone_heredoc:
        return instruction.args[0] + "".join(f"\n{heredoc.body}{heredoc.name}" for heredoc in heredocs)
    from preimage.shell.heredocs import chomp

    first = heredocs[0]
    script = chomp(first.body) if first.is_chomped else first.body
    if script.startswith("#!") and run.state.image.os != "windows":
        return join("/dev/pipes", first.name)
    return script


def _args_prefix(run: StageRun) -> str:
    """Write the declared args as RUN shows them: their values now, else those of their last declaration."""
    state = run.state
    if state.args_prefix is None:
        variables = state.variables
        if state.args:
            shown = [f"{name}={variables.get(name, value or '')}" for name, value in state.args.items()]
            state.args_prefix = f"|{len(shown)} {' '.join(shown)} "
        else:
            state.args_prefix = ""
    return state.args_prefix

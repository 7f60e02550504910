"""What CMD, ENTRYPOINT, SHELL, HEALTHCHECK, STOPSIGNAL, USER and WORKDIR do.

Source: docs/reference/config.md, "Instructions".
"""

from __future__ import annotations

from preimage.evaluator.directories import change_directory, enter_directory, is_absolute, is_joined
from preimage.evaluator.stage_run import StageRun
from preimage.golang.numbers import parse_int
from preimage.golang.quoting import quote
from preimage.golang.text import upper
from preimage.model import rules
from preimage.model.instructions import (
    Cmd,
    Entrypoint,
    Healthcheck,
    Process,
    Shell,
    Stopsignal,
    User,
    Workdir,
)
from preimage.model.trace import RELATIVE

_SIGNAL_NAMES = frozenset(
    (
        *"ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS".split(),
        *"TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX".split(),
        *(f"RTMIN+{number}" for number in range(1, 16)),
        *(f"RTMAX-{number}" for number in range(1, 15)),
    )
)


def apply_cmd(run: StageRun, instruction: Cmd) -> None:
    """Set Cmd; ArgsEscaped is set on any platform."""
    config = run.state.config
    run.report_repetition()
    config.cmd = _process_words(run, instruction)
    config.args_escaped = True
    run.state.has_cmd = True
    run.record("config.Cmd", None, config.cmd)
    run.record("config.ArgsEscaped", None, True)
    run.add_history(f"CMD [{' '.join(map(quote, config.cmd))}]")


def apply_entrypoint(run: StageRun, instruction: Entrypoint) -> None:
    """Set Entrypoint; a Cmd that does not come from this stage goes."""
    state = run.state
    config = state.config
    run.report_repetition()
    config.entrypoint = _process_words(run, instruction)
    run.record("config.Entrypoint", None, config.entrypoint)
    # What counts is that a CMD was executed in this stage, not what Cmd holds (docs/reference/config.md, "ENTRYPOINT").
    # A base that is not known may have a command, too.
    if not state.has_cmd and (config.cmd or state.is_assumed):
        config.cmd = []
        run.record("config.Cmd", None, None)
    run.add_history(f"ENTRYPOINT [{' '.join(map(quote, config.entrypoint))}]")


def _process_words(run: StageRun, instruction: Process) -> list[str]:
    if not instruction.is_shell:
        return instruction.args
    if not run.state.config.shell:
        run.report(rules.JSON_ARGS_RECOMMENDED, instruction.word)
    return [*run.shell(), *(instruction.args or [""])]


def apply_shell(run: StageRun, instruction: Shell) -> None:
    """Set the shell that later shell forms use."""
    run.state.config.shell = instruction.args
    run.record("config.Shell", None, instruction.args)
    run.add_history(f"SHELL [{' '.join(instruction.args)}]")


def apply_healthcheck(run: StageRun, instruction: Healthcheck) -> None:
    """Replace the whole healthcheck; nothing of an earlier one remains."""
    check = instruction.config
    run.report_repetition()
    run.state.config.healthcheck = check
    run.record("config.Healthcheck", None, check)
    run.add_history(
        f"HEALTHCHECK {{Test:[{' '.join(check.test)}] Interval:{check.interval} Timeout:{check.timeout} "
        f"StartPeriod:{check.start_period} StartInterval:{check.start_interval} Retries:{check.retries}}}"
    )


def apply_stopsignal(run: StageRun, instruction: Stopsignal) -> None:
    """Set the stop signal, as written.

    Raises:
        ValueError: no such signal.
    """
    signal = run.expand(instruction.signal)
    if not _is_signal(signal):
        raise ValueError(f"invalid signal: {signal}")
    run.state.config.stop_signal = signal
    run.record("config.StopSignal", None, signal, instruction.signal)
    run.add_history(f"STOPSIGNAL {signal}")


def _is_signal(text: str) -> bool:
    try:
        return parse_int(text) != 0
    except ValueError:
        pass
    return upper(text).removeprefix("SIG") in _SIGNAL_NAMES


def apply_user(run: StageRun, instruction: User) -> None:
    """Set the user."""
    user = run.expand(instruction.user)
    run.state.config.user = user
    run.record("config.User", None, user, instruction.user)
    run.add_history(f"USER {user}")


def apply_workdir(run: StageRun, instruction: Workdir) -> None:
    """Change the working directory; only a change to the root makes no layer.

    Raises:
        ValueError: a path that Windows cannot have.
    """
    state = run.state
    path = run.expand(instruction.path)
    if not state.has_workdir and not is_absolute(path, state.is_windows):
        run.report(rules.WORKDIR_RELATIVE_PATH, path)
    state.has_workdir = True
    run.build.budget.spend_directory(state.config.working_dir)
    directory = change_directory(state.config.working_dir, path, state.is_windows)
    if is_joined(path, state.is_windows):
        run.record(RELATIVE, None, None)
    if state.is_windows:
        state.config.working_dir = directory.replace("/", "\\")
        state.directory = enter_directory(state.directory, state.config.working_dir)
    else:
        state.config.working_dir = directory
    run.record("config.WorkingDir", None, state.config.working_dir, instruction.path)
    run.add_history(f"WORKDIR {directory}", is_layer=directory != "/")

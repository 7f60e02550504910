"""From an instruction to its effect."""

from __future__ import annotations

from preimage.evaluator.instructions.files import apply_add, apply_copy
from preimage.evaluator.instructions.onbuild import apply_onbuild
from preimage.evaluator.instructions.pairs import apply_arg, apply_env, apply_label, apply_maintainer
from preimage.evaluator.instructions.ports import apply_expose, apply_volume
from preimage.evaluator.instructions.process import (
    apply_cmd,
    apply_entrypoint,
    apply_healthcheck,
    apply_shell,
    apply_stopsignal,
    apply_user,
    apply_workdir,
)
from preimage.evaluator.instructions.run import apply_run
from preimage.evaluator.stage_run import StageRun
from preimage.model.instructions import (
    Add,
    AnyInstruction,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import assert_never
else:

    def assert_never(value):
        """Stand in for the one of ``typing``, whose import takes longer than a compilation."""
        raise AssertionError(f"no effect for {value!r}")


def apply_instruction(run: StageRun, instruction: AnyInstruction) -> None:  # noqa: C901  # one case an instruction
    """Apply an instruction to the state of its stage.

    Raises:
        ValueError: BuildKit's text; the caller knows the lines.
    """
    # Frequent instructions first: each case is a type test.
    match instruction:
        case Run():
            apply_run(run, instruction)
        case Copy():
            apply_copy(run, instruction)
        case Env():
            apply_env(run, instruction)
        case Workdir():
            apply_workdir(run, instruction)
        case Cmd():
            apply_cmd(run, instruction)
        case Arg():
            apply_arg(run, instruction)
        case Expose():
            apply_expose(run, instruction)
        case Label():
            apply_label(run, instruction)
        case Entrypoint():
            apply_entrypoint(run, instruction)
        case User():
            apply_user(run, instruction)
        case Add():
            apply_add(run, instruction)
        case Volume():
            apply_volume(run, instruction)
        case Healthcheck():
            apply_healthcheck(run, instruction)
        case Shell():
            apply_shell(run, instruction)
        case Maintainer():
            apply_maintainer(run, instruction)
        case Stopsignal():
            apply_stopsignal(run, instruction)
        case Onbuild():
            apply_onbuild(run, instruction)
        case _:
            assert_never(instruction)

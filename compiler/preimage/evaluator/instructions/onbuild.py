"""What ONBUILD does: it stores a trigger and leaves no trace in the history.

Source: docs/reference/config.md, "ONBUILD".
"""

from __future__ import annotations

from preimage.evaluator.stage_run import StageRun
from preimage.model.instructions import Onbuild


def apply_onbuild(run: StageRun, instruction: Onbuild) -> None:
    """Store the trigger."""
    triggers = run.state.config.on_build
    run.record("config.OnBuild", len(triggers), instruction.trigger)
    triggers.append(instruction.trigger)

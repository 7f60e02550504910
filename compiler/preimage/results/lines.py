"""What the instruction at a line does for the image, and what of it survives.

Source: docs/reference/explain.md, "Lines".
"""

from __future__ import annotations

from preimage.golang.text import upper
from preimage.model.causes import Cause, first_and_last
from preimage.model.instructions import Add, Arg, Copy, Onbuild, Run
from preimage.model.trace import Source
from preimage.results.fields import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.model.causes import Key, Leaf, LineReason, Lines, LossReason, StageName
    from preimage.results.facts import Write
    from preimage.results.feeds import Feeds
    from preimage.results.places import Place
    from preimage.results.replay import Replay
    from preimage.results.study import Study

_ONBUILD = "config.OnBuild"
_TELLING = ("entrypoint-cleared-base-cmd", "triggers-of-base-ran", "triggers-not-inherited-by-stage")
"""Reasons that say more than that something was set again."""


class Loss:
    """A leaf that a line sets without effect on the result, and what undid it; None: nothing had to."""

    __slots__ = ("by", "key", "path", "reason")

    def __init__(self, path: str, key: Key, reason: LossReason, by: Cause | None) -> None:
        self.path = path
        self.key = key
        self.reason = reason
        self.by = by

    def __repr__(self) -> str:
        return f"Loss({self.path!r}, {self.key!r}, {self.reason!r}, {self.by!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object."""
        by = self.by.to_dict() if self.by is not None else None
        return {"path": self.path, "key": self.key, "reason": self.reason, "by": by}


class LineExplanation:
    """The instruction that a line belongs to.

    - ``sets``: leaves; ``survives``: those of them that the result has from it, or that it cleared; ``lost``: the rest.
    - ``feeds``: leaves of the result that its values went into, also over others; ``("base", reference)``: it chose a
      base image, or the stage that one is based on.
    - ``lines``, ``instruction``, ``stage``: None where there is no instruction; an ARG above the first FROM has no
      stage.
    """

    __slots__ = ("feeds", "instruction", "line", "lines", "lost", "reason", "sets", "stage", "survives")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: Lines | None = None
        self.instruction: str | None = None
        self.stage: StageName | None = None
        self.sets: tuple[Leaf, ...] = ()
        self.survives: tuple[Leaf, ...] = ()
        self.lost: tuple[Loss, ...] = ()
        self.feeds: tuple[Leaf, ...] = ()
        self.reason: LineReason | None = None

    def __repr__(self) -> str:
        return f"LineExplanation({self.line}, {self.instruction!r}, sets={self.sets!r}, reason={self.reason!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object: an entry of ``lines``."""
        return {
            "line": self.line,
            "lines": list(self.lines) if self.lines is not None else None,
            "instruction": self.instruction,
            "stage": self.stage.to_dict() if self.stage is not None else None,
            "sets": [list(leaf) for leaf in self.sets],
            "survives": [list(leaf) for leaf in self.survives],
            "lost": [loss.to_dict() for loss in self.lost],
            "feeds": [list(leaf) for leaf in self.feeds],
            "reason": self.reason,
        }


def explain_line(study: Study, feeds: Feeds, line: int) -> LineExplanation:
    """Explain a line of the file.

    Raises:
        OptionError: there is no such line.
    """
    study.places.check(line)
    place = study.places.at(line)
    answer = LineExplanation(line)
    if place is None:
        answer.reason = "no-instruction"
        return answer
    instruction = place.instruction
    answer.lines = first_and_last(instruction.lines)
    answer.instruction = upper(instruction.word)
    answer.stage = study.stage_name(place.stage) if place.stage is not None else None
    if place.stage is not None and not _is_reached(study, place):
        answer.reason = "stage-not-reached"
        return answer
    if isinstance(instruction, Arg | Run | Copy | Add):
        answer.reason = "history-only"
    found = _find_writes(study, place)
    answer.sets = tuple(found)
    survives, lost = [], []
    for leaf, (write, replay) in found.items():
        loss = _find_loss(study, write, replay)
        if loss is None:
            survives.append(leaf)
        else:
            lost.append(loss)
    answer.survives, answer.lost = tuple(survives), tuple(lost)
    answer.feeds = tuple(feeds.of(instruction))
    return answer


def _is_reached(study: Study, place: Place) -> bool:
    assert place.stage is not None, "above the first FROM everything is reached"
    if place.is_from:
        return place.stage in study.trace.needed
    return study.is_needed(place.stage)


def _find_writes(study: Study, place: Place) -> dict[Leaf, tuple[Write, Replay]]:
    """Give what an instruction wrote, by leaf, each with the replay in which it did so."""
    if place.stage is None:
        return {}
    found: dict[Leaf, tuple[Write, Replay]] = {}
    stages = [place.stage]
    if isinstance(place.instruction, Onbuild):
        # What the trigger did in the stages of the file that ran it.
        stages += [each.index for each in study.stages_run if each.parent == place.stage]
    for stage in stages:
        replay = study.target if stage in study.chain else study.replay(stage)
        if replay is None:
            continue
        for write in replay.writes_by(place.instruction):
            # Triggers of a base are gone when its FROM is done.
            if write.path != _ONBUILD or not isinstance(write.origin, Source):
                held = found.get(write.leaf)
                # What reaches the result tells more than what another stage did.
                if held is None or held[1] is not study.target or replay is study.target:
                    found[write.leaf] = write, replay
    return found


def _find_loss(study: Study, write: Write, replay: Replay) -> Loss | None:
    path, key = write.leaf
    if replay is not study.target:
        return Loss(path, key, "only-copied-from", None)
    if path == _ONBUILD:
        dropped = next((each for each in replay.dropped if each.write.number > write.number), None)
        if dropped is not None:
            stage = dropped.write.stage
            has_parent = stage is not None and stage.parent is not None
            reason: LossReason = "triggers-not-inherited-by-stage" if has_parent else "triggers-of-base-ran"
            return Loss(path, key, reason, dropped.write.cause)
    last = replay.last(write.leaf)
    assert last is not None, "it was written"
    if last is write or last.has_cause_of(write):
        return None
    reason_now = reason_of(study, last)
    is_telling = reason_now in _TELLING
    return Loss(path, key, reason_now if is_telling and reason_now is not None else "overwritten-later", last.cause)

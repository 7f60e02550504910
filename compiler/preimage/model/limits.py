"""Bounds on what one build may take, and the budget that is drawn on while it is compiled.

Two kinds of cost are bounded. What a build holds at once (text, instructions, stages, findings) is counted. What it
does is charged in steps of work, whatever it is done for: each product of two sizes that a file can choose, such as
undefined names by names to compare them with, draws on the same number.
"""

from __future__ import annotations

from operator import sub

from preimage.golang.suggest import Allowance
from preimage.model.errors import LimitError
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, NoReturn

MIB = 1 << 20

# What things cost, in steps of about 0.1 microseconds; memory counts too: a step is about 25 bytes of it.
COPIED_ITEM = 8
EXECUTED = 20
TRIGGER = 200
PORT = 15
MATCH = 8
CELLS_A_STEP = 64
FINDING_CHARACTERS = 256
"""A finding counts once more for each stretch of so many characters."""


class Limits(Value):
    """What one build may take before it ends in a LimitError; BuildKit itself has no such bounds.

    - ``dockerfile_bytes``: size of the Dockerfile.
    - ``instructions``: instructions, those of triggers included.
    - ``stages``: stages, those that stand for copied or mounted images included.
    - ``expanded_characters``: all text produced by variables, in all words together.
    - ``history_characters``: all ``created_by`` texts together, beyond the size of the Dockerfile.
    - ``findings``: findings of build checks; a long one counts for each 256 characters.
    - ``output_bytes``: what is printed for one Dockerfile, beyond sixteen times its size.
    - ``suggestion_steps``: work spent on what misspelled names may have meant; when it is used up, none is suggested.
    - ``work``: steps of all other work that grows faster than the file.

    Source: docs/reference/limits.md.
    """

    __slots__ = (
        "dockerfile_bytes",
        "expanded_characters",
        "instructions",
        "stages",
        "history_characters",
        "findings",
        "output_bytes",
        "suggestion_steps",
        "work",
    )

    def __init__(
        self,
        *,
        dockerfile_bytes: int = 16 * MIB,
        instructions: int = 250_000,
        stages: int = 10_000,
        expanded_characters: int = 4 * MIB,
        history_characters: int = 4 * MIB,
        findings: int = 10_000,
        output_bytes: int = 8 * MIB,
        suggestion_steps: int = 2_000_000,
        work: int = 10_000_000,
    ) -> None:
        self.dockerfile_bytes: Final = dockerfile_bytes
        self.instructions: Final = instructions
        self.stages: Final = stages
        self.expanded_characters: Final = expanded_characters
        self.history_characters: Final = history_characters
        self.findings: Final = findings
        self.output_bytes: Final = output_bytes
        self.suggestion_steps: Final = suggestion_steps
        self.work: Final = work


DEFAULT_LIMITS = Limits()


def share_limits(limits: Limits, builds: int) -> Limits:
    """Give what each of so many builds of one project may take, so that together they take about as much as two.

    Each has at least what usual Dockerfiles take.
    """
    if builds <= 2:
        return limits

    def share(limit: int, least: int) -> int:
        return max(limit * 2 // builds, min(limit, least))

    return Limits(
        dockerfile_bytes=limits.dockerfile_bytes,
        instructions=share(limits.instructions, 5_000),
        stages=share(limits.stages, 500),
        expanded_characters=share(limits.expanded_characters, 64 << 10),
        history_characters=share(limits.history_characters, 64 << 10),
        findings=share(limits.findings, 200),
        output_bytes=limits.output_bytes,
        suggestion_steps=share(limits.suggestion_steps, 10_000),
        work=share(limits.work, 50_000),
    )


Cost = tuple[int, ...]
"""Amounts, one for each limit that is drawn on."""


class Budget:
    """What is left of the limits during one build; ``size`` is that of the Dockerfile in bytes."""

    __slots__ = (
        "expanded_characters",
        "findings",
        "history_characters",
        "instructions",
        "limits",
        "suggestions",
        "work",
    )

    def __init__(self, limits: Limits, size: int = 0) -> None:
        self.limits = limits
        self.instructions = limits.instructions
        self.expanded_characters = limits.expanded_characters
        # What stands in the file literally is paid for by its size.
        self.history_characters = limits.history_characters + size
        self.findings = limits.findings
        self.suggestions = Allowance(limits.suggestion_steps)
        self.work = limits.work

    def measure(self) -> Cost:
        """Give what is left, limit by limit; the difference of two of these is what was spent between them."""
        return (
            self.expanded_characters,
            self.findings,
            self.history_characters,
            self.instructions,
            self.suggestions.steps,
            self.work,
        )

    def spend_again(self, cost: Cost) -> bool:
        """Spend what something cost before; if not so much is left, nothing is spent, and the answer is False."""
        left = tuple(map(sub, self.measure(), cost))
        if min(left) < 0:
            return False
        (
            self.expanded_characters,
            self.findings,
            self.history_characters,
            self.instructions,
            self.suggestions.steps,
            self.work,
        ) = left
        return True

    def spend_expanded(self, characters: int) -> None:
        self.expanded_characters -= characters
        if self.expanded_characters < 0:
            text = "variables expand to more than {} characters in this build"
            _fail(self.limits.expanded_characters, "expanded_characters", text)

    def spend_history(self, characters: int) -> None:
        self.history_characters -= characters
        if self.history_characters < 0:
            text = "the history holds more than {} characters beyond those of the Dockerfile"
            _fail(self.limits.history_characters, "history_characters", text)

    def spend_instructions(self, count: int) -> None:
        self.instructions -= count
        if self.instructions < 0:
            _fail(self.limits.instructions, "instructions", "more than {} instructions")

    def spend_finding(self, characters: int) -> None:
        self.findings -= 1 + characters // FINDING_CHARACTERS
        if self.findings < 0:
            _fail(self.limits.findings, "findings", "more than {} findings of build checks")

    def check_stages(self, count: int) -> None:
        if count > self.limits.stages:
            _fail(self.limits.stages, "stages", "more than {} stages")

    def spend_work(self, steps: int, purpose: str) -> None:
        """Draw on the work; ``purpose`` says what it is for, as in ``matching patterns``."""
        self.work -= steps
        if self.work < 0:
            _fail(self.limits.work, "work", f"this build takes more than {{}} steps of work, the last for {purpose}")

    def spend_executed(self, instructions: int) -> None:
        self.spend_work(instructions * EXECUTED, "instructions")

    def spend_directory(self, path: str) -> None:
        """Pay for a path that is put together anew."""
        self.spend_work(len(path) // 2, "directories")

    def spend_ignoring(self, steps: int) -> None:
        self.spend_work(steps, "patterns of the ignore file")

    def spend_outline(self, steps: int) -> None:
        self.spend_work(steps, "the outline")

    def spend_copied(self, items: int) -> None:
        """Pay for items that a stage takes over from its parent."""
        self.spend_work(items * COPIED_ITEM, "what stages take over from their parents")

    def spend_triggers(self, count: int, characters: int) -> None:
        self.spend_work(count * TRIGGER + characters, "triggers of ONBUILD")
        self.spend_instructions(count)

    def spend_chained(self, characters: int) -> None:
        """Pay for an ONBUILD within another one, which reads the rest of the line once more."""
        self.spend_work(50 + characters // CELLS_A_STEP, "triggers of ONBUILD")

    def spend_ports(self, count: int) -> None:
        self.spend_work(count * PORT, "ports of EXPOSE")

    def spend_pattern(self, value: int, elements: int) -> None:
        """Pay for a pattern of so many elements that is matched with a value of so many characters."""
        self.spend_work(value * elements // CELLS_A_STEP, "patterns in references of variables")

    def spend_matches(self, count: int) -> None:
        self.spend_work(count * MATCH, "patterns in references of variables")


def _fail(limit: int, name: str, text: str) -> NoReturn:
    raise LimitError(f"{text.format(limit)} (limit {name})")

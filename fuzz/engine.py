"""What changes inputs and runs a target on them: atheris where it is installed, else changes at random.

Both are given the same targets and the same judge, which keeps what it finds and goes on.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzz.target import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SLOW_SECONDS = 5.0
"""Time of the processor that one input of at most ``LONGEST`` bytes may take."""
LONGEST = 16384
_HARD_SECONDS = 120


class Judge:
    """Runs a target and keeps, for each place that fails, the first input that came there.

    ``executions`` is how many inputs ran. Findings are files in ``folder``: the input, and what it did beside it.
    """

    def __init__(self, target: Target, folder: Path) -> None:
        self._target = target
        self._folder = folder
        self.executions = 0
        self.findings: dict[str, Path] = {}

    def run(self, data: bytes) -> None:
        """Run the target on an input."""
        self.executions += 1
        started = time.process_time()
        try:
            self._target.run(data)
        except Exception as error:  # noqa: BLE001
            self._keep(_name_place(error), data, traceback.format_exc())
        taken = time.process_time() - started
        if taken > SLOW_SECONDS:
            self._keep("slow", data, f"took {taken:.1f} s\n")

    def _keep(self, place: str, data: bytes, text: str) -> None:
        if place in self.findings:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{self._target.name}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        path.with_suffix(".txt").write_text(text, encoding="utf-8", errors="backslashreplace")
        self.findings[place] = path


def _name_place(error: Exception) -> str:
    """Give what tells one fault from others: its class, and where it was raised."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"


def mutate_for(judge: Judge, target: Target, seconds: float, seed: int) -> None:
    """Run all seeds, then changes of them at random, until the time is over."""
    chance = random.Random(seed)
    inputs = [data[:LONGEST] for data in target.seeds()]
    words = [word.encode() for word in target.words]
    ends = time.monotonic() + seconds
    for data in _take_in_turn(inputs, chance, words):
        judge.run(data)
        if time.monotonic() > ends:
            return


def _take_in_turn(inputs: list[bytes], chance: random.Random, words: Sequence[bytes]) -> Iterator[bytes]:
    # In any order, so that a short run does not always see the same few.
    yield from chance.sample(inputs, len(inputs))
    while True:
        yield mutate(chance.choice(inputs), chance, inputs, words)


def mutate(data: bytes, chance: random.Random, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """Change an input in one to eight places."""
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((0, 0, 1, 1, 2, 8, 64)))
        data = data[:start] + _choose_piece(data, chance, others, words) + data[end:]
    return data[:LONGEST]


def _choose_piece(data: bytes, chance: random.Random, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    kind = chance.randrange(5)
    if kind == 0 and words:
        return chance.choice(words)
    if kind == 1:
        other = chance.choice(others)
        start = chance.randint(0, len(other))
        return other[start : start + chance.randint(0, 40)]
    if kind == 2:
        start = chance.randint(0, len(data))
        return data[start : start + chance.randint(0, 40)] * chance.choice((1, 1, 2, 16))
    if kind == 3:
        return b""
    return chance.choice((bytes([chance.randrange(256)]), b'"', b"\\", b"\n", b" ", b"$", b"\xff", b"\0", b"9"))


def guide_for(
    judge: Judge, target: Target, seconds: float, seed: int, corpus: Path, finish: Callable[[], None]
) -> None:
    """Run what libFuzzer makes, led by coverage; the process ends with it, after ``finish``.

    Inputs that reached something new stay in ``corpus``. Needs atheris.
    """
    import atheris

    with TemporaryDirectory(prefix="preimage-seeds-") as folder:
        words = Path(folder) / "words.dict"
        words.write_text("".join(f'"{_escape(word)}"\n' for word in target.words), encoding="ascii")
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        for data in target.seeds():
            (seeds / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data[:LONGEST])
        corpus.mkdir(parents=True, exist_ok=True)
        ends = time.monotonic() + seconds

        def run(data: bytes) -> None:
            judge.run(data)
            if time.monotonic() > ends:
                # libFuzzer ends the process without going back to Python.
                finish()

        options = [f"-max_len={LONGEST}", f"-timeout={_HARD_SECONDS}", "-rss_limit_mb=4096", f"-seed={seed}"]
        options += [
            f"-dict={words}",
            f"-artifact_prefix={folder}/",
            "-print_final_stats=0",
            "-verbosity=0",
            "-len_control=0",
        ]
        atheris.Setup([sys.argv[0], *options, str(corpus), str(seeds)], run)
        with suppress(SystemExit):
            atheris.Fuzz()


def _escape(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())

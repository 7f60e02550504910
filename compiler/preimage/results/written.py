"""Which leaves an instruction that was not evaluated for the image would have set, by its words as written."""

from __future__ import annotations

from preimage.golang.text import lower
from preimage.model.instructions import (
    Cmd,
    Entrypoint,
    Env,
    Expose,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from preimage.model.causes import Leaf
    from preimage.model.instructions import AnyInstruction

_WHOLE: dict[type, tuple[str, ...]] = {
    Cmd: ("config.Cmd", "config.ArgsEscaped"),
    Entrypoint: ("config.Entrypoint",),
    Healthcheck: ("config.Healthcheck",),
    Maintainer: ("author",),
    Shell: ("config.Shell",),
    Stopsignal: ("config.StopSignal",),
    User: ("config.User",),
    Workdir: ("config.WorkingDir",),
}
_MOST_PORTS = 65536


def sets_leaf(instruction: AnyInstruction, leaf: Leaf, trigger_count: int) -> bool:
    """Tell whether an instruction sets a leaf; ``trigger_count``: how many ONBUILDs stand above it in its stage.

    A keyed field without a key is set by whatever sets one of its keys.
    """
    path, key = leaf
    if type(instruction) in _WHOLE:
        return path in _WHOLE[type(instruction)]
    if isinstance(instruction, Env | Label):
        keyed = "config.Env" if isinstance(instruction, Env) else "config.Labels"
        return path == keyed and (key is None or any(_unquote(name) == key for name, _ in instruction.pairs))
    if isinstance(instruction, Expose):
        return path == "config.ExposedPorts" and (
            key is None or any(_names_port(word, key) for word in instruction.ports)
        )
    if isinstance(instruction, Volume):
        return path == "config.Volumes" and (key is None or any(_unquote(word) == key for word in instruction.paths))
    if isinstance(instruction, Onbuild):
        return path == "config.OnBuild" and key in (None, trigger_count)
    return False


def find_setting(instructions: Iterable[AnyInstruction], leaf: Leaf) -> list[AnyInstruction]:
    """Give those instructions of a stage that set a leaf."""
    found = []
    triggers = 0
    for instruction in instructions:
        if sets_leaf(instruction, leaf, triggers):
            found.append(instruction)
        triggers += isinstance(instruction, Onbuild)
    return found


def _unquote(word: str) -> str:
    is_quoted = len(word) > 1 and word[0] == word[-1] and word[0] in "'\""
    return word[1:-1] if is_quoted else word


def _names_port(word: str, key: object) -> bool:
    """Tell whether a port as written, perhaps a range, is the exposed one, such as ``80/tcp``."""
    ports, _, protocol = _unquote(word).rpartition(":")[2].partition("/")
    asked, _, asked_protocol = str(key).partition("/")
    first, _, last = ports.partition("-")
    last = last or first
    if (lower(protocol) or "tcp") != asked_protocol or not (
        first.isdecimal() and last.isdecimal() and asked.isdecimal()
    ):
        return False
    numbers = [int(text[-6:]) for text in (first, asked, last)]
    return max(numbers) < _MOST_PORTS and numbers == sorted(numbers)

from __future__ import annotations

from preimage.cli.command import SEE, Command


def test_a_command_is_loaded_when_it_is_asked_for() -> None:
    loaded = []

    def load():
        loaded.append(True)
        return len

    command = Command(SEE, load, "count")
    assert (loaded, command.group, command.purpose) == ([], SEE, "count")
    assert command.load()([]) == 0

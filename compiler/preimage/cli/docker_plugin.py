"""``docker preimage``: the same commands as a plugin of the docker client.

The client starts a program ``docker-preimage`` out of its folders of plugins in one of these ways:

- ``docker-preimage docker-cli-plugin-metadata``: the program answers with a JSON object that says what it is;
- ``docker-preimage [OPTIONS OF DOCKER] preimage ARGUMENTS``: ``docker preimage ARGUMENTS`` was typed;
- ``docker-preimage [OPTIONS OF DOCKER] help preimage ARGUMENTS``: ``docker help preimage ARGUMENTS`` was typed;
- ``docker-preimage __complete preimage ARGUMENTS``: a shell wants completions.

Source: docs/how-to/docker.md, "As a plugin of docker".
"""

from __future__ import annotations

import os
import sys

from preimage.cli.exit_status import GOOD, WRONG_USE

NAME = "preimage"
_METADATA = "docker-cli-plugin-metadata"
_COMPLETE = ("__complete", "__completeNoDesc")

_TAKEN = {"--config": "DOCKER_CONFIG", "--host": "DOCKER_HOST"}
"""Options of the client that preimage knows by the variable which the client itself would take instead."""
_WITHOUT_EFFECT = {"--log-level": True, "--debug": False}
"""Options that change what the client logs, and whether a value follows."""
_REFUSED = frozenset(("--context", "--tls", "--tlscacert", "--tlscert", "--tlskey", "--tlsverify"))
"""Options that choose an engine which preimage cannot ask."""
_SHORT = {"-c": "--context", "-D": "--debug", "-H": "--host", "-l": "--log-level"}


def main(argv: list[str] | None = None) -> int:
    """Answer the docker client; ``argv`` is without the name of the program. Gives the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == [_METADATA]:
        print(render_metadata())
        return GOOD
    if arguments and arguments[0] in _COMPLETE:
        print(render_completions(arguments[2:]))
        return GOOD
    try:
        own, variables = split_arguments(arguments)
    except ValueError as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return WRONG_USE
    os.environ.update(variables)
    from preimage.cli.main import main as run

    return run(own)


def render_metadata() -> str:
    """Give what the client asks every plugin for, as JSON."""
    import json

    from preimage.version import VERSION

    metadata = {
        "SchemaVersion": "0.1.0",
        "Vendor": "The preimage authors",
        "Version": VERSION,
        "ShortDescription": "The image config of a Dockerfile, before the image exists",
    }
    return json.dumps(metadata, indent=2)


def render_completions(words: list[str]) -> str:
    """Give the commands that the one word could become; further words are completed as files, by the shell.

    The last line is the client's: ``:4`` says that no files are wanted, ``:0`` that they are.
    """
    from preimage.cli.commands import COMMANDS

    if len(words) > 1:
        return ":0"
    start = words[0] if words else ""
    return "\n".join([*(name for name in COMMANDS if name.startswith(start)), ":4"])


def split_arguments(arguments: list[str]) -> tuple[list[str], dict[str, str]]:
    """Split what the client hands on into arguments of preimage and variables that its own options stand for.

    Raises:
        ValueError: An option of the client that preimage cannot follow, or no ``preimage`` among the arguments.
    """
    variables: dict[str, str] = {}
    asks_for_help = False
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == NAME:
            return [*rest, "--help"] if asks_for_help else rest, variables
        if word == "help" and not asks_for_help:
            asks_for_help = True
            continue
        name, value = _take_option(word, rest)
        if name in _TAKEN:
            variables[_TAKEN[name]] = value
    raise ValueError("docker-preimage is a plugin of the docker client: run 'docker preimage', or 'preimage' itself")


def _take_option(word: str, rest: list[str]) -> tuple[str, str]:
    """Give the long name and the value of one of the client's options; a value of its own is taken off ``rest``."""
    name, has_value, value = word.partition("=")
    if name not in _SHORT and name[:2] in _SHORT and not name.startswith("--"):
        name, has_value, value = word[:2], "=", word[2:].removeprefix("=")
    name = _SHORT.get(name, name)
    if name in _REFUSED:
        raise ValueError(f"docker's {name} means nothing to preimage, which asks engines at unix sockets: give --host")
    if name not in _TAKEN and name not in _WITHOUT_EFFECT:
        from preimage.model.visible import show_line

        raise ValueError(f"docker handed on {show_line(word)}, which preimage does not know before its name")
    if has_value:
        return name, value
    if name in _TAKEN or _WITHOUT_EFFECT[name]:
        if not rest:
            raise ValueError(f"docker's {name} needs a value")
        return name, rest.pop(0)
    return name, ""

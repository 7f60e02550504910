"""The options that say what is built; they are the same in every command and have docker buildx build's names."""

from __future__ import annotations

import os
from collections.abc import Mapping

from preimage.cli.arguments import ArgumentGroup, DeclaredArguments, Options
from preimage.cli.base_options import add_base_options
from preimage.cli.docker_options import add_docker_options
from preimage.cli.manners import MANNERS, add_manners
from preimage.cli.project_options import add_project_options
from preimage.cli.settings import add_settings_options
from preimage.cli.terminal import print_note
from preimage.inputs.client_settings import read_proxies
from preimage.model.errors import OptionError
from preimage.model.options import NOTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

PLATFORM_VARIABLE = "DOCKER_DEFAULT_PLATFORM"
EPOCH = "SOURCE_DATE_EPOCH"
_PLACES = frozenset(("FILE", "FOLDER", "PATH", "SOURCE", "STORE", "BEFORE", "REPO[@REV]"))
"""What options stand for that name a file, a folder, or something in their place."""
DESCRIBE = ("\0describe",)
"""Arguments that ask a command for its parser; no shell can pass a NUL."""


def add_dockerfile_options(parser: DeclaredArguments) -> None:
    """Add PATH and ``--file``."""
    parser.add_argument(
        "path",
        nargs="?",
        default=".",
        metavar="PATH",
        help="a Dockerfile, a folder holding one, - for standard input, or a Compose or Bake file, with #NAME for one "
        "of its builds (default: .)",
    )
    parser.add_argument("-f", "--file", help="the Dockerfile, or the folder holding it; PATH is then only the context")


def add_build_options(
    parser: DeclaredArguments,
    unresolved: str,
    *,
    is_call: bool = False,
    has_platform: bool | None = None,
    usual_platform: str = "",
) -> None:
    """Add the options; ``unresolved`` is what the command does with a base that nobody knows.

    ``is_call``: for check and outline, which set no labels and can be told the builder's platform. ``has_platform``:
    ``--platform`` has an effect; default: not for calls. ``usual_platform`` is that of a command that takes none from
    the environment.
    """
    group = parser.add_argument_group("build options (as for docker buildx build)")
    group.add_argument("--target", metavar="STAGE", help="the stage to build (default: the last)")
    group.add_argument(
        "--build-arg",
        action="append",
        default=[],
        metavar="KEY[=VALUE]",
        help="a build arg; without a value that of the environment variable, if it is set",
    )
    has_platform = not is_call if has_platform is None else has_platform
    _add_platform_option(group, has_platform=has_platform, usual=usual_platform)
    group.add_argument(
        "--label",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="taken, but without effect here" if is_call else "set a label on the result",
    )
    if is_call:
        group.add_argument(
            "--build-platform",
            metavar="PLATFORM",
            help="the builder's platform, which is looked at if no other is asked for (default: this machine's)",
        )
    add_base_options(parser, unresolved)
    add_project_options(parser)
    add_settings_options(parser)
    add_docker_options(parser)


def _add_platform_option(group: ArgumentGroup, *, has_platform: bool, usual: str) -> None:
    group.add_argument(
        "--platform",
        action="append",
        default=[],
        metavar="PLATFORM[,PLATFORM]",
        help=f"target platforms, or 'local' (default: {usual or f'${PLATFORM_VARIABLE}, else this machine'})"
        if has_platform
        else "taken, but without effect here, as with docker",
    )


class CommandParser(DeclaredArguments):
    """The parser of a command; what it cannot read is an OptionError, so that the text is escaped where it is shown."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(f"preimage {command}", description)

    def parse_arguments(self, arguments: Sequence[str], *, is_intermixed: bool = False) -> Options:
        """Add the options that every command has, and read the arguments.

        ``is_intermixed``: arguments of one list may stand on both sides of an option.

        Raises:
            OptionError: they are wrong; a misspelt option gets a suggestion.
            ParserFound: they are `DESCRIBE`.
        """
        # Behind its own options, so that they come first in the help.
        add_manners(self)
        if tuple(arguments) == DESCRIBE:
            raise ParserFound(self)
        options = self.read_plain(arguments)
        if options is None:
            from preimage.cli.full_parser import FullParser

            options = FullParser(self).read(arguments, is_intermixed=is_intermixed)
        MANNERS.learn(options)
        self._refuse_empty(options)
        return options

    def _refuse_empty(self, options: Options) -> None:
        """Refuse an empty text where a file is to be named: its errors would name nothing."""
        values = vars(options)
        for each in self.arguments:
            value = values[each.dest]
            is_empty = (value == "" != each.default) or (isinstance(value, list) and "" in value)
            if is_empty and (not each.is_option or each.words.get("metavar", "FILE") in _PLACES):
                name = max(each.names, key=len)
                self.error(
                    f"{name} is empty, and names no file or folder" if each.is_option else "an argument is empty"
                )

    def error(self, message: str) -> NoReturn:
        """Raise the error of a command line that cannot be read."""
        raise OptionError(f"{message} (see '{self.program} --help')")


class ParserFound(Exception):
    """The parser of a command that was run with `DESCRIBE`."""

    def __init__(self, parser: CommandParser) -> None:
        super().__init__(parser.program)
        self.parser = parser


def read_build_args(
    texts: list[str], beneath: Mapping[str, str] = NOTHING, *, is_of_machine: bool = True
) -> dict[str, str]:
    """Read ``K=V`` and ``K``; ``beneath`` are the args that a project gives, which they go over.

    As with docker buildx, SOURCE_DATE_EPOCH also comes from the environment, and proxies from the settings of the
    docker client; with ``is_of_machine`` False they do not.

    Raises:
        OptionError: a build arg has no name, or the settings of the client cannot be used.
    """
    values = dict(beneath)
    for text in texts:
        key, separator, value = text.partition("=")
        if not key:
            raise OptionError(f"--build-arg {text}: want KEY[=VALUE]")
        if separator:
            values[key] = value
        elif key in os.environ:
            values[key] = os.environ[key]
    if not is_of_machine:
        return values
    if EPOCH not in values and EPOCH in os.environ:
        values[EPOCH] = os.environ[EPOCH]
    return {**read_proxies(os.environ, print_note), **values}


def read_labels(texts: list[str]) -> dict[str, str]:
    """Read ``K=V``; a label without a value is empty."""
    return {key: value for key, _, value in (text.partition("=") for text in texts)}


def read_platforms(texts: list[str]) -> list[str | None]:
    """Read the platforms asked for, comma lists taken apart; a single None when there is none."""
    if not texts:
        default = os.environ.get(PLATFORM_VARIABLE, "")
        texts = [default] if default else []
    platforms: list[str | None] = []
    for text in ",".join(texts).split(",") if texts else ():
        if text == "local":
            from preimage.model.platforms import format_platform_full, machine_platform

            text = format_platform_full(machine_platform())
        if text not in platforms:
            platforms.append(text)
    return platforms or [None]

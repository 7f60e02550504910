"""Options of ``docker buildx build`` that cannot change the config: taken, so that a command line can be pasted.

Source: docs/reference/cli.md, "Other options of docker".
"""

from __future__ import annotations

from collections.abc import Sequence

from preimage.cli.arguments import NOTE, DeclaredArguments, Options
from preimage.cli.manners import MANNERS

FLAGS = (
    *("--push", "--load", "--pull", "--no-cache", "--rm", "--force-rm", "--compress", "--squash", "--debug", "-D"),
    *("--disable-content-trust",),
)
"""Options without a value, or with ``=true`` or ``=false``."""

WITH_VALUE = (
    *(
        "--add-host",
        "--allow",
        "--annotation",
        "--attest",
        "--builder",
        "--cache-from",
        "--cache-to",
        "--cgroup-parent",
    ),
    *("--cpu-period", "--cpu-quota", "--cpu-shares", "--cpuset-cpus", "--cpuset-mems", "--iidfile", "--isolation"),
    *("--memory", "--memory-swap", "--metadata-file", "--network", "--no-cache-filter", "--progress", "--provenance"),
    *("--sbom", "--secret", "--security-opt", "--shm-size", "--ssh", "--tag", "-t", "--ulimit"),
)
"""Options with a value."""

_BOOLEANS = ("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False")


def add_docker_options(parser: DeclaredArguments) -> None:
    """Add the options, which the help does not list; ``--verbose`` tells of them."""
    parser.set_defaults(docker_options=[])
    for option in FLAGS:
        parser.add_argument(option, action=NOTE, nargs=0, dest="docker_options")
    for option in WITH_VALUE:
        parser.add_argument(option, action=NOTE, dest="docker_options")


def strip_booleans(arguments: Sequence[str]) -> list[str]:
    """Take the value from flags written as ``--push=true``; what stands behind ``--`` stays."""
    stripped = []
    is_ended = False
    for argument in arguments:
        is_ended = is_ended or argument == "--"
        name, separator, value = argument.partition("=")
        is_flag = separator and not is_ended and name in FLAGS and value in _BOOLEANS
        stripped.append(name if is_flag else argument)
    return stripped


def take_output_of_docker(options: Options) -> None:
    """Tell docker's meaning of ``--output``, what is exported and where, from ours, a file."""
    if options.output is not None and options.output.startswith("type="):
        options.docker_options = [*options.docker_options, "--output"]
        options.output = None


def describe_unused(options: Options) -> str:
    """Say which options of docker were given; empty if none was, or nobody wants to know."""
    if not MANNERS.is_verbose or not options.docker_options:
        return ""
    return f"without effect on the config: {', '.join(dict.fromkeys(options.docker_options))}"

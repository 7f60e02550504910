"""The options of ``preimage check`` that fix, or say how.

Source: docs/reference/fixes.md, "Options and exit status".
"""

from __future__ import annotations

from preimage.cli.arguments import DeclaredArguments, Options
from preimage.model.errors import OptionError


def add_fix_options(parser: DeclaredArguments) -> None:
    """Add ``--fix`` and its like."""
    group = parser.add_argument_group("fixing (docs/reference/fixes.md)")
    group.add_argument("--fix", action="store_true", help="fix what can be fixed without changing the image config")
    group.add_argument("--fix-only", action="store_true", help="as --fix, but what is left is not reported, nor fails")
    group.add_argument("--diff", action="store_true", help="write nothing; print what --fix-only would change")
    group.add_argument(
        "--suggest", action="store_true", help="put fixes into the report, in the formats that have a place for them"
    )
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="also fix what changes the image config, and show how"
    )
    group.add_argument(
        "--exit-non-zero-on-fix", action="store_true", help="fail if a file was fixed, even if nothing is left"
    )


def require_fixing(options: Options) -> None:
    """Refuse options that have no effect.

    Raises:
        OptionError: there are such.
    """
    if options.unsafe_fixes and not (is_fixing(options) or options.suggest):
        raise OptionError("--unsafe-fixes goes with --fix, --fix-only, --diff or --suggest")
    if options.exit_non_zero_on_fix and not is_fixing(options):
        raise OptionError("--exit-non-zero-on-fix goes with --fix, --fix-only or --diff")
    given = {"--output": options.output is not None, "--statistics": options.statistics, "--suggest": options.suggest}
    for option, is_given in given.items():
        if is_given and (options.fix_only or options.diff):
            raise OptionError(f"{option} is for the report; --fix-only and --diff have none")


def is_fixing(options: Options) -> bool:
    """Tell whether files are fixed, or shown as if they were."""
    return bool(options.fix or options.fix_only or options.diff)

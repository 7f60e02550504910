"""A step of the action: the build checks, as SARIF, in the summary, and as annotations. Its status is the check's."""

from __future__ import annotations

import shlex
import subprocess
import sys

from workflow_commands import (
    InputError,
    add_summary,
    find_temporary_folder,
    read_choice,
    read_input,
    read_lines,
    report_input_error,
    set_output,
    tell,
)

_FAIL_ON = {"warnings": [], "errors": ["--warn-only"], "nothing": ["--exit-zero"]}
_WRONG_USE = 2


def main() -> int:
    """Run the checks; gives the exit status of the step."""
    paths = read_lines("PATHS") or ["."]
    try:
        options = shlex.split(read_input("CHECK_ARGS"))
    except ValueError as error:
        raise InputError(f"the input check-args cannot be split into words: {error}") from error
    fail_on = read_choice("FAIL_ON", ("warnings", "errors", "nothing"))
    shown_as = "github" if read_choice("ANNOTATIONS", ("true", "false")) == "true" else "short"
    # Before the first run, so that what it prints has nothing to stand for another step.
    sarif = find_temporary_folder() / "preimage.sarif"
    status = _check([*options, "--format", "sarif", "-o", str(sarif), "--exit-zero", *paths], quiet=True)[0]
    if status >= _WRONG_USE:
        tell("error", "preimage check could not run: see the lines above")
        return status
    set_output("sarif", str(sarif))
    add_summary(_check([*options, "--format", "markdown", "--exit-zero", *paths], quiet=True)[1])
    status, text = _check([*options, "--format", shown_as, *_FAIL_ON[fail_on], *paths])
    print(text, end="", flush=True)
    set_output("status", str(status))
    return status


def _check(arguments: list[str], *, quiet: bool = False) -> tuple[int, str]:
    # -P: the folder that this runs in belongs to the pull request, and nothing must be imported from it.
    command = [sys.executable, "-P", "-m", "preimage", "check", *arguments]
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if not quiet or ran.returncode >= _WRONG_USE:
        print(ran.stderr.decode("utf-8", "replace"), end="", flush=True)
    return ran.returncode, ran.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except InputError as error:
        report_input_error(error)

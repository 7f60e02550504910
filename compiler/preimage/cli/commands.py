"""The commands: what each does, and how its module is loaded, of which a run needs one."""

from __future__ import annotations

from preimage.cli.command import BASES, FLEET, JUDGE, SEE, SHELL, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.cli.command import Run


def _load_config() -> Run:
    from preimage.cli.config import run

    return run


def _load_explain() -> Run:
    from preimage.cli.explain import run

    return run


def _load_diff() -> Run:
    from preimage.cli.diff import run

    return run


def _load_report() -> Run:
    from preimage.cli.report import run

    return run


def _load_check() -> Run:
    from preimage.cli.check import run

    return run


def _load_test() -> Run:
    from preimage.cli.test import run

    return run


def _load_snapshot() -> Run:
    from preimage.cli.snapshot import run

    return run


def _load_lock() -> Run:
    from preimage.cli.lock import run

    return run


def _load_pin() -> Run:
    from preimage.cli.pin import run

    return run


def _load_verify() -> Run:
    from preimage.cli.verify import run

    return run


def _load_outline() -> Run:
    from preimage.cli.outline import run

    return run


def _load_lsp() -> Run:
    from preimage.cli.lsp import run

    return run


def _load_targets() -> Run:
    from preimage.cli.targets import run

    return run


def _load_builds() -> Run:
    from preimage.cli.builds import run

    return run


def _load_scan() -> Run:
    from preimage.cli.scan import run

    return run


def _load_rule() -> Run:
    from preimage.cli.rule import run

    return run


def _load_completion() -> Run:
    from preimage.cli.completion import make_run

    return make_run(COMMANDS)


COMMANDS = {
    "config": Command(SEE, _load_config, "print the image config of a Dockerfile"),
    "explain": Command(SEE, _load_explain, "say which line gave the image each value, and why another is missing"),
    "diff": Command(SEE, _load_diff, "show what a change of a Dockerfile changes in the image, and why"),
    "report": Command(SEE, _load_report, "write a page with the Dockerfile, its config explained, and its stages"),
    "outline": Command(SEE, _load_outline, "print the build args, secrets and ssh agents that a target takes"),
    "targets": Command(SEE, _load_targets, "print the stages that can be asked for"),
    "builds": Command(SEE, _load_builds, "print what a Compose or Bake file builds"),
    "check": Command(JUDGE, _load_check, "run BuildKit's build checks on Dockerfiles"),
    "test": Command(JUDGE, _load_test, "test the image config with test files of container-structure-test's format"),
    "snapshot": Command(
        JUDGE, _load_snapshot, "write the image config beside the Dockerfile, or check that it is up to date"
    ),
    "verify": Command(JUDGE, _load_verify, "compare the predicted config with that of a built image"),
    "lock": Command(BASES, _load_lock, "write down the configs of all base images"),
    "pin": Command(BASES, _load_pin, "rewrite FROM lines to digests from the lock file"),
    "scan": Command(FLEET, _load_scan, "write what many Dockerfiles build into a table, and ask it questions"),
    "rule": Command(SHELL, _load_rule, "say what a rule is about, with examples, and how to switch it"),
    "lsp": Command(SHELL, _load_lsp, "serve an editor with the language server protocol"),
    "completion": Command(SHELL, _load_completion, "print the script that completes the command line in a shell"),
}
"""Commands by name, in the order in which the help lists them."""

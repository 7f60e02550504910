"""What ARG, ENV, LABEL and MAINTAINER do.

Source: docs/reference/words.md, "Variables of a stage"; docs/reference/config.md, "Instructions".
"""

from __future__ import annotations

import re

from preimage.evaluator.stage_run import ALWAYS_KNOWN, StageRun
from preimage.model import rules
from preimage.model.instructions import Arg, Env, Label, Maintainer, Pairs

# Go folds K (U+212A) and ſ (U+017F) into this, and so does Python's re, which alone folds ı and İ into i as well.
_SECRET = re.compile(
    r"(?:_|\A)(?:ap(?-i:[iI])key|auth|credent(?-i:[iI])als?|key|password|pword|passwd|secret|token)(?:_|\Z)",
    re.IGNORECASE,
)
_NOT_SECRET = re.compile(r"(?:_|\A)(?:publ(?-i:[iI])c|f(?-i:[iI])le|vers(?-i:[iI])on)(?:_|\Z)", re.IGNORECASE)


def apply_arg(run: StageRun, instruction: Arg) -> None:
    """Declare build args: a build argument wins over a default, a default over a global value."""
    state, build = run.state, run.build
    build_args, global_scope = build.build_args, build.global_scope
    shown = []
    for name, default in instruction.pairs:
        _report_secret(run, "ARG", name)
        value = build_args.get(name)
        if value is None:
            value = global_scope.get(name) if default is None else run.expand(default)
        if build.outline is not None:
            is_global = name not in build_args and default is None and value is not None
            build.outline.add_stage_arg(run.plan, instruction, name, value, is_global)
        state.args[name] = value
        if value is None:
            state.args_prefix = None
            shown.append(name)
            continue
        if name not in ALWAYS_KNOWN:
            state.set_variable(name, value)
        shown.append(f"{name}={value}")
    state.args_prefix = None
    run.add_history(f"ARG {' '.join(shown)}")


def apply_env(run: StageRun, instruction: Env) -> None:
    """Set variables in Env; all words see the variables as they were before the instruction."""
    state = run.state
    pairs = _expand_pairs(run, instruction)
    for key, value in pairs:
        _report_legacy(run, instruction)
        _report_secret(run, "ENV", key)
        state.set_env(key, value)
        state.set_variable(key, value)
        run.record("config.Env", key, value)
    run.add_history("ENV " + " ".join([f"{key}={value}" for key, value in pairs]))


def apply_label(run: StageRun, instruction: Label) -> None:
    """Set labels."""
    labels = run.state.config.labels
    pairs = _expand_pairs(run, instruction)
    for key, value in pairs:
        _report_legacy(run, instruction)
        labels[key] = value
        run.record("config.Labels", key, value)
    run.add_history("LABEL " + " ".join([f"{key}={value}" for key, value in pairs]))


def apply_maintainer(run: StageRun, instruction: Maintainer) -> None:
    """Set the author, as written."""
    run.state.image.author = instruction.text
    run.record("author", None, instruction.text)
    run.add_history(f"MAINTAINER {instruction.text}")


def _expand_pairs(run: StageRun, instruction: Pairs) -> list[tuple[str, str]]:
    expand = run.expand
    return [(expand(key), expand(value)) for key, value in instruction.pairs]


def _report_legacy(run: StageRun, instruction: Pairs) -> None:
    if instruction.is_legacy:
        run.report(rules.LEGACY_KEY_VALUE_FORMAT, instruction.word)


def _report_secret(run: StageRun, keyword: str, name: str) -> None:
    if _SECRET.search(name) is not None and _NOT_SECRET.search(name) is None:
        run.report(rules.SECRETS_USED_IN_ARG_OR_ENV, keyword, name)

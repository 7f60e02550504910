"""What ARG, ENV, LABEL and MAINTAINER do.

Source: docs/reference/words.md, "Variables of a stage"; docs/reference/config.md, "Instructions".
"""

from __future__ import annotations

from preimage.evaluator.stage_run import ALWAYS_KNOWN, StageRun
from preimage.model import rules
from preimage.model.instructions import Arg, Env, Label, Maintainer, Pairs
from preimage.model.secret_names import is_secret_name
from preimage.model.trace import ARG, BUILD_ARG, GLOBAL, UNSEEN, Words


def apply_arg(run: StageRun, instruction: Arg) -> None:
    """Declare build args: a build argument wins over a default, a default over a global value."""
    state, build = run.state, run.build
    build_args, global_scope = build.build_args, build.global_scope
    shown = []
    for name, default in instruction.pairs:
        _report_secret(run, "ARG", name)
        words: Words = BUILD_ARG
        value = build_args.get(name)
        if value is None:
            if default is None:
                words, value = GLOBAL, global_scope.get(name)
            else:
                words, value = default, run.expand(default)
        run.record(ARG, name, value, words if name not in ALWAYS_KNOWN else UNSEEN)
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
    for (key, value), words in zip(pairs, instruction.pairs, strict=True):
        _report_secret(run, "ENV", key)
        state.set_env(key, value)
        state.set_variable(key, value)
        run.record("config.Env", key, value, words)
    run.add_history("ENV " + " ".join([f"{key}={value}" for key, value in pairs]))


def apply_label(run: StageRun, instruction: Label) -> None:
    """Set labels."""
    labels = run.state.config.labels
    pairs = _expand_pairs(run, instruction)
    for (key, value), words in zip(pairs, instruction.pairs, strict=True):
        labels[key] = value
        run.record("config.Labels", key, value, words)
    run.add_history("LABEL " + " ".join([f"{key}={value}" for key, value in pairs]))


def apply_maintainer(run: StageRun, instruction: Maintainer) -> None:
    """Set the author, as written."""
    run.state.image.author = instruction.text
    run.record("author", None, instruction.text)
    run.add_history(f"MAINTAINER {instruction.text}")


def _expand_pairs(run: StageRun, instruction: Pairs) -> list[tuple[str, str]]:
    expand = run.expand
    pairs = [(expand(key), expand(value)) for key, value in instruction.pairs]
    if instruction.is_legacy:
        run.report(rules.LEGACY_KEY_VALUE_FORMAT, instruction.word)
    return pairs


def _report_secret(run: StageRun, keyword: str, name: str) -> None:
    if is_secret_name(name):
        run.report(rules.SECRETS_USED_IN_ARG_OR_ENV, keyword, name)

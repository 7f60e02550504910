"""The rule behind a reason code, said to people, with what to do next.

Source: docs/reference/explain.md, "Reasons".
"""

from __future__ import annotations

from preimage.backends.shown_text import show_field, show_lines, show_reference
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Entry = dict[str, Any]

_FIELD_RULES = {
    "triggers-of-base-ran": "The triggers of a base image run at FROM, and the stage starts without them.",
    "triggers-not-inherited-by-stage": "ONBUILD instructions run in the stages that are based on theirs, which start "
    "without them.",
    "set-to-empty": "The instruction sets it to nothing.",
    "healthcheck-none": "NONE switches the health check off, also one that the base has.",
    "label-from-option": "A label given with --label counts, whatever the file and the base say.",
    "platform-from-option": "The image says the platform that was asked for, whatever the base says.",
    "shell-changed-after": "A shell form is wrapped in the shell of its own line; the SHELL of the result came later.",
    "workdir-relative": "A relative directory is joined to the one before.",
    "never-set": "Neither an instruction nor the base sets it.",
}
_MISSING = frozenset(("never-set", "only-copied-from", "stage-not-reached", "set-to-empty"))
_NO_USER = "Without a user, a Linux container runs as root."
_CANNOT_GO = {
    "config.ExposedPorts": "A Dockerfile cannot take a port away that came with the base.",
    "config.Volumes": "A Dockerfile cannot take a volume away that came with the base.",
    "config.Env": "A Dockerfile cannot take a variable away that came with the base; it can give it another value.",
    "config.Labels": "A Dockerfile cannot take a label away that came with the base; it can give it another value.",
}


def explain_field_reason(field: Entry) -> str:
    """Say the rule behind a field; empty where there is nothing to say."""
    reason, cause = field["reason"], field["cause"]
    if reason == "base-unknown":
        reference = cause["reference"] if cause["kind"] == "base" else None
        of = show_line(reference) if reference else "the base"
        how = f" with --base {show_reference(reference)}=FILE" if reference else ""
        return f"It depends on {of}, which is not known. Give its config{how}, or have it fetched by 'preimage lock'."
    if reason == "entrypoint-cleared-base-cmd":
        where = "at the end of the stage" if cause["kind"] == "trigger" else f"below {show_lines(cause['lines'])}"
        return f"ENTRYPOINT drops a command that this stage did not set itself. A CMD {where} sets it again."
    if reason == "arg-is-not-env":
        name = show_line(str(field["key"]))
        return f"An ARG lasts for the build only. 'ENV {name}=${name}' below it keeps it in the image."
    if reason in _MISSING or reason in _FIELD_RULES:
        has_no_user = field["path"] == "config.User" and reason in _MISSING
        return " ".join(filter(None, (_FIELD_RULES.get(reason, ""), _NO_USER if has_no_user else "")))
    if cause is not None and cause["kind"] == "base" and field["key"] is not None:
        return _CANNOT_GO.get(field["path"], "")
    return ""


def explain_variable_reason(variable: Entry) -> str:
    """Say the rule behind a variable, and what sets it right; empty where there is nothing to say."""
    name = show_line(variable["variable"])
    declared = show_lines(variable["declared"]) if variable["declared"] is not None else ""
    line = variable["line"]
    at = f" at {declared}" if declared else ""
    repeated = f"Repeat 'ARG {name}' between the FROM of the stage and line {line}."
    texts = {
        "base-unknown": "It depends on a base that is not known. Give its config with --base, or have it fetched by "
        "'preimage lock'.",
        "stage-not-reached": "The target does not need this stage, so nothing in it is evaluated.",
        "arg-without-value": f"The ARG{at} has no default, no build argument, and no value from above FROM.",
        "set-later": f"It is set later, at {declared}.",
        "arg-before-from": f"The ARG at {declared} is seen by FROM lines only. {repeated}",
        "arg-not-declared-in-stage": (
            f"Only the stage of its ARG sees it ({declared}). {repeated}"
            if declared
            else f"A stage sees an argument only behind its ARG. Put 'ARG {name}' above line {line}."
        ),
        "arg-not-global": f"FROM sees only the ARGs above the first FROM, not the one at {declared}.",
        "set-by-same-instruction": "The values of one ENV see what was set before it.",
        "env-of-other-stage": f"The ENV at {declared} belongs to another stage.",
        "never-set": "Nothing sets it.",
        "arg-shadowed-by-env": f"The ARG{at} has no effect here: an ENV of the name counts.",
        "arg-shadows-env": f"Words see the ARG at {declared}; the image keeps the ENV.",
    }
    return texts.get(variable["reason"] or "", "")


def explain_loss(loss: Entry, by: str) -> str:
    """Say why a leaf that a line sets is not in the result; ``by`` names what undid it."""
    reason = loss["reason"]
    if reason == "overwritten-later":
        return f"lost: set again {by}"
    if reason == "only-copied-from":
        return "lost: of this stage the image only copies files"
    if reason == "entrypoint-cleared-base-cmd":
        return f"lost: cleared {by}"
    if reason in ("triggers-of-base-ran", "triggers-not-inherited-by-stage"):
        return f"lost: ran, and was dropped, {by}"
    return f"lost: {show_field(reason)} {by}".rstrip()

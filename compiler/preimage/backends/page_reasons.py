"""Reason codes of explanations in words: one short sentence each, for reports that have no room for the story.

Source: docs/reference/explain.md, "Reasons".
"""

from __future__ import annotations

_TEXTS = {
    "base-unknown": "depends on a base image that is not known",
    "entrypoint-cleared-base-cmd": "ENTRYPOINT drops a command that its stage did not set itself",
    "triggers-of-base-ran": "the triggers of the base image ran in this stage and are gone",
    "triggers-not-inherited-by-stage": "a stage does not take over the triggers of the one it is based on",
    "set-to-empty": "its own instruction set it to nothing",
    "healthcheck-none": "the health check is switched off",
    "label-from-option": "an option goes over what file and base say",
    "platform-from-option": "the platform asked for differs from that of the base",
    "shell-changed-after": "wrapped in another shell than the Shell of the result",
    "workdir-relative": "joined to the directory before",
    "arg-is-not-env": "an ARG of this name exists, but args are not in the image",
    "only-copied-from": "set in a stage of which this image only copies files",
    "stage-not-reached": "set in a stage that the target does not need",
    "overwritten-later": "set again later",
    "never-set": "nothing sets it",
    "history-only": "adds to the history only",
}


def describe_reason(reason: str | None) -> str:
    """Give the sentence of a reason, without a full stop; a code that is not known stands for itself."""
    return "" if reason is None else _TEXTS.get(reason, reason)

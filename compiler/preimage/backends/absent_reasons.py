"""Why a field is not there, in one short sentence each: tables have no room for the story.

Source: docs/reference/explain.md, "Reasons".
"""

from __future__ import annotations

_TEXTS = {
    "arg-is-not-env": "an ARG of this name exists, but args are not in the image",
    "only-copied-from": "set in a stage of which this image only copies files",
    "stage-not-reached": "set in a stage that the target does not need",
    "never-set": "nothing sets it",
}


def describe_absence(reason: str) -> str:
    """Give the sentence of a reason, without a full stop.

    Raises:
        KeyError: no reason for which a field is absent.
    """
    return _TEXTS[reason]

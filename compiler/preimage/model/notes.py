"""The rules of preimage's own notes about the text of a Dockerfile: what BuildKit takes without a word.

They are on unless switched off, and each says what is certain from the text alone. BuildKit's rule names are single
words, so a name with a slash can never be one of them.

Source: docs/reference/notes.md.
"""

from __future__ import annotations

from preimage.model.portability import PORTABILITY_RULES
from preimage.model.rules import Rule


def _almost_json(keyword: str, fault: str, consequence: str) -> str:
    return f"{keyword} begins like the JSON form but is none: {fault}; {consequence}"


def _start_interval(value: str) -> str:
    return (
        f"--start-interval={value} has no effect without --start-period, which is 0s unless whoever runs the container "
        "sets it"
    )


def _hidden_character(shown: str, place: str, keyword: str) -> str:
    return f"the character {shown}, which is invisible or looks like a blank, stands {place} {keyword}"


def _utf16(order: str) -> str:
    return f"the file looks like UTF-16 ({order}); a Dockerfile is UTF-8"


def _unknown_rule(option: str, name: str, hint: str) -> str:
    return f"{option}= has {name}, which is no rule{hint}"


def _check_without_effect(why: str, *, is_whole: bool) -> str:
    return f"check= has no effect here: {why}" if is_whole else f"not all of check= has an effect here: {why}"


def _from_like_stage(source: str, hint: str) -> str:
    return f"from={source} is an image, since no stage has that name{hint}"


ALMOST_JSON = Rule(
    "preimage/AlmostJson",
    "",
    "What begins like the JSON form should be valid JSON",
    _almost_json,
)
START_INTERVAL_WITHOUT_PERIOD = Rule(
    "preimage/StartIntervalWithoutPeriod",
    "",
    "HEALTHCHECK --start-interval needs --start-period",
    _start_interval,
)
HIDDEN_CHARACTER = Rule(
    "preimage/HiddenCharacter",
    "",
    "No character that cannot be seen should touch the name of an instruction",
    _hidden_character,
)
UTF16 = Rule("preimage/Utf16", "", "A Dockerfile should be UTF-8", _utf16)
UNKNOWN_RULE = Rule("preimage/UnknownRule", "", "check= should name rules that exist", _unknown_rule)
CHECK_WITHOUT_EFFECT = Rule(
    "preimage/CheckWithoutEffect",
    "",
    "check= should stand where it has an effect",
    _check_without_effect,
)
FROM_LIKE_STAGE = Rule(
    "preimage/FromLikeStage",
    "",
    "An image that is copied or mounted from should not have nearly the name of a stage",
    _from_like_stage,
)

NOTE_RULES: dict[str, Rule[...]] = {each.name: each for each in list(globals().values()) if isinstance(each, Rule)}
"""All of the above by name."""

OWN_RULES: dict[str, Rule[...]] = {**PORTABILITY_RULES, **NOTE_RULES}
"""All rules of preimage's own by name: portability notes, which are off unless asked for, then these."""

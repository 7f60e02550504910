from __future__ import annotations

from typing import Any

import pytest

from preimage.backends.reason_stories import explain_field_reason, explain_loss, explain_variable_reason
from preimage.model.causes import Cause, StageName

STAGE = StageName(0, None)
LINE = Cause("instruction", instruction="ENTRYPOINT", lines=(3, 3), stage=STAGE).to_dict()
BASE = Cause("base", lines=(1, 1), stage=STAGE, reference="docker.io/library/alpine:3").to_dict()
TRIGGER = Cause("trigger", instruction="ENTRYPOINT", lines=(1, 1), stage=STAGE, trigger="x", index=0).to_dict()


def field(
    reason: str | None, cause: dict[str, Any] | None = None, path: str = "config.Cmd", key: object = None
) -> dict[str, Any]:
    return {"path": path, "key": key, "reason": reason, "cause": cause}


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (
            field("entrypoint-cleared-base-cmd", LINE),
            "ENTRYPOINT drops a command that this stage did not set itself. A CMD below line 3 sets it again.",
        ),
        (
            field("entrypoint-cleared-base-cmd", TRIGGER),
            "ENTRYPOINT drops a command that this stage did not set itself. A CMD at the end of the stage sets it again.",
        ),
        (
            field("base-unknown", BASE),
            (
                "It depends on docker.io/library/alpine:3, which is not known. Give its config with --base alpine:3=FILE, "
                "or have it fetched by 'preimage lock'."
            ),
        ),
        (
            field("base-unknown", LINE),
            "It depends on the base, which is not known. Give its config, or have it fetched by 'preimage lock'.",
        ),
        (
            field("arg-is-not-env", None, "config.Env", "A"),
            "An ARG lasts for the build only. 'ENV A=$A' below it keeps it in the image.",
        ),
        (field("never-set"), "Neither an instruction nor the base sets it."),
        (
            field("never-set", None, "config.User"),
            "Neither an instruction nor the base sets it. Without a user, a Linux container runs as root.",
        ),
        (field("only-copied-from", None, "config.User"), "Without a user, a Linux container runs as root."),
        (field("only-copied-from", None, "config.Healthcheck"), ""),
        (field(None, LINE), ""),
        (
            field(None, BASE, "config.ExposedPorts", "80/tcp"),
            "A Dockerfile cannot take a port away that came with the base.",
        ),
        (field(None, BASE, "config.User"), ""),
    ],
)
def test_fields(entry: dict[str, Any], text: str) -> None:
    assert explain_field_reason(entry) == text


@pytest.mark.parametrize(
    "reason",
    [
        *("triggers-of-base-ran", "triggers-not-inherited-by-stage", "set-to-empty", "healthcheck-none"),
        *("label-from-option", "platform-from-option", "shell-changed-after", "workdir-relative", "never-set"),
    ],
)
def test_every_other_reason_has_a_sentence(reason: str) -> None:
    assert explain_field_reason(field(reason, LINE)).endswith(".")


def variable(reason: str | None, declared: list[int] | None = None) -> dict[str, Any]:
    return {"variable": "V", "line": 5, "reason": reason, "declared": declared}


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (
            variable("arg-before-from", [1, 1]),
            "The ARG at line 1 is seen by FROM lines only. Repeat 'ARG V' between the FROM of the stage and line 5.",
        ),
        (
            variable("arg-not-declared-in-stage", [2, 2]),
            "Only the stage of its ARG sees it (line 2). Repeat 'ARG V' between the FROM of the stage and line 5.",
        ),
        (
            variable("arg-not-declared-in-stage"),
            "A stage sees an argument only behind its ARG. Put 'ARG V' above line 5.",
        ),
        (
            variable("arg-without-value", [2, 3]),
            "The ARG at lines 2-3 has no default, no build argument, and no value from above FROM.",
        ),
        (variable("arg-shadowed-by-env"), "The ARG has no effect here: an ENV of the name counts."),
        (variable(None), ""),
    ],
)
def test_variables(entry: dict[str, Any], text: str) -> None:
    assert explain_variable_reason(entry) == text


@pytest.mark.parametrize(
    "reason",
    [
        *("base-unknown", "stage-not-reached", "set-later", "arg-not-global", "set-by-same-instruction"),
        *("env-of-other-stage", "never-set", "arg-shadows-env"),
    ],
)
def test_every_other_reason_of_a_variable_has_a_sentence(reason: str) -> None:
    assert explain_variable_reason(variable(reason, [1, 1])).endswith(".")


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("overwritten-later", "lost: set again at line 7"),
        ("only-copied-from", "lost: of this stage the image only copies files"),
        ("entrypoint-cleared-base-cmd", "lost: cleared at line 7"),
        ("triggers-of-base-ran", "lost: ran, and was dropped, at line 7"),
        ("something-new", "lost: something-new at line 7"),
    ],
)
def test_losses(reason: str, text: str) -> None:
    assert explain_loss({"reason": reason}, "at line 7") == text

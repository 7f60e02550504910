from __future__ import annotations

from typing import Any

import pytest

from preimage.backends.container_changes import add_container
from preimage.results.container_fields import STOP_TIMEOUT

SERVICE = {"kind": "service", "origin": {"file": "compose.yaml", "line": 3, "what": "user"}}


def explained(*timeouts: int) -> dict[str, Any]:
    fields: list[dict[str, Any]] = [{"path": "config.User", "key": None, "value": "x", "cause": SERVICE}]
    fields += [{"path": STOP_TIMEOUT, "key": None, "value": timeout, "cause": SERVICE} for timeout in timeouts]
    return {"input": {"file": "Dockerfile", "build": "compose.yaml#web"}, "fields": fields, "notes": []}


def test_causes_and_input_of_a_side() -> None:
    change: dict[str, Any] = {"path": "config.User", "key": None, "before_cause": None, "after_cause": None}
    other = {"path": "config.Cmd", "key": None, "before_cause": None, "after_cause": None}
    result: dict[str, Any] = {"after": {}, "changes": [change, other]}
    add_container(result, "after", explained())
    assert (change["after_cause"], change["before_cause"], other["after_cause"]) == (SERVICE, None, None)
    assert (result["after"]["build"], result["after"]["container"]) == ("compose.yaml#web", True)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        pytest.param([5], [5], [], id="alike"),
        pytest.param([5], [6], [("change", 5, 6)], id="changed"),
        pytest.param([], [6], [("add", None, 6)], id="added"),
        pytest.param([5], [], [("remove", 5, None)], id="removed"),
        pytest.param([], [], [], id="none"),
    ],
)
def test_what_no_image_has(before: list[int], after: list[int], changes: list[tuple[object, ...]]) -> None:
    result: dict[str, Any] = {"before": {}, "after": {}, "changes": []}
    add_container(result, "before", explained(*before))
    add_container(result, "after", explained(*after))
    assert [(each["action"], each["before"], each["after"]) for each in result["changes"]] == changes

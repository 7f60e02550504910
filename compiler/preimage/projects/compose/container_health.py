"""The health check of a container: field by field the service's, else the image's.

Source: docs/reference/compose.md, "The container".
"""

from __future__ import annotations

from typing import Any

from preimage.golang.numbers import parse_int
from preimage.projects.compose.container_parts import IMAGE, Parts
from preimage.projects.compose.decoding import parse_compose_duration
from preimage.projects.compose.nodes import Fault, Node, print_value

_DURATIONS = (
    ("interval", "Interval"),
    ("timeout", "Timeout"),
    ("start_period", "StartPeriod"),
    ("start_interval", "StartInterval"),
)
_MILLISECOND = 1_000_000


def merge_healthcheck(parts: Parts) -> None:
    """Set ``Healthcheck``, with durations in nanoseconds; fields of no value are left out.

    Raises:
        Fault: a duration that the engine refuses, or ``start_interval`` alone.
    """
    image: dict[str, Any] = dict(parts.image.get("Healthcheck") or {})
    node = parts.service.get("healthcheck")
    if node is None or node.value is None:
        parts.keep("Healthcheck")
        parts.causes.update((("Healthcheck", field), IMAGE) for field in image)
        return
    own = _read_own(node)
    merged = {field: value for field, value in {**image, **own}.items() if value}
    parts.take("Healthcheck", "healthcheck", merged, node)
    if not merged and parts.image.get("Healthcheck") is None and not own:
        parts.config["Healthcheck"] = {}
    for field in merged:
        source = node.get(_KEYS[field]) or node
        parts.causes["Healthcheck", field] = (
            parts.origin(source, f"healthcheck.{_KEYS[field]}") if field in own else IMAGE
        )
    _note_oddities(parts, node, image, own)


_KEYS = {"Test": "test", "Retries": "retries", **{field: key for key, field in _DURATIONS}}


def _read_own(node: Node) -> dict[str, Any]:
    own: dict[str, Any] = {}
    test = _read_test(node)
    if test:
        own["Test"] = test
    if node.get("start_interval") is not None and node.get("start_period") is None:
        raise Fault(
            "healthcheck.start_interval requires healthcheck.start_period to be set", node.get("start_interval")
        )
    for key, field in _DURATIONS:
        value = node.get(key)
        duration = int(parse_compose_duration(value)) if value is not None else 0
        if duration and duration < _MILLISECOND:
            raise Fault(f"Error response from daemon: {field} in Healthcheck cannot be less than 1ms", value)
        if duration:
            own[field] = duration
    retries = node.get("retries")
    if retries is not None and (count := _read_count(retries)):
        own["Retries"] = count
    return own


def _read_count(node: Node) -> int:
    if isinstance(node.value, str):
        return parse_int(node.value)
    return int(node.value) if isinstance(node.value, (int, float)) else 0


def _read_test(node: Node) -> list[str]:
    if is_disabled(node):
        return ["NONE"]
    test = node.get("test")
    if test is None or test.value is None:
        return []
    if isinstance(test.value, str):
        return ["CMD-SHELL", test.value]
    return [print_value(entry.value) for entry in test.entries()]


def is_disabled(node: Node) -> bool:
    """Tell whether ``disable`` is on."""
    disable = node.get("disable")
    return disable is not None and print_value(disable.value).lower() in ("true", "y", "yes", "on")


def _note_oddities(parts: Parts, node: Node, image: dict[str, Any], own: dict[str, Any]) -> None:
    test = node.get("test")
    if test is not None and test.value == "NONE" and own.get("Test") == ["CMD-SHELL", "NONE"]:
        message = 'healthcheck.test: NONE is a command of that name, which always fails; use ["NONE"] or disable: true'
        parts.note("check-of-nothing", message, parts.origin(test, "healthcheck.test"))
    disable = node.get("disable")
    if disable is not None and not is_disabled(node) and image.get("Test") == ["NONE"] and "Test" not in own:
        message = "healthcheck.disable: false does not bring back a check that the image switches off"
        parts.note("check-not-restored", message, parts.origin(disable, "healthcheck.disable"))
    if own and "Test" not in own and not image.get("Test"):
        message = "healthcheck sets times for a check that neither the service nor the image has"
        parts.note("check-without-test", message, parts.origin(node, "healthcheck"))

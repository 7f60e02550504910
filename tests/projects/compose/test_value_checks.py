from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.value_checks import check_values


@pytest.mark.parametrize(
    "text",
    [
        "volumes: {v: {external: true, name: x, x-a: b}, w: {driver: d}, u: }",
        "secrets: {s: {file: a}, t: {external: true}, u: {driver: d}}\nconfigs: {c: {content: a}}",
        "services: {app: {ports: [{target: 1, host_ip: '::1'}], gpus: [{count: 1}]}}",
    ],
)
def test_good_values(node: Callable[[str], Node], text: str) -> None:
    check_values(node(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("volumes: {v: {external: true, driver: d}}", 'volumes.v: conflicting parameters "external" and "driver" specified'),
        ("secrets: {s: {}}", "secrets.s: one of file|environment must be set"),
        ("secrets: {s: {file: a, environment: b}}", "secrets.s: file|environment attributes are mutually exclusive"),
        ("configs: {c: {file: a, content: b}}", "configs.c: file|environment|content attributes are mutually exclusive"),
        ("services: {app: {ports: [{target: 1, host_ip: x}]}}", "services.app.ports.[]: invalid ip address: x"),
        ("services: {app: {develop: {watch: [{path: ''}]}}}", "services.app.develop.watch.[].path: value can't be blank"),
        ("services: {app: {gpus: [{count: 1, device_ids: [a]}]}}", 'services.app.gpus.[]: "count" and "device_ids" attributes are exclusive'),
    ],
)  # fmt: skip
def test_error_values(node: Callable[[str], Node], text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        check_values(node(text))
    assert str(caught.value) == message

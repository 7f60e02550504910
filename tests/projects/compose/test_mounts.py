from __future__ import annotations

import pytest

from preimage.projects.compose.mounts import expand_volume, parse_volume
from preimage.projects.compose.nodes import Fault, Node


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("/data", {"type": "volume", "target": "/data", "volume": {}}),
        ("x", {"type": "volume", "target": "x", "volume": {}}),
        ("/a/../b/", {"type": "volume", "target": "/b", "volume": {}}),
        ("data:/d:nocopy", {"type": "volume", "source": "data", "target": "/d", "volume": {"nocopy": True}}),
        ("./a:/b", {"type": "bind", "source": "./a", "target": "/b", "bind": {"create_host_path": True}}),
        ("~/a:/b:ro,z", {"type": "bind", "source": "~/a", "target": "/b", "read_only": True, "bind": {"create_host_path": True}}),
        ("C:\\x:/y", {"type": "bind", "source": "C:\\x", "target": "/y", "bind": {"create_host_path": True}}),
        ("v:/data", {"type": "volume", "target": "v:/data", "volume": {}}),
    ],
)  # fmt: skip
def test_short_forms(text: str, long: object) -> None:
    assert expand_volume(Node(text)).plain() == long


def test_parts_of_a_volume() -> None:
    volume = parse_volume(Node("a-1:/b:rw,x"))
    assert (volume.kind, volume.source, volume.target, volume.options) == ("volume", "a-1", "/b", ("rw", "x"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "invalid empty volume spec"),
        ("/a:/b:ro:x", "invalid spec: /a:/b:ro:x: too many colons"),
        ("/a::", "invalid spec: /a::: empty section between colons"),
    ],
)
def test_error_short_forms(text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_volume(Node(text))
    assert str(caught.value) == message

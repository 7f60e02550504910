from __future__ import annotations

import pytest

from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.ports import count_ports, expand_ports, is_address


def short(value: str | int) -> list[str]:
    ports = [dict(port.items()) for port in expand_ports(Node(value))]
    assert all(port["mode"].value == "ingress" for port in ports)
    return [
        ":".join(str(port[key].value) for key in ("host_ip", "published", "target", "protocol") if key in port)
        for port in ports
    ]


@pytest.mark.parametrize(
    ("value", "ports"),
    [
        (80, ["80:tcp"]), ("80", ["80:tcp"]), ("80/UDP", ["80:udp"]), ("80/", ["80:tcp"]), ("8080:80", ["8080:80:tcp"]),
        ("1-2:5-6/sctp", ["1:5:sctp", "2:6:sctp"]), ("1-3:5", ["1-3:5:tcp"]), ("90-91", ["90:tcp", "91:tcp"]),
        ("127.0.0.1:1:2", ["127.0.0.1:1:2:tcp"]), ("127.0.0.1::2", ["127.0.0.1:2:tcp"]), ("[::1]:80:81", ["::1:80:81:tcp"]),
        ("0080:80", ["80:80:tcp"]), ("1-2-3:80", ["1-2:80:tcp"]), ("0", ["tcp"]), ("80/tcp/x", ["80:tcp"]),
    ],
)  # fmt: skip
def test_short_forms(value: str | int, ports: list[str]) -> None:
    assert short(value) == ports


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x", "Invalid containerPort: x"), (-1, "Invalid containerPort: -1"), ("5-3", "Invalid containerPort: 5-3"),
        ("99999", "Invalid containerPort: 99999"), ("70000:80", "Invalid hostPort: 70000"), ("80:", "No port specified: 80:<empty>"),
        ("", "No port specified: <empty>"), ("80/foo", "Invalid proto: foo"), ("a:80:80", "Invalid ip address: a"),
        ("1:5-7", "Invalid ranges specified for container and host Ports: 5-7 and 1"),
        ("80:80:80:80", "Invalid ip address 80:80: address 80:80:: too many colons in address"),
        ("[::1:80:80", "Invalid ip address [::1: address [::1:: missing ']' in address"),
        ("[::1]x:80:80", "Invalid ip address [::1]x: address [::1]x:: missing port in address"),
        ("[::1]::80:80", "Invalid ip address [::1]:: address [::1]::: too many colons in address"),
        ("[[:80:80", "Invalid ip address [[: address [[:: missing ']' in address"), ("[[]:80:80", "Invalid ip address [[]: address [[]:: unexpected '[' in address"),
        ("]:80:80", "Invalid ip address ]: address ]:: unexpected ']' in address"),
    ],
)  # fmt: skip
def test_error_short_forms(value: str | int, message: str) -> None:
    with pytest.raises(Fault) as caught:
        expand_ports(Node(value))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("value", "count"), [("80", 1), ("1-65535/tcp", 65535), ("1:1-10", 10), ("x", 1), ("9" * 9 + "-1", 1)]
)
def test_ports_are_counted_before_they_are_made(value: str, count: int) -> None:
    assert count_ports(Node(value)) == count


def test_addresses() -> None:
    assert [is_address(text) for text in ("1.2.3.4", "::1", "1.2.3", "::1%eth0", "x")] == [
        True,
        True,
        False,
        False,
        False,
    ]

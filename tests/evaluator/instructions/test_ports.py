from __future__ import annotations

import pytest

import preimage


def run(text: str) -> preimage.Compilation:
    return preimage.compile(f"FROM scratch\n{text}")


@pytest.mark.parametrize(
    ("text", "created_by", "ports"),
    [
        pytest.param("EXPOSE 90 100-101/UDP", "EXPOSE [100/udp 101/udp 90/tcp]", None, id="sorted as written"),
        pytest.param("EXPOSE 80 80/tcp", "EXPOSE [80/tcp 80/tcp]", {"80/tcp"}, id="repeated"),
        pytest.param("EXPOSE 080 +81 82-82", "EXPOSE [81/tcp 80/tcp 82/tcp]", None, id="signs, zeros, one as a range"),
        pytest.param("EXPOSE 0-1/sctp", "EXPOSE [0/sctp 1/sctp]", None, id="from zero"),
        pytest.param("EXPOSE 0--00 0-+0:+1", "EXPOSE [1/tcp 0/tcp]", None, id="to zero with a minus"),
        pytest.param("EXPOSE +7-+7/UdP", "EXPOSE [7/udp]", None, id="equal texts"),
        pytest.param("EXPOSE 65535", "EXPOSE [65535/tcp]", None, id="to the last"),
        pytest.param('ENV P="2 1"\nEXPOSE $P', "EXPOSE [2/tcp 1/tcp]", None, id="split after expansion"),
        pytest.param("EXPOSE $P", "EXPOSE []", set(), id="nothing"),
        pytest.param("EXPOSE :80 80/", "EXPOSE [80/tcp 80/tcp]", {"80/tcp"}, id="empty parts"),
        pytest.param("EXPOSE 127.0.0.1:1:2", "EXPOSE [2/tcp]", {"2/tcp"}, id="address"),
        pytest.param("EXPOSE [::1]::2", "EXPOSE [2/tcp]", {"2/tcp"}, id="address in brackets"),
        pytest.param("EXPOSE ::1:5:2", "EXPOSE [2/tcp]", {"2/tcp"}, id="address with colons"),
        pytest.param("EXPOSE []:5:2", "EXPOSE [2/tcp]", {"2/tcp"}, id="no address in brackets"),
        pytest.param("EXPOSE 8-9:2", "EXPOSE [2/tcp]", {"2/tcp"}, id="one of a range of the host"),
        pytest.param("EXPOSE 8-9:2-3", "EXPOSE [2/tcp 3/tcp]", {"2/tcp", "3/tcp"}, id="ranges"),
    ],
)
def test_expose(text: str, created_by: str, ports: set[str] | None) -> None:
    image = run(text).image
    assert image.history[-1].created_by == created_by
    shown = set(created_by.removeprefix("EXPOSE [").removesuffix("]").split())
    assert set(image.config.exposed_ports) == (shown if ports is None else ports)


@pytest.mark.parametrize(
    ("port", "message"),
    [
        pytest.param("/tcp", 'invalid port: "/tcp": no port specified', id="no port"),
        pytest.param("1:", 'invalid port: "1:": no port specified', id="only the host's"),
        pytest.param("1/Foo/x", 'invalid port: "1/Foo/x": invalid proto: Foo/x', id="protocol"),
        pytest.param("x", "invalid containerPort: x", id="no number"),
        pytest.param("65536", "invalid containerPort: 65536", id="too large"),
        pytest.param("9" * 5000, f"invalid containerPort: {'9' * 5000}", id="endless"),
        pytest.param("2-1", "invalid containerPort: 2-1", id="backwards"),
        pytest.param("-", "invalid containerPort: -", id="empty range"),
        pytest.param("٣", "invalid containerPort: ٣", id="digit that is not ASCII"),
        pytest.param("-0", "invalid containerPort: -0", id="minus in front"),
        pytest.param("-0:1", "invalid hostPort: -0", id="minus in front of the host's"),
        pytest.param("0--1", "invalid containerPort: 0--1", id="negative"),
        pytest.param("1-2-3", "invalid containerPort: 1-2-3", id="three ends"),
        pytest.param("x-x", "invalid containerPort: x-x", id="equal texts that are no numbers"),
        pytest.param("x:1", "invalid hostPort: x", id="host port"),
        pytest.param(
            "1-2:1-3", "invalid ranges specified for container and host Ports: 1-3 and 1-2", id="ranges that differ"
        ),
        pytest.param("1.2.3:1:1", "invalid IP address: 1.2.3", id="address"),
        pytest.param("1.2.3.04:1:1", "invalid IP address: 1.2.3.04", id="leading zero"),
        pytest.param("fe80::1%eth0:1:1", "invalid IP address: fe80::1%eth0", id="zone"),
        pytest.param("[::1:1:1", "invalid IP address [::1: address [::1:: missing ']' in address", id="open bracket"),
        pytest.param(
            "[::1]:x:1:1", "invalid IP address [::1]:x: address [::1]:x:: too many colons in address", id="colons"
        ),
        pytest.param(
            "[::1]x:1:1", "invalid IP address [::1]x: address [::1]x:: missing port in address", id="behind a bracket"
        ),
        pytest.param(
            "[[::1]:1:1", "invalid IP address [[::1]: address [[::1]:: unexpected '[' in address", id="two brackets"
        ),
        pytest.param(
            "[[]]:1:1", "invalid IP address [[]]: address [[]]:: missing port in address", id="what stands behind first"
        ),
        pytest.param(
            "[[]::1:1", "invalid IP address [[]:: address [[]::: too many colons in address", id="a colon behind first"
        ),
        pytest.param("[::1]]", "invalid IP address [: address [:: missing ']' in address", id="cut inside brackets"),
        pytest.param("x:y:z/Foo", 'invalid port: "x:y:z/Foo": invalid proto: Foo', id="protocol before all others"),
        pytest.param("x:y:z", "invalid IP address: x", id="address before ports"),
        pytest.param("1.1.1.1:y:z", "invalid containerPort: z", id="container before host"),
        pytest.param("70000 ${X?no} x:y:z/Foo", 'failed to process "${X?no}": X: no', id="word before ports"),
        pytest.param("\\x 1/Foo", 'invalid port: "1/Foo": invalid proto: Foo', id="first as sorted before expansion"),
        pytest.param("${X?no}", 'failed to process "${X?no}": X: no', id="word"),
    ],
)
def test_error_expose(port: str, message: str) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run(f"EXPOSE {port}")
    assert str(raised.value) == message
    assert raised.value.locations == ((2,),)


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        pytest.param("80/TCP", ["ExposeProtoCasing"], id="protocol"),
        pytest.param("8080:80", ["ExposeInvalidFormat"], id="host port"),
        pytest.param("1.2.3.4::80/Udp", ["ExposeProtoCasing", "ExposeInvalidFormat"], id="both"),
        pytest.param(":80", [], id="empty host port"),
    ],
)
def test_expose_warnings(port: str, expected: list[str]) -> None:
    messages = {
        "ExposeProtoCasing": f"Defined protocol '{port}' in EXPOSE instruction should be lowercase",
        "ExposeInvalidFormat": "EXPOSE instruction should not define an IP address or host-port mapping, found "
        f"'{port}'",
    }
    warnings = run(f"EXPOSE {port}").warnings
    assert [(warning.rule, warning.message) for warning in warnings] == [(rule, messages[rule]) for rule in expected]


def test_warnings_of_a_port_come_between_its_errors() -> None:
    for port, rules in (("1:2/Foo", []), ("x:2/Tcp", ["ExposeProtoCasing", "ExposeInvalidFormat"])):
        with pytest.raises(preimage.DockerfileError) as raised:
            run(f"EXPOSE {port}")
        assert [warning.rule for warning in raised.value.warnings] == rules


def test_volume() -> None:
    image = run('ARG V=a\nVOLUME ["/x/", "$V", "/x/"]').image
    assert list(image.config.volumes) == ["/x/", "a"]
    assert image.history[-1].created_by == "VOLUME [/x/ a /x/]"


def test_error_volume_expands_to_nothing() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run("VOLUME /a $X")
    assert str(raised.value) == "VOLUME specified can not be an empty string"
    assert raised.value.locations == ((2,),)
    assert [warning.rule for warning in raised.value.warnings] == ["UndefinedVar"]

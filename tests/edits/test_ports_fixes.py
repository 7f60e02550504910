from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        pytest.param("EXPOSE 80/TCP", "EXPOSE 80/tcp", id="upper"),
        pytest.param("EXPOSE 80/Udp 81/TCP 82/tcp", "EXPOSE 80/udp 81/tcp 82/tcp", id="several"),
        pytest.param('EXPOSE "80/TCP"', 'EXPOSE "80/tcp"', id="in quotes"),
        pytest.param("EXPOSE ${x:-80/81}/TCP", "EXPOSE ${x:-80/81}/TCP", id="a bad port is an error"),
        pytest.param("EXPOSE ${x:-80}/TCP", "EXPOSE ${x:-80}/tcp", id="a variable before it"),
        pytest.param("EXPOSE 80/TC\\\nP", "EXPOSE 80/tc\\\np", id="over two lines"),
        pytest.param("EXPOSE 8080:80", "EXPOSE 80", id="port of the host"),
        pytest.param("EXPOSE 127.0.0.1:8080:80/tcp", "EXPOSE 80/tcp", id="address"),
        pytest.param("EXPOSE 9000:80 443 1:2", "EXPOSE 80 443 2", id="history in another order"),
        pytest.param("EXPOSE ${x:-8080:80}", "EXPOSE ${x:-8080:80}", id="all in a variable"),
        pytest.param('EXPOSE "1:2"', 'EXPOSE "2"', id="in quotes, port of the host"),
        pytest.param("EXPOSE 8080:80/TCP", "EXPOSE 80/tcp", id="both"),
        pytest.param("EXPOSE 1-2:3-4", "EXPOSE 3-4", id="ranges"),
    ],
)
def test_ports(fix, line: str, fixed: str) -> None:
    result = fix(f"FROM a\n{line}\n")
    assert result.data.decode() == f"FROM a\n{fixed}\n"
    assert all(each.is_safe for each in result.applied)


def test_findings_count_one_by_one(fix) -> None:
    assert len(fix("FROM a\nEXPOSE 80/Udp 81/TCP\n").applied) == 2


@pytest.mark.parametrize("rule", ["EXPOSE 80/TCP", "EXPOSE 1:80"])
def test_trigger_has_no_fix(fix, rule: str) -> None:
    bases: dict[str, object] = {"docker.io/library/a:latest": {"config": {"OnBuild": [rule]}}}
    assert [each.reason for each in fix("FROM a\n", bases=bases).left] == ["it comes from a trigger"]


def test_protocol_in_a_variable_has_no_fix(fix) -> None:
    result = fix("FROM a\nENV P=80/TCP\nEXPOSE $P\n")
    assert [each.reason for each in result.left] == ["it comes from a variable"]


def test_variable_before_the_port_has_no_fix(fix) -> None:
    result = fix("FROM a\nARG P=1\nEXPOSE 127.0.0.1:$P:80\n")
    assert [each.reason for each in result.left] == ["a variable stands before the port, whose value may be at fault"]

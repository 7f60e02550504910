"""What EXPOSE and VOLUME do.

Source: docs/reference/config.md, "EXPOSE" and "VOLUME".
"""

from __future__ import annotations

import re
from functools import lru_cache

from preimage.evaluator.stage_run import StageRun
from preimage.golang.quoting import quote
from preimage.golang.text import lower
from preimage.model import rules
from preimage.model.instructions import Expose, Volume

_PORT_NUMBER = r"\+?[0-9]+|-0+"
_PROTOCOLS = ("tcp", "udp", "sctp")
_MAX_PORT, _MOST_DIGITS = 65535, 5

PortRange = tuple[int, int]


def apply_expose(run: StageRun, instruction: Expose) -> None:
    """Add ports; what a word expands to is cut at blanks again.

    Raises:
        ValueError: BuildKit's text; a word that cannot be expanded comes before any that is no port.
    """
    ports: list[tuple[str, str]] = []
    for word in instruction.ports:
        if _name_plain(word):
            ports.append((word, word))
        else:
            ports += [(port, word) for port in run.expand_list(word)]
    shown: list[str] = []
    words: dict[str, list[str]] = {}
    for port, word in ports:
        plain = _name_plain(port)
        if plain:
            named = [plain]
        else:
            named = _parse_port(run, port)
            run.build.budget.spend_ports(len(named))
        shown += named
        for each in named:
            words.setdefault(each, []).append(word)
    exposed = run.state.config.exposed_ports
    for port, written in words.items():
        exposed[port] = {}
        run.record("config.ExposedPorts", port, port, written)
    run.add_history(f"EXPOSE [{' '.join(shown)}]")


@lru_cache
def _name_plain(word: str) -> str:
    """Give the name that a plain port has in the config, such as ``80/tcp``; empty for anything else."""
    number, slash, protocol = word.partition("/")
    is_plain = number.isascii() and number.isdecimal() and number[0] != "0" and len(number) <= _MOST_DIGITS
    if not is_plain or int(number) > _MAX_PORT:
        return ""
    if not slash:
        return f"{word}/tcp"
    return word if protocol in ("tcp", "udp") else ""


def _parse_port(run: StageRun, text: str) -> list[str]:
    """Parse ``[[ip:]host:]container[/protocol]`` to the container ports it exposes."""
    *front, container = text.split(":")
    host = front.pop() if front else ""
    ip = ":".join(front)
    port, _, written_protocol = container.partition("/")
    protocol = lower(written_protocol) or "tcp"
    if not port:
        raise ValueError(f"invalid port: {quote(text)}: no port specified")
    if protocol not in _PROTOCOLS:
        raise ValueError(f"invalid port: {quote(text)}: invalid proto: {written_protocol}")
    if written_protocol != lower(written_protocol):
        run.report(rules.EXPOSE_PROTO_CASING, text)
    if ip or host:
        run.report(rules.EXPOSE_INVALID_FORMAT, text)
    _check_ip(ip)
    first, last = _parse_range(port, "containerPort")
    if host:
        host_first, host_last = _parse_range(host, "hostPort")
        if last - first != host_last - host_first and first != last:
            raise ValueError(f"invalid ranges specified for container and host Ports: {port} and {host}")
    return [f"{number}/{protocol}" for number in range(first, last + 1)]


def _parse_range(text: str, name: str) -> PortRange:
    start, separator, end = text.partition("-")
    if not separator or start == end:
        end = start
    if not (re.fullmatch(_PORT_NUMBER, start) and re.fullmatch(_PORT_NUMBER, end)):
        raise ValueError(f"invalid {name}: {text}")
    # Leading zeros cost nothing this way, however many there are.
    numbers = [int(part.lstrip("+-0")[:6] or "0") for part in (start, end)]
    if max(numbers) > _MAX_PORT or numbers[1] < numbers[0]:
        raise ValueError(f"invalid {name}: {text}")
    return numbers[0], numbers[1]


def _check_ip(ip: str) -> None:
    if ip.startswith("["):
        fault = _bracket_fault(ip)
        if fault:
            raise ValueError(f"invalid IP address {ip}: address {ip}:: {fault}")
        ip = ip[1:-1]
    if ip and not _is_ip(ip):
        raise ValueError(f"invalid IP address: {ip}")


def _bracket_fault(ip: str) -> str:
    end = ip.find("]")
    if end < 0:
        return "missing ']' in address"
    behind = ip[end + 1 :]
    if behind.startswith(":"):
        return "too many colons in address"
    if behind:
        return "missing port in address"
    return "unexpected '[' in address" if "[" in ip[1:end] else ""


def _is_ip(text: str) -> bool:
    if "%" in text:
        return False
    import ipaddress

    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def apply_volume(run: StageRun, instruction: Volume) -> None:
    """Add volumes, as written.

    Raises:
        ValueError: a path that expands to nothing.
    """
    volumes = run.state.config.volumes
    paths = [run.expand(path) for path in instruction.paths]
    if "" in paths:
        raise ValueError("VOLUME specified can not be an empty string")
    for path, word in zip(paths, instruction.paths, strict=True):
        volumes[path] = {}
        run.record("config.Volumes", path, path, word)
    run.add_history(f"VOLUME [{' '.join(paths)}]")

"""Ports of a service in their short form: ``HOST:CONTAINER/PROTOCOL``, and ranges of them."""

from __future__ import annotations

from preimage.golang.text import lower
from preimage.projects.compose.nodes import Fault, Node, print_value

_MAX = 65535


def expand_ports(node: Node) -> list[Node]:
    """Give the long form of each port that a text or a number stands for.

    Raises:
        Fault: the tool's text, such as ``Invalid containerPort: x``.
    """
    text = print_value(node.value)
    *outer, inner = text.split(":")
    host = outer.pop() if outer else ""
    address = _read_address(":".join(outer), node)
    protocol, ports = _split_protocol(inner)
    if not ports:
        raise Fault(f"No port specified: {text}<empty>", node)
    first, last = _read_range(ports, f"Invalid containerPort: {ports}", node)
    first_host, last_host = _read_range(host, f"Invalid hostPort: {host}", node) if host else (0, 0)
    is_range = first_host != last_host
    if host and last - first != last_host - first_host and first != last:
        raise Fault(f"Invalid ranges specified for container and host Ports: {ports} and {host}", node)
    if lower(protocol) not in ("tcp", "udp", "sctp"):
        raise Fault(f"Invalid proto: {protocol}", node)
    expanded = []
    for offset in range(last - first + 1):
        published = ""
        if host:
            # One port of the container may take any of a range of the host.
            published = f"{first_host}-{last_host}" if first == last and is_range else str(first_host + offset)
        expanded.append(_make_port(node, first + offset, lower(protocol), published, address))
    return expanded


def count_ports(node: Node) -> int:
    """Give how many ports a text may stand for, without spelling them out."""
    _, ports = _split_protocol(print_value(node.value).split(":")[-1])
    first, _, last = ports.partition("-")
    if first.isdecimal() and last.isdecimal() and len(first) < 6 and len(last) < 6:
        return max(1, int(last) - int(first) + 1)
    return 1


def _make_port(node: Node, target: int, protocol: str, published: str, address: str) -> Node:
    entries: dict[str, str | int] = {"mode": "ingress", "protocol": protocol}
    if target:
        entries["target"] = target
    if published:
        entries["published"] = published
    if address:
        entries["host_ip"] = address
    return node.with_value({key: node.with_value(value) for key, value in entries.items()})


def _read_address(text: str, node: Node) -> str:
    if not text:
        return ""
    fault = _find_address_fault(text)
    if fault:
        raise Fault(f"Invalid ip address {text}: address {text}:: {fault}", node)
    address = text[1:-1] if text.startswith("[") else text
    if address and not is_address(address):
        raise Fault(f"Invalid ip address: {address}", node)
    return address


def _find_address_fault(text: str) -> str:
    """Give what Go's ``net.SplitHostPort`` has against an address with a colon behind it; ``""`` if nothing."""
    if not text.startswith("["):
        if ":" in text:
            return "too many colons in address"
        inner = outer = text
    else:
        inner, closing, outer = text[1:].partition("]")
        if not closing:
            return "missing ']' in address"
        if outer:
            return "too many colons in address" if outer.startswith(":") else "missing port in address"
    if "[" in inner:
        return "unexpected '[' in address"
    return "unexpected ']' in address" if "]" in outer else ""


def is_address(text: str) -> bool:
    """Tell whether Go reads a text as an IP address."""
    # Loaded only here: few ports name an address.
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _split_protocol(text: str) -> tuple[str, str]:
    ports, _, rest = text.partition("/")
    if not ports:
        return "", ""
    return rest.partition("/")[0] or "tcp", ports


def _read_range(text: str, fault: str, node: Node) -> tuple[int, int]:
    parts = text.split("-")
    first, last = _read_port(parts[0]), _read_port(parts[1] if len(parts) > 1 else parts[0])
    if first is None or last is None or last < first:
        raise Fault(fault, node)
    return first, last


def _read_port(text: str) -> int | None:
    digits = text.lstrip("0") or text[:1]
    if not (text.isascii() and text.isdecimal()) or len(digits) > 5 or int(digits) > _MAX:
        return None
    return int(digits)

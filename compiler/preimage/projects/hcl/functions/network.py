"""Functions of IP address ranges."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

from preimage.projects.hcl.functions.define import define, to_whole
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.types import STRING
from preimage.projects.hcl.values import Value, list_value, string_value

_Network = IPv4Network | IPv6Network
_MOST_BITS = 32


def _parse(text: str) -> _Network:
    address, slash, prefix = text.partition("/")
    try:
        if not slash or not prefix.isdigit() or not prefix.isascii():
            raise ValueError(text)
        return ip_network(f"{address}/{int(prefix)}", strict=False)
    except ValueError:
        raise FunctionError(f"invalid CIDR expression: invalid CIDR address: {text}") from None


def _at(network: _Network, number: int) -> str:
    return str(network.network_address + number)


def _host(prefix: Value, number: Value) -> Value:
    network, index = _parse(prefix.raw), to_whole(number)
    size = network.num_addresses
    if not -size <= index < size:
        raise FunctionError(f"prefix of {network.prefixlen} does not accommodate a host numbered {index}")
    return string_value(_at(network, index % size))


def _netmask(prefix: Value) -> Value:
    network = _parse(prefix.raw)
    return string_value(str(network.netmask))


def _subnet(prefix: Value, new_bits: Value, number: Value) -> Value:
    network, bits, index = _parse(prefix.raw), to_whole(new_bits), to_whole(number)
    length = network.prefixlen + bits
    if bits > _MOST_BITS:
        raise FunctionError("may not extend prefix by more than 32 bits")
    if bits < 0 or length > network.max_prefixlen:
        raise FunctionError(f"insufficient address space to extend prefix of {network.prefixlen} by {bits}")
    if not 0 <= index < 1 << bits:
        raise FunctionError(f"prefix extension of {bits} does not accommodate a subnet numbered {index}")
    return string_value(f"{_at(network, index << (network.max_prefixlen - length))}/{length}")


def _subnets(prefix: Value, *new_bits: Value) -> Value:
    network = _parse(prefix.raw)
    start = int(network.network_address)
    end = start + network.num_addresses
    made: list[Value] = []
    for index, each in enumerate(new_bits, 1):
        bits = to_whole(each)
        length = network.prefixlen + bits
        if bits < 1:
            raise FunctionError("must extend prefix by at least one bit", index)
        if bits > _MOST_BITS:
            raise FunctionError("may not extend prefix by more than 32 bits", index)
        if length > network.max_prefixlen:
            raise FunctionError(
                f"would extend prefix to {length} bits, which is too long for an IPv{network.version} address", index
            )
        size = 1 << (network.max_prefixlen - length)
        start = -(-start // size) * size
        if start + size > end:
            after = f" after {made[-1].raw}" if made else ""
            raise FunctionError(
                f"not enough remaining address space for a subnet with a prefix of {length} bits{after}", index
            )
        address = network.network_address + (start - int(network.network_address))
        made.append(string_value(f"{address}/{length}"))
        start += size
    return list_value(STRING, made)


FUNCTIONS: dict[str, Function] = {
    "cidrhost": define("prefix:text hostnum:number", _host),
    "cidrnetmask": define("prefix:text", _netmask),
    "cidrsubnet": define("prefix:text newbits:number netnum:number", _subnet),
    "cidrsubnets": define("prefix:text", _subnets, variadic="newbits:number"),
}

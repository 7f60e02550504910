"""Which proxy leads to a server: ``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY``, read as Go reads them."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from preimage.bases.hosts import Server, is_loopback


def find_proxy(server: Server, env: Mapping[str, str]) -> str:
    """Give the URL of the proxy for a server, empty for none; loopback is always reached directly."""
    if is_loopback(server.name) or _is_exempt(server, _get(env, "no_proxy")):
        return ""
    if server.scheme == "http" and "REQUEST_METHOD" in env:
        # In a CGI program HTTP_PROXY is what the client sent as "Proxy:".
        proxy = env.get("http_proxy", "").strip()
    else:
        proxy = _get(env, f"{server.scheme}_proxy").strip()
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _get(env: Mapping[str, str], name: str) -> str:
    return env.get(name.upper()) or env.get(name) or ""


def _is_exempt(server: Server, exemptions: str) -> bool:
    return any(_matches(server, entry.strip().lower()) for entry in exemptions.split(",") if entry.strip())


def _matches(server: Server, entry: str) -> bool:
    """Match ``*``, a network, an address or a domain (``.example.com``: only what is below it), a port if given."""
    if entry == "*":
        return True
    try:
        return ipaddress.ip_address(server.name) in ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        pass
    name, colon, port = entry.rpartition(":")
    if colon and port.isdecimal():
        if port != str(server.port):
            return False
        entry = name.strip("[]")
    entry = entry.removeprefix("*")
    if entry.startswith("."):
        return server.name.endswith(entry)
    return server.name == entry or server.name.endswith(f".{entry}")

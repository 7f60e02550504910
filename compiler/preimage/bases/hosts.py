"""Host names of registries and of the servers that they point to: which are spoken to, and how.

A registry may name other servers, for tokens and by redirects. It must not use that to reach what only this machine
or this network can reach.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from preimage.golang.quoting import quote
from preimage.model.errors import BaseUnreadable, OptionError

_HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?", re.ASCII)
_PRINTABLE = re.compile(r"[!-\[\]-~]+", re.ASCII)
_LONGEST_URL = 8192
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Who sits in one of these places may point to these.
_REACHABLE = {
    "public": ("public",),
    "private": ("public", "private"),
    "loopback": ("public", "private", "loopback"),
    "link-local": ("public", "link-local"),
}


@dataclass(frozen=True, slots=True)
class Server:
    """Scheme, name (lower case, IPv6 without brackets) and port of a server."""

    scheme: str
    name: str
    port: int

    @property
    def url(self) -> str:
        """The URL without a path; the port is written only if it is not the usual one."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return f"{self.scheme}://{name}" + ("" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that was checked, in the parts that a request is made of; ``path`` holds the query too."""

    server: Server
    path: str

    @property
    def url(self) -> str:
        return self.server.url + self.path


class HostRules:
    """How hosts are spoken to: over HTTPS, or otherwise where that is allowed.

    - ``insecure``: hosts, with or without a port, or networks; they may speak plain HTTP, and their certificate is not
      looked at.
    - ``plain``: hosts that are asked over plain HTTP only.
    - ``localhost`` and loopback addresses may speak plain HTTP, too.

    Networks hold only for addresses that stand in a reference: names are not looked up.
    """

    def __init__(self, insecure: Iterable[str] = (), plain: Iterable[str] = ()) -> None:
        """Raises OptionError if an entry is no host."""
        self._insecure: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in insecure:
            network = _parse_network(entry)
            if network is not None:
                self._networks.append(network)
            else:
                self._insecure.add(_check_insecure(entry))
        self._plain = frozenset(_check_insecure(host) for host in plain)

    def list_servers(self, host: str) -> tuple[Server, ...]:
        """List how to speak to a registry, the first choice first, from the host of a reference: ``localhost:5000``.

        What may speak plain HTTP is asked whether it speaks TLS first, as Docker does.

        Raises:
            BaseUnreadable: no host name.
        """
        name, port = _split_host(host)
        if name in self._plain or f"{name}:{port}" in self._plain:
            schemes: tuple[str, ...] = ("http",)
        else:
            schemes = ("https", "http") if self._may_be_plain(name, port) else ("https",)
        return tuple(Server(scheme, name, port or _DEFAULT_PORTS[scheme]) for scheme in schemes)

    def is_insecure(self, name: str, port: int | None) -> bool:
        """Tell whether the certificate of a server is not looked at."""
        if name in self._insecure or f"{name}:{port}" in self._insecure:
            return True
        address = _parse_address(name) if self._networks else None
        return address is not None and any(address in network for network in self._networks)

    def check_target(self, url: str, source: Server, subject: str) -> Target:
        """Check a URL that a registry or a server that it named points to; ``subject`` begins the error texts.

        It must be HTTPS, or plain HTTP between two hosts to which that is allowed; a name, or the literal of an
        address no more private than that of ``source``; and it must not hold a user name or password.

        Raises:
            BaseUnreadable: it is not.
        """
        target = _parse_url(url, subject)
        server = target.server
        if server.scheme == "http" and not (source.scheme == "http" and self._may_be_plain(server.name, server.port)):
            raise BaseUnreadable(f"{subject} is not HTTPS: {quote(server.url)}")
        if _find_place(server.name) not in _REACHABLE[_find_place(source.name)]:
            raise BaseUnreadable(f"{subject} is the {_find_place(server.name)} address {quote(server.name)}")
        return target

    def _may_be_plain(self, name: str, port: int | None) -> bool:
        known = name in self._plain or f"{name}:{port}" in self._plain
        return known or is_loopback(name) or self.is_insecure(name, port)


def is_loopback(name: str) -> bool:
    """Tell whether a name is ``localhost`` or the literal of a loopback address."""
    return _find_place(name) == "loopback"


def _parse_network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """Read a network such as ``10.0.0.0/8``; None if it is something else."""
    try:
        return ipaddress.ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None


def _check_insecure(host: str) -> str:
    try:
        name, port = _split_host(host)
    except BaseUnreadable:
        raise OptionError(
            f"invalid insecure registry {quote(host)}: want a host name, with or without a port"
        ) from None
    return name if port is None else f"{name}:{port}"


def _split_host(host: str) -> tuple[str, int | None]:
    match = _HOST.fullmatch(host)
    port = int(match["port"]) if match and match["port"] else None
    if match is None or (port is not None and not 0 < port < 1 << 16):
        raise BaseUnreadable(f"invalid host {quote(host[:255])}")
    return match["name"].strip("[]").lower(), port


def _parse_url(url: str, subject: str) -> Target:
    """Split a URL; what could be read in two ways is refused."""
    from urllib.parse import urlsplit

    if len(url) > _LONGEST_URL or not _PRINTABLE.fullmatch(url):
        raise BaseUnreadable(f"{subject} is not a usable URL")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BaseUnreadable(f"{subject} is not a usable URL") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise BaseUnreadable(f"{subject} is not HTTPS")
    if "@" in parts.netloc:
        raise BaseUnreadable(f"{subject} holds a user name")
    try:
        name, port = _split_host(parts.netloc)
    except BaseUnreadable:
        raise BaseUnreadable(f"{subject} has no usable host") from None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(Server(parts.scheme, name, port or _DEFAULT_PORTS[parts.scheme]), path)


def _find_place(name: str) -> str:
    """Give ``loopback``, ``link-local`` or ``private`` for the literal of such an address, else ``public``."""
    name = name.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return "loopback"
    address = _parse_address(name)
    if address is None:
        return "public"
    if address.is_loopback or address.is_unspecified:
        return "loopback"
    if address.is_link_local:
        return "link-local"
    return "public" if address.is_global and not address.is_multicast else "private"


def _parse_address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address in any form that the system would take for one: ``127.1`` and ``0x7f000001`` too."""
    import socket

    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(name))
        except (OSError, ValueError):
            return None
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address

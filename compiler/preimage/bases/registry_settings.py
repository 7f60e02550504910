"""What a machine says about registries: mirrors, other locations, which are blocked, insecure or have own certificates.

Values only; `settings_files` reads them.

Source: docs/reference/bases.md, "Settings of registries".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mirror:
    """Where copies of images are: host and path; ``serves`` is ``all``, ``digest-only`` or ``tag-only``."""

    location: str
    serves: str = "all"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for images whose name begins with a prefix: a host, or host and path, or ``*.domain``.

    ``location`` takes the place of the prefix, empty: nothing does. ``source`` is the file that says so, ``kind`` its
    usual name: of several rules of a kind that fit an image, the one with the longest prefix counts.
    """

    prefix: str
    location: str = ""
    mirrors: tuple[Mirror, ...] = ()
    is_blocked: bool = False
    source: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an image is asked for: the host of a registry, and the path of the repository there."""

    host: str
    path: str
    is_mirror: bool = False


@dataclass(frozen=True, slots=True)
class OwnCertificates:
    """Files of certificates for a host: authorities, and pairs of a client's certificate and its key."""

    authorities: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RegistrySettings:
    """The settings of all files together.

    - ``rules``: mirrors of all kinds of files come after each other; locations and blocks have one kind only.
    - ``insecure``: hosts, with or without a port, or networks such as ``10.0.0.0/8``, whose certificate is not checked
      and which may be asked over plain HTTP.
    - ``plain``: hosts that are asked over plain HTTP only.
    - ``certificates``: by host as references have it; ``certificate_folders``: what holds a folder for each host.
    """

    rules: tuple[Rule, ...] = ()
    insecure: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    certificates: Mapping[str, OwnCertificates] = field(default_factory=dict)
    certificate_folders: tuple[str, ...] = ()

    def find_blocking(self, host: str, path: str) -> str:
        """Give the file that blocks an image; empty: none does."""
        return next((rule.source for rule in self._list_rules(f"{host}/{path}") if rule.is_blocked), "")

    def list_places(self, host: str, path: str, has_digest: bool) -> list[Place]:
        """List where an image is asked for, in order: mirrors, then what its name or a rule says."""
        name = f"{host}/{path}"
        refused = "tag-only" if has_digest else "digest-only"
        rules = self._list_rules(name)
        mirrors = [
            _make_place(mirror.location + _cut(rule.prefix, name), is_mirror=True)
            for rule in rules
            for mirror in rule.mirrors
            if mirror.serves != refused
        ]
        moved = next((rule.location + _cut(rule.prefix, name) for rule in rules if rule.location), name)
        return [*dict.fromkeys(mirrors), _make_place(moved)]

    def _list_rules(self, name: str) -> list[Rule]:
        """List the rules that fit an image, one of each kind."""
        best: dict[str, Rule] = {}
        for rule in self.rules:
            known = best.get(rule.kind)
            if _fits(rule.prefix, name) and (known is None or len(rule.prefix) > len(known.prefix)):
                best[rule.kind] = rule
        return list(best.values())


def split_host(location: str) -> str:
    """Give the host, with its port, of a location such as ``mirror.example:5000/hub``."""
    return location.partition("/")[0]


def merge_certificates(several: Iterable[OwnCertificates]) -> OwnCertificates:
    """Give all certificates for a host as one."""
    listed = list(several)
    authorities = tuple(path for each in listed for path in each.authorities)
    return OwnCertificates(authorities, tuple(pair for each in listed for pair in each.pairs))


def _make_place(location: str, is_mirror: bool = False) -> Place:
    host, _, path = location.partition("/")
    return Place(host, path, is_mirror)


def _fits(prefix: str, name: str) -> bool:
    if prefix.startswith("*."):
        return split_host(name).endswith(prefix[1:])
    return name == prefix or name.startswith(f"{prefix}/")


def _cut(prefix: str, name: str) -> str:
    """Give what stands behind the prefix in a name, with its slash."""
    return name[len(split_host(name)) :] if prefix.startswith("*.") else name[len(prefix) :]

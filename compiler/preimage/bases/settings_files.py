"""Reading what Docker, BuildKit, podman and their like are told about registries.

| File | Read |
|---|---|
| ``registries.conf`` and ``registries.conf.d/*.conf``, version 2 | prefix, location, mirrors, insecure, blocked |
| ``daemon.json`` of Docker | registry-mirrors, insecure-registries |
| ``buildkitd.toml`` | mirrors, http, insecure, ca, keypair of each registry |
| ``certs.d/HOST`` | certificates: their folders are listed here, and read when a host is asked |

Files of the user come before those of the system. What belongs to other features of these files is passed over.

Source: docs/reference/bases.md, "Settings of registries".
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from preimage.bases.registry_settings import Mirror, OwnCertificates, RegistrySettings, Rule, split_host
from preimage.bases.regular_files import read_regular
from preimage.golang.quoting import quote
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FILE_LIMIT = 1 << 20
"""Bytes of a file of settings."""
_FILES_LIMIT = 256
_HUB = "docker.io"
_SERVES = ("all", "digest-only", "tag-only")


def read_registry_settings(env: Mapping[str, str], root: str = "/") -> RegistrySettings:
    """Read the settings of a user and of the machine; ``root`` is where the machine's files are looked for.

    Raises:
        OptionError: a file cannot be read, or something in it is not what it should be; it names the file.
    """
    home = env.get("HOME") or os.path.expanduser("~")
    own = env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    system = os.path.join(root, "etc")
    collected = _Collected()
    for path in _list_registries_conf(env, own, system):
        _read(path, _parse_toml, collected.add_registries_conf)
    docker = env.get("DOCKER_CONFIG") or os.path.join(home, ".docker")
    builder = os.path.join(env.get("BUILDX_CONFIG") or os.path.join(docker, "buildx"), "buildkitd.default.toml")
    # A builder has one file, and a daemon, too: the first that is there.
    _read_first([builder, *_list_two(own, system, "buildkit/buildkitd.toml")], _parse_toml, collected.add_buildkitd)
    _read_first(_list_two(own, system, "docker/daemon.json"), _parse_json, collected.add_daemon)
    folders = [*_list_two(own, system, "containers/certs.d"), *_list_two(own, system, "docker/certs.d")]
    return RegistrySettings(
        tuple(collected.rules.values()),
        frozenset(collected.insecure),
        frozenset(collected.plain),
        collected.certificates,
        tuple(folders),
    )


class _Collected:
    """What the files have said so far; of a prefix what was said last counts, in files of the same kind."""

    def __init__(self) -> None:
        self.rules: dict[tuple[str, str], Rule] = {}
        self.insecure: set[str] = set()
        self.plain: set[str] = set()
        self.certificates: dict[str, OwnCertificates] = {}

    def add_registries_conf(self, path: str, members: Mapping[str, object]) -> None:
        for table in _get_tables(members, "registry"):
            location = _get_text(table, "location").rstrip("/")
            prefix = _get_text(table, "prefix").rstrip("/") or location
            if not prefix:
                raise ValueError("a registry has neither prefix nor location")
            serves = "digest-only" if _get_flag(table, "mirror-by-digest-only") else "all"
            mirrors = tuple(self._read_mirror(mirror, serves) for mirror in _get_tables(table, "mirror"))
            if _get_flag(table, "insecure"):
                self.insecure.add(_check_location(location or prefix))
            self._add_rule(Rule(prefix, location, mirrors, _get_flag(table, "blocked"), path, "registries.conf"))

    def _add_rule(self, rule: Rule) -> None:
        self.rules[rule.kind, rule.prefix] = rule

    def _read_mirror(self, table: Mapping[str, object], serves: str) -> Mirror:
        location = _get_text(table, "location").rstrip("/")
        host = _check_location(location)
        if _get_flag(table, "insecure"):
            self.insecure.add(host)
        serves = _get_text(table, "pull-from-mirror") or serves
        if serves not in _SERVES:
            raise ValueError(f"pull-from-mirror is {quote(serves[:100])}, not one of {', '.join(_SERVES)}")
        return Mirror(location, serves)

    def add_buildkitd(self, path: str, members: Mapping[str, object]) -> None:
        for host, table in _get_table(members, "registry").items():
            if not isinstance(table, dict):
                raise ValueError(f"registry {quote(host[:100])} is no table")
            mirrors = tuple(Mirror(self._read_url(text)) for text in _get_texts(table, "mirrors"))
            self._add_rule(Rule(host, mirrors=mirrors, source=path, kind="buildkitd.toml"))
            if _get_flag(table, "http"):
                self.plain.add(_check_location(host))
            elif _get_flag(table, "insecure"):
                self.insecure.add(_check_location(host))
            pairs = [(_get_text(pair, "cert"), _get_text(pair, "key")) for pair in _get_tables(table, "keypair")]
            certificates = OwnCertificates(tuple(_get_texts(table, "ca")), tuple(pairs))
            if certificates != OwnCertificates():
                self.certificates[host] = certificates

    def add_daemon(self, path: str, members: Mapping[str, object]) -> None:
        mirrors = tuple(Mirror(self._read_url(text)) for text in _get_texts(members, "registry-mirrors"))
        if mirrors:
            # Docker has mirrors for its Hub only.
            self._add_rule(Rule(_HUB, mirrors=mirrors, source=path, kind="daemon.json"))
        self.insecure.update(_get_texts(members, "insecure-registries"))

    def _read_url(self, text: str) -> str:
        """Read a mirror that is a URL or a location; plain HTTP is remembered."""
        scheme, separator, rest = text.partition("://")
        location = (rest if separator else text).rstrip("/")
        if separator and scheme not in ("http", "https"):
            raise ValueError(f"mirror {quote(text[:200])} is neither HTTPS nor HTTP")
        host = _check_location(location)
        if scheme == "http" and separator:
            self.plain.add(host)
        return location


def _list_registries_conf(env: Mapping[str, str], own: str, system: str) -> Iterator[str]:
    """List the files, the later replacing the earlier: the main one, then those of the folders."""
    named = env.get("CONTAINERS_REGISTRIES_CONF", "")
    mine, common = os.path.join(own, "containers"), os.path.join(system, "containers")
    main = named or os.path.join(mine, "registries.conf")
    yield main if named or os.path.exists(main) else os.path.join(common, "registries.conf")
    for parent in (common, mine):
        folder = os.path.join(parent, "registries.conf.d")
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        yield from (os.path.join(folder, name) for name in names[:_FILES_LIMIT] if name.endswith(".conf"))


def _list_two(own: str, system: str, name: str) -> list[str]:
    return [os.path.join(own, *name.split("/")), os.path.join(system, *name.split("/"))]


def _read_first(
    paths: list[str], parse: Callable[[bytes], object], add: Callable[[str, Mapping[str, object]], None]
) -> None:
    for path in paths:
        if os.path.exists(path):
            _read(path, parse, add)
            return


def _read(path: str, parse: Callable[[bytes], object], add: Callable[[str, Mapping[str, object]], None]) -> None:
    """Read a file, if it is there; errors name it."""
    try:
        members = parse(read_regular(path, FILE_LIMIT, follow=True))
        if not isinstance(members, dict):
            raise ValueError("it is not a JSON object")
        add(path, members)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise OptionError(f"settings of registries, {path}: {error.strerror}") from error
    except RecursionError as error:
        raise OptionError(f"settings of registries, {path}: nested too deeply") from error
    except ValueError as error:
        raise OptionError(f"settings of registries, {path}: {error}") from error


def _parse_toml(content: bytes) -> object:
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8"))
    except tomllib.TOMLDecodeError:
        raise
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except ValueError:
        # What Python says there is advice to programmers.
        raise ValueError("a number with too many digits") from None


def _parse_json(content: bytes) -> object:
    from preimage.golang.jsonvalues import parse_json

    return parse_json(content)


def _check_location(location: str) -> str:
    """Give the host of a location.

    Raises:
        ValueError: there is none.
    """
    host = split_host(location)
    if not host or "@" in host or any(character.isspace() or not character.isprintable() for character in location):
        raise ValueError(f"{quote(location[:200])} is no location of a registry")
    return host


def _get_text(table: Mapping[str, object], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{key} is not a string")
    return value


def _get_flag(table: Mapping[str, object], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{key} is neither true nor false")
    return value


def _get_texts(table: Mapping[str, object], key: str) -> list[str]:
    values = table.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{key} is not a list of strings")
    return values


def _get_table(members: Mapping[str, object], key: str) -> dict[str, object]:
    value = members.get(key) or {}
    if not isinstance(value, dict):
        raise ValueError(f"{key} is no table")
    return value


def _get_tables(members: Mapping[str, object], key: str) -> list[dict[str, object]]:
    values = members.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise ValueError(f"{key} is no list of tables")
    return values

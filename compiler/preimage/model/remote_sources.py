"""Sources of COPY and ADD that are not files: git repositories and HTTP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from preimage.golang.numbers import parse_bool
from preimage.golang.quoting import quote
from preimage.golang.urls import decode_percent

# Compiled on use (re keeps them): most Dockerfiles name no remote source, and start-up time counts.
_SCHEME = r"[a-zA-Z0-9]+://"
_GIT_SCHEMES = frozenset({"http", "https", "ssh", "git"})
# Like ssh itself: user, host and path, with neither a scheme nor a port.
_SCP_STYLE = r"[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:"

_CONTROL = r"[\x00-\x1f\x7f]"
_USER = r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*"
_HOST_CHARACTER = r"""[A-Za-z0-9\-_.~!$&'()*+,;=:\[\]<>"]|[^\x00-\x7f]"""
# Go takes in a host only the escapes of other than ASCII bytes, and that of "%" itself.
_HOST = rf"(?:{_HOST_CHARACTER}|%25|%[89a-fA-F][0-9a-fA-F])*"
_ZONE = rf"(?:{_HOST_CHARACTER}|%[0-9a-fA-F]{{2}})*"
_PORT = r"(?::[0-9]*)?"

_BOOLEAN_QUERIES = frozenset({"keep-git-dir", "submodules", "fetch-by-commit"})
_TEXT_QUERIES = frozenset({"ref", "tag", "branch", "subdir", "checksum", "commit", "mtime"})
_MTIMES = ("checkout", "commit")


@dataclass(frozen=True, slots=True)
class GitSource:
    """What the address of a git repository asks for; empty or None where it is silent.

    ``looks_local`` marks ``github.com/...``: COPY and ADD take it as a local path, although its query is checked and
    a checksum may be given for it.
    """

    ref: str = ""
    subdir: str = ""
    checksum: str = ""
    keep_git_dir: bool | None = None
    submodules: bool | None = None
    fetch_by_commit: bool | None = None
    mtime: str = ""
    looks_local: bool = False


def parse_git_source(text: str) -> GitSource | None:
    """Parse the address of a git repository; None for what is no such address.

    Raises:
        ValueError: the address is one, but its query is bad: BuildKit's own text, such as ``unexpected query "x"``.
            Of several faults the one is told that is found first; BuildKit tells any.

    Source: docs/reference/config.md, "Git and URL sources".
    """
    looks_local = text.startswith("github.com/")
    if not looks_local and (":" not in text or text.startswith(("./", "../"))):
        return None
    scheme = re.match(_SCHEME, text)
    if looks_local or scheme:
        address = _split_git_url(text, scheme.group()[:-3].lower() if scheme else "")
    else:
        address = _split_scp_style(text)
    if address is None:
        return None
    queries, fragment = address
    ref, _, subdir = fragment.partition(":")
    return _apply_queries(_check_queries(queries), ref, subdir, looks_local)


def is_git_source(text: str) -> bool:
    """Tell whether a checksum may be given for this source because it is a git repository, which a bad query is not."""
    try:
        return parse_git_source(text) is not None
    except ValueError:
        return False


def is_http_source(text: str) -> bool:
    """Tell whether this is an address to be fetched as a file.

    Upper case ``HTTP://`` is a local path. A git address with a bad query counts as HTTP here: ask
    `parse_git_source` first.
    """
    return text.startswith(("http://", "https://")) and not is_git_source(text)


def _split_git_url(text: str, scheme: str) -> tuple[dict[str, list[str]], str] | None:
    """Give queries and fragment of a URL; None if it is not git's or Go cannot parse it."""
    if scheme and scheme not in _GIT_SCHEMES:
        return None
    try:
        path, query, fragment = _split_url(text)
    except ValueError:
        return None
    if scheme in ("http", "https") and not path.endswith(".git"):
        return None
    # Go drops the pairs of a URL's query that it cannot decode.
    return _group_queries(pair for pair in _decode_queries(query) if pair is not None), fragment


def _split_scp_style(text: str) -> tuple[dict[str, list[str]], str] | None:
    """Give queries and fragment of ``user@host:path?query#fragment``; None for anything else."""
    if "\n" in text or not re.match(_SCP_STYLE, text):
        return None
    before, _, fragment = text.partition("#")
    query = before.partition("?")[2]
    pairs = list(_decode_queries(query))
    if None in pairs:
        return None
    return _group_queries(pair for pair in pairs if pair is not None), fragment


def _split_url(text: str) -> tuple[str, str, str]:
    """Give path (decoded), query (as it is) and fragment (decoded) of a URL.

    Raises:
        ValueError: Go's net/url refuses it; the text is never shown.
    """
    text, _, fragment = text.partition("#")
    if re.search(_CONTROL, text):
        raise ValueError("invalid control character in URL")
    text, _, query = text.partition("?")
    _, is_absolute, rest = text.partition("://")
    if is_absolute and re.match(_SCHEME, text):
        authority, slash, path = rest.partition("/")
        _check_authority(authority)
        path = slash + path
    else:
        path = text
    return decode_percent(path), query, decode_percent(fragment)


def _check_authority(authority: str) -> None:
    user, _, host = authority.rpartition("@")
    if not re.fullmatch(_USER, user):
        raise ValueError("invalid userinfo")
    decode_percent(user)
    if "[" in host:
        _check_bracketed_host(host)
    elif ":" in host and not re.fullmatch(_PORT, host[host.rindex(":") :]):
        raise ValueError("invalid port after host")
    elif not re.fullmatch(_HOST, host):
        raise ValueError("invalid character in host name")


def _check_bracketed_host(host: str) -> None:
    """Check ``[address]`` or ``[address%25zone]`` with an optional port: only IPv6 may stand in brackets."""
    from ipaddress import IPv6Address

    inner, bracket, port = host.rpartition("]")
    if not inner.startswith("[") or not bracket or not re.fullmatch(_PORT, port):
        raise ValueError("invalid IP-literal")
    address, percent, zone = inner[1:].partition("%25")
    if not re.fullmatch(_HOST, address) or not re.fullmatch(_ZONE, zone) or (percent and not zone):
        raise ValueError("invalid IP-literal")
    IPv6Address(address)


def _decode_queries(query: str) -> Iterator[tuple[str, str] | None]:
    """Give the pairs of a query, None for one that Go cannot decode."""
    for pair in query.split("&"):
        if ";" in pair:
            yield None
        elif pair:
            key, _, value = pair.partition("=")
            try:
                yield decode_percent(key, plus_is_blank=True), decode_percent(value, plus_is_blank=True)
            except ValueError:
                yield None


def _group_queries(pairs: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    queries: dict[str, list[str]] = {}
    for key, value in pairs:
        queries.setdefault(key, []).append(value)
    return queries


def _check_queries(queries: dict[str, list[str]]) -> dict[str, str]:
    """Check every query on its own and give its only value; a boolean without one is ``true``."""
    checked = {}
    for key, values in queries.items():
        if len(values) > 1:
            raise ValueError(f"query {quote(key)} has multiple values")
        value = values[0]
        if not value:
            if key not in _BOOLEAN_QUERIES:
                raise ValueError(f"query {quote(key)} has no value")
            value = "true"
        _check_query(key, value)
        checked[key] = value
    return checked


def _check_query(key: str, value: str) -> None:
    if key in _BOOLEAN_QUERIES:
        try:
            parse_bool(value)
        except ValueError as error:
            raise ValueError(f"invalid {key} value: {quote(value)}") from error
    elif key not in _TEXT_QUERIES:
        raise ValueError(f"unexpected query {quote(key)}")
    elif key == "mtime" and value not in _MTIMES:
        raise ValueError(f'invalid mtime value: {quote(value)} (must be "checkout" or "commit")')


def _apply_queries(queries: dict[str, str], ref: str, subdir: str, looks_local: bool) -> GitSource:
    """Give the source that fragment (``ref``, ``subdir``) and queries describe together."""
    ref = _agree("ref", ref, queries.get("ref", ""))
    subdir = _agree("subdir", subdir, queries.get("subdir", ""))
    ref = _agree("ref", ref, _add_prefix("refs/tags/", queries.get("tag", "")))
    if "branch" in queries and "tag" in queries:
        raise ValueError("branch conflicts with tag")
    ref = _agree("ref", ref, _add_prefix("refs/heads/", queries.get("branch", "")))
    checksum = queries.get("checksum") or queries.get("commit", "")
    keep_git_dir, submodules, fetch_by_commit = (
        parse_bool(queries[key]) if key in queries else None
        for key in ("keep-git-dir", "submodules", "fetch-by-commit")
    )
    return GitSource(
        ref=ref or checksum,
        subdir=subdir,
        checksum=checksum,
        keep_git_dir=keep_git_dir,
        submodules=submodules,
        fetch_by_commit=fetch_by_commit,
        mtime=queries.get("mtime", ""),
        looks_local=looks_local,
    )


def _add_prefix(prefix: str, name: str) -> str:
    return name if not name or name.startswith(prefix) else prefix + name


def _agree(name: str, known: str, new: str) -> str:
    """Give whichever of two values is not empty; two values that are not empty have to be equal."""
    if known and new and known != new:
        raise ValueError(f"{name} conflicts: {quote(known)} vs {quote(new)}")
    return new or known

"""Entries that are written as text or as object: attestations, caches, outputs, secrets, ssh agents.

An entry is a mapping by name, as it prints; the values are texts, for ``paths`` of ssh a list of texts, and true for
an attestation that is disabled.

Source: docs/reference/bake.md, "Entries".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from preimage.golang.csvrecord import parse_csv_record
from preimage.golang.jsontext import encode_string
from preimage.golang.numbers import parse_bool
from preimage.golang.quoting import quote
from preimage.golang.text import BLANKS, lower

Entry: TypeAlias = "dict[str, str | list[str] | bool]"


def _split(text: str) -> list[str]:
    try:
        return parse_csv_record(text)
    except ValueError as error:
        raise ValueError("EOF" if not text else str(error)) from None


def _pairs(text: str) -> dict[str, str]:
    """Split ``a=1,b=2``; nothing is trimmed."""
    pairs: dict[str, str] = {}
    for field in _split(text):
        name, sign, value = field.partition("=")
        if not sign:
            raise ValueError(f"invalid value {field}")
        pairs[name] = value
    return pairs


def _finish_attest(pairs: Mapping[str, str], source: str | None) -> Entry:
    if not pairs.get("type") and source is not None:
        raise ValueError("attestation type not specified")
    entry: Entry = {"type": "", **{name: value for name, value in pairs.items() if name != "disabled"}}
    if "disabled" in pairs:
        try:
            is_disabled = parse_bool(pairs["disabled"])
        except ValueError as error:
            raise ValueError(
                f"{error}" if source is None else f"invalid value disabled={pairs['disabled']}: {error}"
            ) from None
        if is_disabled:
            entry["disabled"] = True
    return entry


def _read_attest(text: str) -> list[Entry]:
    return [_finish_attest(_pairs(text), text)]


def _finish_cache(pairs: Mapping[str, str], source: str | None) -> Entry:
    if not pairs.get("type"):
        members = ",".join(f"{encode_string(key)}:{encode_string(pairs[key])}" for key in sorted(pairs))
        raise ValueError(f"type required form> {quote(f'{{{members}}}' if source is None else source)}")
    return dict(pairs)


def _read_cache(text: str) -> list[Entry]:
    fields = _split(text)
    if not any("=" in field for field in fields):
        return [{"type": "registry", "ref": field} for field in fields]
    pairs = {lower(name): value for name, value in _pairs(text).items()}
    return [_finish_cache(pairs, text)]


def _finish_output(pairs: Mapping[str, str], source: str | None) -> Entry:
    if not pairs.get("type"):
        raise ValueError("type is required for output")
    return dict(pairs)


def _read_output(text: str) -> list[Entry]:
    fields = _split(text)
    if len(fields) == 1 and fields[0] == text and not text.startswith("type="):
        return [{"type": "tar" if text == "-" else "local", "dest": text}]
    pairs: dict[str, str] = {}
    for field in fields:
        name, sign, value = field.partition("=")
        if not sign:
            raise ValueError(f"invalid value {field}")
        pairs[lower(name.strip(BLANKS))] = value
    return [_finish_output(pairs, text)]


def _finish_secret(pairs: Mapping[str, str], source: str | None) -> Entry:
    return {name: pairs[name] for name in ("id", "src", "env") if pairs.get(name)}


def _read_secret(text: str) -> list[Entry]:
    found: dict[str, str] = {}
    kind = ""
    for field in _split(text):
        name, sign, value = field.partition("=")
        if not sign:
            raise ValueError(f"invalid field '{field}' must be a key=value pair")
        name = lower(name)
        if name == "type":
            if value not in {"file", "env"}:
                raise ValueError(f"unsupported secret type {quote(value)}")
            kind = value
        elif name in {"source", "src"}:
            found["src"] = value
        elif name in {"id", "env"}:
            found[name] = value
        else:
            raise ValueError(f"unexpected key '{name}' in '{field}'")
    if kind == "env" and "src" in found and "env" not in found:
        found["env"] = found.pop("src")
    return [_finish_secret(found, text)]


def _read_ssh(text: str) -> list[Entry]:
    name, sign, paths = text.partition("=")
    entry: Entry = {"id": name}
    if sign:
        entry["paths"] = paths.split(",")
    return [entry]


READERS: dict[str, Callable[[str], list[Entry]]] = {
    "attest": _read_attest,
    "cache-from": _read_cache,
    "cache-to": _read_cache,
    "output": _read_output,
    "secret": _read_secret,
    "ssh": _read_ssh,
}

_FINISHERS: dict[str, Callable[[Mapping[str, str], str | None], Entry]] = {
    "attest": _finish_attest,
    "cache-from": _finish_cache,
    "cache-to": _finish_cache,
    "output": _finish_output,
    "secret": _finish_secret,
}


def read_entry(field: str, text: str) -> list[Entry]:
    """Read an entry that is text; some texts are several.

    Raises:
        ValueError: the tool's text.
    """
    return READERS[field](text)


def read_object(field: str, pairs: Mapping[str, str], paths: list[str] | None = None) -> Entry:
    """Read an entry that is an object; ``paths`` are those of an ssh agent.

    Raises:
        ValueError: the tool's text.
    """
    if field == "ssh":
        entry: Entry = {"id": pairs.get("id", "")}
        if paths:
            entry["paths"] = paths
        return entry
    return _FINISHERS[field](pairs, None)


def key_of(entry: Entry) -> str:
    """Give a text that equal entries share."""
    return repr(sorted(entry.items()))

"""Escapes in URLs, as Go's ``net/url`` reads them."""

from __future__ import annotations

import re

from preimage.golang.quoting import quote

# Compiled on use (re keeps it): most Dockerfiles have no URL with an escape.
_HEX_PAIR = rb"[0-9a-fA-F]{2}"


def decode_percent(text: str, plus_is_blank: bool = False) -> str:
    """Decode ``%41`` to ``A``; bytes that are not UTF-8 become surrogates.

    Raises:
        ValueError: ``invalid URL escape "%zz"``, with up to two bytes after the bad ``%``.
    """
    if plus_is_blank:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    first, *pieces = text.encode("utf-8", "surrogateescape").split(b"%")
    decoded = bytearray(first)
    for position, piece in enumerate(pieces):
        if not re.match(_HEX_PAIR, piece):
            bad = b"%" + b"%".join(pieces[position:])
            raise ValueError(f"invalid URL escape {quote(bad[:3].decode('utf-8', 'surrogateescape'))}")
        decoded.append(int(piece[:2], 16))
        decoded += piece[2:]
    return decoded.decode("utf-8", "surrogateescape")

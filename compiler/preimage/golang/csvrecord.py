"""One comma-separated record, as the values of ``--mount`` and ``--device`` are."""

from __future__ import annotations

from preimage.golang.text import encode_utf8


def parse_csv_record(text: str) -> list[str]:
    """Split one record at its commas; a field that starts with ``"`` may hold commas, and quotes as ``""``.

    Raises:
        ValueError: ``EOF`` for the empty text, else ``parse error on line 1, column {c}: ...`` with the byte
            column from 1; the caller says what could not be parsed.

    Source: docs/reference/text.md, "CSV records".
    """
    if not text:
        raise ValueError("EOF")
    if '"' not in text:
        return text.split(",")
    fields: list[str] = []
    position = 0
    while True:
        if text.startswith('"', position):
            field, end = _parse_quoted(text, position + 1)
        else:
            field, end = _parse_plain(text, position)
        fields.append(field)
        if end >= len(text):
            return fields
        position = end + 1


def _parse_plain(text: str, start: int) -> tuple[str, int]:
    """Field from start to the comma or the end, and the place of that comma or end."""
    comma = text.find(",", start)
    end = len(text) if comma < 0 else comma
    mark = text.find('"', start, end)
    if mark >= 0:
        raise _parse_error(text, mark, 'bare " in non-quoted-field')
    return text[start:end], end


def _parse_quoted(text: str, start: int) -> tuple[str, int]:
    """Field from behind its opening quote, and the place of the comma or end behind its closing one."""
    pieces: list[str] = []
    while True:
        mark = text.find('"', start)
        if mark < 0:
            # Go names the text behind the last quote seen, not the end.
            raise _parse_error(text, start, 'extraneous or missing " in quoted-field')
        pieces.append(text[start:mark])
        follower = text[mark + 1 : mark + 2]
        if follower in ("", ","):
            return "".join(pieces), mark + 1
        if follower != '"':
            raise _parse_error(text, mark, 'extraneous or missing " in quoted-field')
        pieces.append('"')
        start = mark + 2


def _parse_error(text: str, position: int, reason: str) -> ValueError:
    column = len(encode_utf8(text[:position])) + 1
    return ValueError(f"parse error on line 1, column {column}: {reason}")

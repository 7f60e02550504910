from __future__ import annotations

from preimage.scan.columns import COLUMNS, ORDER, decode_row, encode_row, make_text


def test_a_row_comes_back_as_it_was() -> None:
    row = {
        "path": "a/Dockerfile",
        "ok": True,
        "is_root": False,
        "error_line": 3,
        "ports": ["80/tcp", "é"],
        "labels": {"a": "b"},
        "shell": [],
    }
    assert decode_row(encode_row(row)) == {**dict.fromkeys(COLUMNS), **row}


def test_rows_are_sorted_by_columns() -> None:
    assert set(ORDER) <= set(COLUMNS)


def test_bytes_that_are_no_text_are_written_out() -> None:
    assert make_text("a\udcffb") == "a\\udcffb"
    assert make_text("é\n\0") == "é\n\0"
    row = decode_row(encode_row({"cmd": ["\udc80"], "user": "\udc80"}))
    assert (row["cmd"], row["user"]) == (["\\udc80"], "\\udc80")

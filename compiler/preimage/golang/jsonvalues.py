"""JSON documents of others as values, within bounds on what they may take."""

from __future__ import annotations

import json

MOST_VALUES = 1_000_000
"""Values of one document, keys included: each takes up to 120 bytes of memory, and two of its text."""
MOST_LEVELS = 100
"""Lists and objects within each other; Python's own functions fail at some depth between 300 and 1,000."""


class _ConstantError(ValueError):
    """A word that Python takes for a number, and JSON does not know."""


def _refuse_constant(word: str) -> object:
    raise _ConstantError(f"{word} is no JSON")


def parse_json(document: bytes | str) -> object:
    """Parse a document.

    Raises:
        ValueError: it is no JSON, nested too deeply or has too many values.
    """
    check_value_count(document)
    try:
        value: object = json.loads(document, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError:
        raise
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except _ConstantError:
        raise
    except ValueError:
        # What Python says there is advice to programmers.
        raise ValueError("a number with too many digits") from None
    if is_deeper(value, MOST_LEVELS):
        raise ValueError("nested too deeply")
    return value


def check_value_count(document: bytes | str) -> None:
    """Refuse a document that could hold too many values.

    Raises:
        ValueError: it has too many of what stands between values.
    """
    if isinstance(document, bytes):
        count = sum(document.count(mark) for mark in b",:[{")
    else:
        count = sum(document.count(mark) for mark in ",:[{")
    if count > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES} values")


def is_deeper(value: object, levels: int) -> bool:
    """Tell whether lists and objects are nested deeper than so many levels."""
    level = [value]
    for _ in range(levels):
        level = [inner for outer in level for inner in _list_inner(outer)]
        if not level:
            return False
    return any(isinstance(inner, dict | list) for inner in level)


def _list_inner(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []

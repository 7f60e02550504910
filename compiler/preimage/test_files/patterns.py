"""Regular expressions as Go's regexp package has them: RE2, in time linear in the text.

The engine is RE2 itself, through google-re2; it is loaded when the first expression is met.
"""

from __future__ import annotations

import re

from preimage.golang.text import encode_utf8, replace_invalid
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

# What RE2 says and what Go says of the same fault.
_FAULTS = {
    "invalid escape sequence": "invalid escape sequence",
    "invalid character class": "invalid character class",
    "invalid character class range": "invalid character class range",
    "missing ]": "missing closing ]",
    "missing )": "missing closing )",
    "unexpected )": "unexpected )",
    "no argument for repetition operator": "missing argument to repetition operator",
    "invalid repetition size": "invalid repeat count",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid named capture group": "invalid named capture",
}
_LITERAL_OR_ESCAPE = re.compile(r"\\Q.*?(?:\\E|\Z)|\\.", re.DOTALL)


def is_matched(pattern: str, text: str) -> bool:
    """Tell whether the expression matches anywhere in the text.

    Bytes that are not UTF-8 count as U+FFFD, in both.

    Raises:
        ValueError: Go's text, such as ``error parsing regexp: missing closing ): `a(```.
        OptionError: google-re2 is not installed.
    """
    engine = _load_engine()
    _refuse_single_bytes(pattern)
    options = engine.Options()
    options.log_errors = False
    options.never_capture = True
    try:
        compiled = engine.compile(encode_utf8(replace_invalid(pattern)), options)
    except engine.error as error:
        raise ValueError(f"error parsing regexp: {_translate(error.args[0])}") from None
    return compiled.search(encode_utf8(replace_invalid(text))) is not None


def _load_engine() -> ModuleType:
    try:
        import re2
    except ImportError as error:
        raise OptionError(
            'regular expressions in test files need google-re2: pip install "preimage[structure]"'
        ) from error
    return re2


def _refuse_single_bytes(pattern: str) -> None:
    # RE2 has \C, any one byte; Go does not.
    if any(match[0] == "\\C" for match in _LITERAL_OR_ESCAPE.finditer(pattern)):
        raise ValueError("error parsing regexp: invalid escape sequence: `\\C`")


def _translate(fault: bytes | str) -> str:
    text = fault.decode("utf-8", "replace") if isinstance(fault, bytes) else fault
    if text.startswith("trailing \\"):
        return "trailing backslash at end of expression: ``"
    if text.startswith("pattern too large"):
        return "expression too large"
    reason, colon, where = text.partition(": ")
    return f"{_FAULTS.get(reason, reason)}{colon}`{where}`" if colon else _FAULTS.get(reason, reason)

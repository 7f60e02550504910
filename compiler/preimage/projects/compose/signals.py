"""Names and numbers of signals, as the engine knows them on Linux."""

from __future__ import annotations

from preimage.golang.text import upper

_NAMES = frozenset(
    (
        "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM "
        "TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX"
    ).split()
    + [f"RTMIN+{number}" for number in range(1, 16)]
    + [f"RTMAX-{number}" for number in range(1, 15)]
)


def is_signal(text: str) -> bool:
    """Tell whether a text names a signal: a number other than 0, or a name with or without ``SIG``."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if digits.isascii() and digits.isdecimal():
        return bool(digits.strip("0"))
    return upper(text).removeprefix("SIG") in _NAMES

from __future__ import annotations

from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lookups import Lookups
from preimage.shell.syntax import BACKSLASH
from preimage.shell.words import expand_word


def test_values_of_what_was_found_and_names_of_what_was_not() -> None:
    lookups = Lookups()
    variables = {"A": "1", "B": ""}
    expand_word("$A${B:-$C}${A#x}", variables, BACKSLASH, Budget(DEFAULT_LIMITS), lookups)
    assert lookups.found == {"A": "1", "B": ""}
    assert list(lookups.missing) == ["C"]

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "timestamp()",
            '1,1-11: Error in function call; Call to function "timestamp" failed: preimage does not call timestamp: its result is another each time.',
            id="timestamp",
        ),
        pytest.param(
            "uuidv4()",
            '1,1-8: Error in function call; Call to function "uuidv4" failed: preimage does not call uuidv4: its result is another each time.',
            id="uuidv4",
        ),
        pytest.param(
            "homedir()",
            '1,1-9: Error in function call; Call to function "homedir" failed: preimage does not call homedir: its result is that of another machine.',
            id="homedir",
        ),
        pytest.param(
            'bcrypt("a")',
            '1,1-8: Error in function call; Call to function "bcrypt" failed: preimage does not call bcrypt: its result is another each time.',
            id="bcrypt",
        ),
        pytest.param(
            'rsadecrypt("a", "b")',
            '1,1-12: Error in function call; Call to function "rsadecrypt" failed: preimage does not call rsadecrypt: it reads private keys.',
            id="rsadecrypt",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault

from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.model.errors import LimitError
from preimage.projects.compose.account import (
    MAX_BYTES_AGAIN,
    MAX_CHARACTERS,
    MAX_FILES,
    MAX_PORTS,
    MAX_VALUES,
    MAX_VALUES_AGAIN,
    Account,
)


def test_each_warning_is_kept_once_in_order() -> None:
    account = Account()
    for message in ("b", "a", "b"):
        account.warn(message)
    assert list(account.warnings) == ["b", "a"]


def spend_files(account: Account) -> None:
    for _ in range(MAX_FILES + 1):
        account.spend_file("x.yaml")


def spend_bytes_again(account: Account) -> None:
    for _ in range(2):
        account.spend_content("a.env", MAX_BYTES_AGAIN + 1)


@pytest.mark.parametrize(
    ("spend", "message"),
    [
        pytest.param(
            lambda account: account.spend_characters(MAX_CHARACTERS + 1),
            "variables expand to more than 16777216 characters in this project",
            id="characters",
        ),
        pytest.param(
            lambda account: account.spend_ports(MAX_PORTS + 1), "the services name more than 200000 ports", id="ports"
        ),
        pytest.param(
            lambda account: account.spend_values(MAX_VALUES + 1), "the files make more than 1000000 values", id="values"
        ),
        pytest.param(
            lambda account: account.spend_again(MAX_VALUES_AGAIN + 1),
            "the same values are gone through again and again, more than 250000 in all",
            id="values again",
        ),
        pytest.param(
            spend_bytes_again,
            "a.env is read again and again, more than 2097152 bytes of known files",
            id="bytes again",
        ),
        pytest.param(spend_files, "x.yaml would be more than the 1000 files that a project may read", id="files"),
    ],
)
def test_error_an_account_that_is_spent(spend: Callable[[Account], None], message: str) -> None:
    with pytest.raises(LimitError) as caught:
        spend(Account())
    assert str(caught.value) == message


def test_an_account_may_be_spent_to_its_end() -> None:
    account = Account()
    account.spend_characters(MAX_CHARACTERS)
    account.spend_ports(MAX_PORTS)
    account.spend_values(MAX_VALUES)
    account.spend_again(MAX_VALUES_AGAIN)
    for path in ("a.env", "b.env", "a.env"):
        account.spend_content(path, MAX_BYTES_AGAIN)

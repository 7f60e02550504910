from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.model.secret_names import _NOT_SECRET, _SECRET, is_secret_name


@pytest.mark.parametrize("name", ["TOKEN", "db_password", "API_KEY", "apikey", "x_Secret_y", "CREDENTIALS"])
def test_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["PORT", "TOKENS", "PUBLIC_KEY", "PASSWORD_FILE", "KEY_VERSION", "MONKEY", "a-token"])
def test_left_alone(name: str) -> None:
    assert not is_secret_name(name)


@given(st.text("_kKeEyY\u212aI\u0130\u0131-\n") | st.lists(st.sampled_from(["key", "API", "x", ""])).map("_".join))
def test_short_way_agrees_with_the_patterns(name: str) -> None:
    found = re.search(_SECRET, name) is not None and re.search(_NOT_SECRET, name) is None
    assert is_secret_name(name) is found

from __future__ import annotations

import pytest

from preimage.model.secret_names import is_secret_name


@pytest.mark.parametrize("name", ["TOKEN", "db_password", "API_KEY", "apikey", "x_Secret_y", "CREDENTIALS"])
def test_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["PORT", "TOKENS", "PUBLIC_KEY", "PASSWORD_FILE", "KEY_VERSION", "MONKEY", "a-token"])
def test_left_alone(name: str) -> None:
    assert not is_secret_name(name)

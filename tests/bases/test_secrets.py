from __future__ import annotations

import pickle

import pytest

from preimage.bases.secrets import Secret


def test_secret_is_revealed_on_request_only():
    secret = Secret("hunter2")
    assert secret.reveal() == "hunter2"
    assert f"{secret} {secret!r} {[secret]}" == "Secret(***) Secret(***) [Secret(***)]"


def test_empty_secret_is_false():
    assert not Secret("")
    assert Secret("x")


def test_error_pickled():
    with pytest.raises(TypeError, match="^a secret cannot be pickled$"):
        pickle.dumps(Secret("hunter2"))

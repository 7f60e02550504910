from __future__ import annotations

import pytest

from preimage.model.bases import Base, UsedBase


def test_config_is_decoded_once() -> None:
    base = Base(b'{"author":"a"}', "given")
    assert base.image.author == "a"
    assert base.image is base.image


def test_error_fault_is_the_same_each_time() -> None:
    base = Base(b"[", "given")
    for _ in range(2):
        with pytest.raises(ValueError) as raised:
            _ = base.image
        assert str(raised.value) == "unexpected end of JSON input"


def test_used_base_says_what_it_is() -> None:
    used = UsedBase("docker.io/library/a:1", "linux/amd64", "lock", "sha256:1")
    assert repr(used) == (
        "UsedBase(reference='docker.io/library/a:1', platform='linux/amd64', origin='lock', digest='sha256:1')"
    )


def test_base_says_where_it_is_from() -> None:
    assert repr(Base(b"{}", "lock", "sha256:1")) == "<base from 'lock', digest 'sha256:1'>"


def test_detached_base_is_as_the_other_and_does_not_change_it() -> None:
    base = Base(b'{"author":"a","config":{"Cmd":["c"]}}', "given", "sha256:1")
    detached = base.detached()
    assert (detached.text, detached.origin, detached.digest) == (base.text, base.origin, base.digest)
    assert detached.image == base.image
    detached.image.config.cmd.append("d")
    assert base.image.config.cmd == ["c"]

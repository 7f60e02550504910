from __future__ import annotations

import pytest

from preimage.evaluator.mounts import Mount, check_mount, parse_mount


def parse(*fields: str) -> Mount:
    return parse_mount(list(fields), str)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(
            ("type=Cache", "target=/a", "id=x", "sharing=LOCKED", "mode=0777", "uid=4294967295", "gid=0"), id="cache"
        ),
        pytest.param(("type=tmpfs", "target=/a", "size=1.5 GiB"), id="tmpfs"),
        pytest.param(("type=tmpfs", "size=1e3kb"), id="tmpfs with an exponent"),
        pytest.param(("type=tmpfs", "size=.5\u212a"), id="tmpfs with the sign of kelvin"),
        pytest.param(("type=secret", "id=x", "required", "env=E", "mode=4"), id="secret"),
        pytest.param(("type=secret", "src=x", "required=false", "dst=/x"), id="secret by file"),
        pytest.param(("type=ssh", "required=1", "uid=7"), id="ssh"),
        pytest.param(("FROM=x", "Source=/y", "destination=/a", "ro"), id="bind"),
        pytest.param(("readonly=T", "rw", "readwrite=false"), id="switches"),
    ],
)
def test_good_mounts(fields: tuple[str, ...]) -> None:
    mount = parse(*fields)
    assert mount.type in ("bind", "cache", "tmpfs", "secret", "ssh")


def test_fields_of_a_mount() -> None:
    mount = parse("type=secret", "id=x", "required", "target=/t", "uid=1")
    assert (mount.type, mount.id, mount.target, mount.is_required) == ("secret", "x", "/t", True)
    assert mount.ownership == {"uid"}
    assert not parse("type=ssh", "required=false").is_required


def test_values_are_expanded_from_left_to_right() -> None:
    seen = []

    def expand(value: str) -> str:
        seen.append(value)
        return value.upper()

    assert parse_mount(["source=a", "target=b"], expand).source == "A"
    assert seen == ["a", "b"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param(("x",), "invalid field 'x' must be a key=value pair", id="no value"),
        pytest.param(("tipe=x",), "unexpected key 'tipe' in 'tipe=x' (did you mean type?)", id="unknown key"),
        pytest.param(("type=binds",), 'unsupported mount type "binds" (did you mean bind?)', id="unknown type"),
        pytest.param(("required",), "unexpected key 'required' for mount type 'bind'", id="required on bind"),
        pytest.param(
            ("type=cache", "required=1"), "unexpected key 'required' for mount type 'cache'", id="required on cache"
        ),
        pytest.param(("type=ssh", "required=x"), "invalid value for required: x", id="required no boolean"),
        pytest.param(("ro=x",), "invalid value for ro: x", id="switch no boolean"),
        pytest.param(("size=1",), "unexpected key 'size' for mount type 'bind'", id="size on bind"),
        pytest.param(("type=tmpfs", "size=x"), "invalid value for size: x", id="size no number"),
        pytest.param(("type=tmpfs", "size=1kıb"), "invalid value for size: 1kıb", id="size with a dotless i"),
        pytest.param(
            ("type=cache", "sharing=locke"),
            'unsupported sharing value "locke" (did you mean locked?)',
            id="unknown sharing",
        ),
        pytest.param(("type=cache", "mode=8"), "invalid value 8 for mode", id="mode not octal"),
        pytest.param(("type=cache", "uid=4294967296"), "invalid value 4294967296 for uid", id="uid too large"),
        pytest.param(("type=cache", "gid="), "invalid value  for gid", id="empty gid"),
        pytest.param(("type=cache", "gid=" + "9" * 5000), f"invalid value {'9' * 5000} for gid", id="endless gid"),
        pytest.param(("gid=1", "mode=1"), 'mode not allowed for "bind" type mounts', id="mode before gid on bind"),
        pytest.param(("type=tmpfs", "gid=1"), 'gid not allowed for "tmpfs" type mounts', id="gid on tmpfs"),
        pytest.param(("type=secret", "from=x"), "secret mount should not have a from", id="secret with from"),
        pytest.param(
            ("type=secret", "sharing=shared"), "secret mount should not define sharing", id="secret with sharing"
        ),
        pytest.param(("type=secret",), "invalid secret mount. one of source, target required", id="secret of nothing"),
        pytest.param(("type=secret", "src=a", "id=b"), "both source and id can't be set", id="secret of two"),
        pytest.param(("type=ssh", "sharing=shared"), "invalid cache sharing set for ssh mount", id="sharing on ssh"),
    ],
)
def test_error_bad_mount(fields: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse(*fields)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("fields", "working_dir"),
    [
        pytest.param(("target=//",), "/", id="not the root as written"),
        pytest.param(("target=a",), "/", id="relative"),
        pytest.param((), "/work", id="the directory itself"),
        pytest.param(("type=secret", "id=x"), "/", id="secret"),
        pytest.param(("type=ssh",), "/", id="ssh"),
    ],
)
def test_good_targets(fields: tuple[str, ...], working_dir: str) -> None:
    check_mount(parse(*fields), True, working_dir)


@pytest.mark.parametrize(
    ("fields", "has_started", "message"),
    [
        pytest.param(("target=/",), True, 'invalid mount target "/"', id="root"),
        pytest.param(("target=../..",), True, 'invalid mount target "/"', id="root from the directory"),
        pytest.param(("type=ssh", "source=x"), True, "ssh does not support source", id="ssh with source"),
        pytest.param(
            ("from=x", "target=/a"),
            False,
            'cannot mount from stage "x" to "/a", stage needs to be defined before current command',
            id="later stage",
        ),
        pytest.param(
            ("type=cache", "target=/a"),
            False,
            'cannot mount from stage "scratch" to "/a", stage needs to be defined before current command',
            id="later stage of the name scratch",
        ),
    ],
)
def test_error_mount_in_its_stage(fields: tuple[str, ...], has_started: bool, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        check_mount(parse(*fields), has_started, "/a/b")
    assert str(raised.value) == message


def test_mount_of_nothing_may_come_from_a_stage_that_has_not_run() -> None:
    check_mount(parse("type=tmpfs", "target=/a"), False, "/")

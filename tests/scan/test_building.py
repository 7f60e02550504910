from __future__ import annotations

import gc
import pickle

import pytest

import preimage
from preimage.frontend.statement import Statement
from preimage.model.options import BuildRequest
from preimage.scan.building import BuildFiles, compile_build, make_row, name_platform, read_build_files
from preimage.scan.facts import BuiltImage, digest_of
from preimage.scan.trees import DISK
from preimage.scan.units import DOCKERFILE, Unit
from tests.scan.conftest import make_settings

UNIT = Unit(DOCKERFILE, "/r/Dockerfile", "r", "Dockerfile", folder="/r")


def make_files(text: str) -> BuildFiles:
    return BuildFiles(text.encode(), None, None, "preimage.lock")


def test_files_that_go_with_it(write_files) -> None:
    write_files({"D": "FROM x\n", "b.ignore": "y\n", "lock": "{}"})
    files = read_build_files(DISK, "D", ["a.ignore", "b.ignore"], "lock")
    assert (files.data, files.ignore, files.lock) == (b"FROM x\n", b"y\n", b"{}")
    inline = read_build_files(DISK, "", [], "absent", b"FROM y\n")
    assert (inline.data, inline.ignore, inline.lock) == (b"FROM y\n", None, None)
    assert len({files.digest("a"), files.digest("b"), inline.digest("a")}) == 3


def test_images_that_others_make_are_bases() -> None:
    config = preimage.compile("FROM scratch\nUSER app\n", platform="linux/amd64").image.to_json()
    image = BuiltImage(config, digest_of(config), [], is_known=True)
    key = "docker.io/library/own:1|linux/amd64"
    request = BuildRequest(platform="linux/amd64")
    built = compile_build(UNIT, request, make_files("FROM own:1\n"), make_settings(), {key: image})
    assert (built.row["user"], built.row["base_known"]) == ("app", True)
    assert built.linked == {("docker.io/library/own:1", "linux/amd64"): image.digest}
    assert pickle.loads(pickle.dumps(built)).row == built.row
    # On another platform it is another image.
    other = compile_build(
        UNIT, BuildRequest(platform="linux/arm64"), make_files("FROM own:1\n"), make_settings(), {key: image}
    )
    assert (other.row["base_known"], other.linked) == (False, {})


def test_error_what_a_build_looked_up_is_known_all_the_same() -> None:
    settings = make_settings(unresolved="error", bases=())
    settings.options.is_offline = True
    settings = type(settings)(settings.options, type(settings.sources)(settings.options, print))
    built = compile_build(UNIT, BuildRequest(platform="linux/amd64"), make_files("FROM own:1\n"), settings, {})
    assert built.row["ok"] is False
    assert built.uses == [("docker.io/library/own:1", "linux/amd64")]


def test_platforms_are_named_in_full() -> None:
    assert name_platform("arm64") == "linux/arm64"
    assert name_platform(None).startswith("linux/")
    with pytest.raises(preimage.OptionError):
        name_platform("bad!")
    assert make_row(UNIT, {"ok": False}, "bad!").row["platform"] == "bad!"


@pytest.mark.parametrize(
    "text",
    [
        "FROM scratch\nUNKNOWN\n",
        "FROM scratch\nEXPOSE x-y\n",
        "FROM scratch\nRUN <<E\n",
        "FROM a AS b\nCOPY --from=c / /\n",
    ],
)
def test_what_fails_is_let_go_of(text: str) -> None:
    """Nobody looks for dead objects for long: what thousands of faults held on to would stay."""
    gc.collect()
    gc.disable()
    try:
        before = len([each for each in gc.get_objects() if isinstance(each, Statement)])
        compile_build(UNIT, BuildRequest(platform="linux/amd64"), make_files(text), make_settings("error"), {})
        assert len([each for each in gc.get_objects() if isinstance(each, Statement)]) == before
    finally:
        gc.enable()

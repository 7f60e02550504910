from __future__ import annotations

import preimage
from preimage.bases.empty import EmptyBases
from preimage.bases.static import StaticBases
from preimage.edits.proof import Situation
from preimage.fix_api import RequestCompiler
from preimage.model.options import BuildRequest

TEXT = b"FROM a AS x\nFROM a AS X\nFROM a\n"


def list_shown(compiler: RequestCompiler, text: bytes) -> list[tuple[str | None, str | None, int, bool]]:
    return [(each.target, each.platform, each.bases, each.is_check) for each in
            compiler.list_situations(compiler.check(text))]  # fmt: skip


def test_situations_of_unknown_bases() -> None:
    compiler = RequestCompiler(BuildRequest(all_stages=True), EmptyBases())
    assert list_shown(compiler, TEXT) == [
        *(("", None, number, True) for number in range(4)),
        *((name, None, number, False) for number in range(4) for name in ("x", None)),
    ]


def test_situations_of_known_bases_and_platforms() -> None:
    platforms = ["linux/amd64", "linux/arm64"]
    compiler = RequestCompiler(BuildRequest(), StaticBases({"*": {"config": {}}}), platforms=platforms)
    assert list_shown(compiler, b"FROM a AS x\n") == [
        ("", None, 0, True), ("x", "linux/amd64", 0, False), ("x", "linux/arm64", 0, False),
    ]  # fmt: skip


def test_compiled_as_the_request_says() -> None:
    request = BuildRequest(build_args={"A": "1"}, labels={"l": "1"}, build_platform="linux/arm64", all_stages=True)
    compiler = RequestCompiler(request, EmptyBases())
    text = b"FROM a AS x\nARG A\nENV A=$A B=$B\nFROM b\n"
    compiler.check(text)
    image = compiler.compile(text, Situation("x", "linux/amd64", 1, False)).image
    assert (image.architecture, image.config.labels["l"]) == ("amd64", "1")
    # B is a variable of the base that stands in.
    assert image.config.env == ["PATH=/stand-in/bin", "A=1", "B=8080"]
    assert [word.text for each in compiler.locate(text) for word in each.arguments][:3] == ["a", "AS", "x"]
    assert isinstance(compiler.locate(text)[0], preimage.PlacedInstruction)

"""Targets that read files beside a Dockerfile: lock files, settings, test files, Compose and Bake files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import preimage
from fuzz.target import Target, join_parts, read_cases, split_parts
from preimage.bases.lock import LockedBases, make_lock_entry, parse_lock, render_lock
from preimage.inputs.settings_finder import read_settings
from preimage.model.bases import Base
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference
from preimage.results.origins import Origins
from preimage.test_files.document import parse_document
from preimage.test_files.runner import run_document
from preimage.test_files.syntax import TestFileError

PLATFORM = parse_platform("linux/amd64")
DOCS = Path(__file__).parent.parent / "docs"
ENVIRONMENT = {"HOME": "/home/me", "PATH": "/usr/bin", "TAG": "1", "PWD": "/project"}
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@cache
def scratch_folder() -> TemporaryDirectory[str]:
    """Give a folder of this process; it goes when the process ends."""
    return TemporaryDirectory(prefix="preimage-fuzz-")


def list_blocks(*languages: str) -> Iterator[bytes]:
    """Give the code of the pages of docs that is in one of the languages."""
    for page in sorted(DOCS.rglob("*.md")):
        for language, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
            if language in languages:
                yield text.encode()


def run_lock(data: bytes) -> None:
    """A lock file that can be read is written so that it reads the same, and gives bases or errors."""
    try:
        lock = parse_lock(data, "preimage.lock")
    except preimage.LockError as error:
        assert str(error).startswith("preimage.lock: ")
        return
    assert parse_lock(render_lock(lock.entries), "preimage.lock").entries == lock.entries
    bases = LockedBases(lock)
    for entry in lock.entries:
        try:
            bases.resolve(parse_reference(entry.reference), parse_platform(entry.platform))
        except (preimage.PreimageError, ValueError) as error:
            assert str(error)


def list_locks() -> Iterator[bytes]:
    """Give a lock file of the docs, and one for each config of some cases."""
    yield from list_blocks("json")
    digest = "sha256:" + "0" * 64
    for case in read_cases("explain"):
        entries = [
            make_lock_entry(parse_reference(reference), PLATFORM, Base(json.dumps(config).encode(), "", digest))
            for reference, config in (case.get("bases") or {}).items()
            if "*" not in reference and "|" not in reference
        ]
        yield render_lock(entries)


def run_settings(data: bytes) -> None:
    """Read both files that settings may stand in."""
    for name in ("preimage.toml", "pyproject.toml"):
        path = Path(scratch_folder().name) / name
        path.write_bytes(data)
        try:
            settings = read_settings(str(path))
        except preimage.PreimageError as error:
            assert name in str(error)
            continue
        if settings is not None:
            settings.for_file("")
            settings.for_file(str(path.parent / "a" / "Dockerfile"))


def list_settings() -> Iterator[bytes]:
    """Give the settings of the docs, also as a table of a shared file."""
    for block in list_blocks("toml"):
        yield block
        yield b"[tool.preimage]\n" + block


def run_test_files(data: bytes) -> None:
    """Read and run a test file in both of its forms."""
    image = preimage.compile(
        "FROM scratch\nENV A=b\nLABEL l=m\nEXPOSE 80\nVOLUME /v\nHEALTHCHECK CMD x\nCMD y", build_platform="linux/amd64"
    ).image
    for path in ("test.yaml", "test.json"):
        try:
            run_document(parse_document(data, path), image, Origins())
        except (TestFileError, preimage.PreimageError) as error:
            assert str(error)


def list_test_files() -> Iterator[bytes]:
    """Give the test files of the docs, and one with everything in it."""
    yield from list_blocks("yaml", "yml")
    document = {
        "schemaVersion": "2.0.0",
        "metadataTest": {
            "envVars": [{"key": "A", "value": "b.*", "isRegex": True}],
            "labels": [{"key": "l", "value": "m"}],
            "exposedPorts": ["80"],
            "volumes": ["/v"],
            "cmd": ["y"],
            "entrypoint": [],
            "workdir": "/",
            "user": "root",
        },
    }
    yield json.dumps(document).encode()


def run_compose(data: bytes) -> None:
    """Read a Compose file with an .env beside it, and the container of each service."""
    content, env = split_parts(data, 2)
    files = preimage.MemoryFiles("/project", {"compose.yaml": content, ".env": env, "Dockerfile": b"FROM scratch\n"})
    try:
        project = preimage.compose(files, environ=ENVIRONMENT)
        assert not project.builds or json.loads(project.to_json())
        for name in project.builds:
            project.container(name, {"Cmd": ["x"], "Env": ["A=b"]})
    except preimage.PreimageError as error:
        assert str(error)


def list_compose() -> Iterator[bytes]:
    """Give the Compose files of the cases."""
    for case in read_cases("compose", "container"):
        files = case.get("files") or {}
        for name in ("compose.yaml", "compose.yml", "docker-compose.yml"):
            if name in files:
                text = str(files[name]).encode("utf-8", "surrogateescape")
                yield join_parts(text, str(files.get(".env", "")).encode("utf-8", "surrogateescape"))


def run_bake(data: bytes) -> None:
    """Read a Bake file in the language of its first byte, and one that goes over it."""
    first, second = split_parts(data, 2)
    names = ("docker-bake.json", "docker-bake.override.hcl") if first.lstrip()[:1] == b"{" else ("docker-bake.hcl",)
    contents = dict(zip(names, (first, second), strict=False))
    try:
        project = preimage.bake(preimage.MemoryFiles("/project", contents), environ=ENVIRONMENT)
        json.loads(project.to_json())
    except preimage.PreimageError as error:
        assert str(error)


def list_bake() -> Iterator[bytes]:
    """Give the Bake files of the cases."""
    for case in read_cases("bake"):
        for name, text in case["files"].items():
            if name.endswith((".hcl", ".json")):
                yield str(text).encode("utf-8", "surrogateescape")


TARGETS = (
    Target(
        "lock", run_lock, list_locks, ('"version": 1', '"bases"', '"config"', '"config_digest"', '"binding"', "\\ud800")
    ),
    Target("settings", run_settings, list_settings, ("[tool.preimage]", "[[files]]", "paths = [", "build-args", '"""')),
    Target(
        "test-files", run_test_files, list_test_files, ("schemaVersion:", "metadataTest:", "isRegex: true", "&a", "*a")
    ),
    Target(
        "compose",
        run_compose,
        list_compose,
        ("services:", "build:", "${A:-b}", "<<: *a", "&a", "extends:", "!reset", "!override", "healthcheck:", "ports:"),
    ),
    Target(
        "bake", run_bake, list_bake, ("target ", "group ", "variable ", "function ", "matrix", "${", "%{ if", "for ")
    ),
)

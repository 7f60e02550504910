from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from preimage.bases.digests import compute_digest
from preimage.bases.lock import LockEntry

INDEX = f"sha256:{'1' * 64}"
MANIFEST = f"sha256:{'2' * 64}"
OTHER = f"sha256:{'3' * 64}"
CONFIG = compute_digest(b"{}")
DOCKERFILE = (
    "# syntax=docker/dockerfile:1\nFROM a:1 AS one\nRUN --mount=from=b:1 true\nFROM scratch\nFROM one\nFROM b\n"
)


def write_lock(*entries: dict[str, str]) -> None:
    bases = [confirm({"platform": "linux/amd64", "config_digest": CONFIG, "config": {}, **entry}) for entry in entries]
    Path("preimage.lock").write_text(json.dumps({"version": 1, "bases": bases}))


def confirm(entry: dict[str, Any]) -> dict[str, Any]:
    """Give an entry with what binds its parts together."""
    made = LockEntry(
        entry["reference"],
        entry["platform"],
        entry["config_digest"],
        {},
        entry.get("manifest", ""),
        entry.get("index", ""),
    )
    return {**entry, "binding": made.compute_binding()}


@pytest.fixture(autouse=True)
def dockerfile() -> Path:
    path = Path("Dockerfile")
    path.write_text(DOCKERFILE)
    write_lock({"reference": "docker.io/library/a:1", "index": INDEX, "manifest": MANIFEST})
    return path


PINNED = DOCKERFILE.replace("FROM a:1 ", f"FROM a:1@{INDEX} ")
LEFT = (
    "Dockerfile:3: b:1 is left alone: no digest in the lock file\n"
    "Dockerfile:6: b is left alone: no digest in the lock file\n"
)
NOTES = f"Dockerfile:2: a:1 is now a:1@{INDEX}\n{LEFT}"


def test_pinned_to_the_index(run, dockerfile) -> None:
    os.chmod(dockerfile, 0o640)
    assert run("pin") == (0, "", NOTES)
    assert dockerfile.read_text() == PINNED
    assert dockerfile.stat().st_mode & 0o777 == 0o640
    notes = "Dockerfile:2: {} is left alone: pinned already\n".format(f"a:1@{INDEX}")
    assert run("pin") == (0, "", notes + LEFT)


def test_check(run, dockerfile) -> None:
    assert run("pin", "--check") == (
        1,
        "",
        f"ERROR: Dockerfile:2: a:1 is not pinned; preimage pin makes it a:1@{INDEX}\n" + LEFT,
    )
    assert dockerfile.read_text() == DOCKERFILE
    run("pin")
    assert run("pin", "--check").status == 0


def test_digest_of_the_manifest_where_there_is_no_index(run, dockerfile) -> None:
    write_lock({"reference": "docker.io/library/a:1", "manifest": MANIFEST})
    run("pin")
    assert f"FROM a:1@{MANIFEST} AS one\n" in dockerfile.read_text()


def test_one_digest_for_all_platforms(run, dockerfile) -> None:
    entries = [
        {"reference": "docker.io/library/a:1", "platform": "linux/amd64", "index": INDEX, "manifest": MANIFEST},
        {"reference": "docker.io/library/a:1", "platform": "linux/arm64", "index": INDEX, "manifest": OTHER},
    ]
    write_lock(*entries)
    run("pin")
    assert dockerfile.read_text() == PINNED


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param(
            [{"platform": "linux/amd64", "manifest": MANIFEST}, {"platform": "linux/arm64", "manifest": OTHER}],
            id="several digests",
        ),
        pytest.param([{}], id="no digest"),
        pytest.param([], id="no entry"),
    ],
)
def test_left_alone(run, dockerfile, entries: list[dict[str, str]]) -> None:
    write_lock(*({"reference": "docker.io/library/a:1", **entry} for entry in entries))
    status, _, err = run("pin")
    assert (status, dockerfile.read_text()) == (0, DOCKERFILE)
    assert err.startswith("Dockerfile:2: a:1 is left alone: no digest in the lock file\n")


def test_what_is_pinned_is_found_in_the_lock_file(run, dockerfile) -> None:
    """Pinning changes neither what is built, nor what ``--locked`` finds."""
    dockerfile.write_text("FROM a:1\n")
    Path("preimage.lock").unlink()
    Path("a.json").write_text('{"architecture":"amd64","os":"linux","config":{"User":"u"}}')
    assert run("lock", "--platform", "linux/amd64", "--base", "a:1=a.json").status == 0
    document = json.loads(Path("preimage.lock").read_text())
    document["bases"][0] = confirm(document["bases"][0] | {"index": INDEX, "manifest": MANIFEST})
    Path("preimage.lock").write_text(json.dumps(document))
    before = run("config", "--locked", "--platform", "linux/amd64")
    assert run("pin").status == 0
    assert dockerfile.read_text() == f"FROM a:1@{INDEX}\n"
    assert run("config", "--locked", "--platform", "linux/amd64") == before
    assert run("lock", "--check", "--platform", "linux/amd64").status == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"manifest": OTHER},
            "reference, platform and digests do not belong together; they were changed after they were confirmed. Look "
            "it up anew with 'preimage lock --upgrade docker.io/library/a:1'",
            id="another manifest",
        ),
        pytest.param(
            {"index": OTHER},
            "reference, platform and digests do not belong together; they were changed after they were confirmed. Look "
            "it up anew with 'preimage lock --upgrade docker.io/library/a:1'",
            id="another index",
        ),
        pytest.param(
            {"binding": ""},
            "its digests were not confirmed; look it up with 'preimage lock --upgrade docker.io/library/a:1'",
            id="no binding",
        ),
    ],
)
def test_error_digest_that_was_not_confirmed(run, dockerfile, change: dict[str, str], message: str) -> None:
    document = json.loads(Path("preimage.lock").read_text())
    document["bases"][0] |= change
    Path("preimage.lock").write_text(json.dumps(document))
    dockerfile.write_text("FROM a:1\n")
    error = f"ERROR: ./preimage.lock: docker.io/library/a:1 for linux/amd64: {message}\n"
    assert run("pin") == (2, "", error)
    assert dockerfile.read_text() == "FROM a:1\n"
    assert run("lock", "--check", "--platform", "linux/amd64").status != 0
    if "binding" not in change:
        assert run("config", "--locked", "--platform", "linux/amd64") == (2, "", error)


def test_error_config_is_another(run, dockerfile) -> None:
    text = Path("preimage.lock").read_text()
    Path("preimage.lock").write_text(text.replace('"config": {}', '"config": {"author": "x"}'))
    assert run("pin") == (
        2,
        "",
        f"ERROR: ./preimage.lock: the config of docker.io/library/a:1 for linux/amd64 does not have digest {CONFIG}\n",
    )


def test_error_dockerfile_is_a_link(run, dockerfile) -> None:
    dockerfile.rename("other")
    dockerfile.symlink_to("other")
    assert run("pin") == (
        2,
        "",
        NOTES + "ERROR: Dockerfile is a symbolic link, which is not written through\n",
    )
    assert Path("other").read_text() == DOCKERFILE


def test_other_places(run, dockerfile) -> None:
    Path("folder").mkdir()
    Path("folder/Containerfile").write_text("FROM a:1\n")
    Path("preimage.lock").rename("folder/preimage.lock")
    assert run("pin", "folder").status == 0
    assert Path("folder/Containerfile").read_text() == f"FROM a:1@{INDEX}\n"
    assert run("pin", "-f", "Dockerfile", "--lock", "folder/preimage.lock").status == 0
    assert dockerfile.read_text() == PINNED


def test_standard_input_goes_to_standard_output(start) -> None:
    process = start("pin", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(DOCKERFILE.encode())
    assert (process.returncode, out.decode(), err.decode()) == (0, PINNED, NOTES)


def test_error_other_stages(run, dockerfile) -> None:
    text = "FROM a:1\nRUN x \\\\\nFROM b\n"
    dockerfile.write_text(text)
    assert run("pin") == (
        1,
        "",
        "ERROR: dockerfile-parse sees stages on lines 1 where BuildKit sees them on 1, 3; nothing is changed\n",
    )
    assert dockerfile.read_text() == text


def test_strict_fails_on_any_that_is_left(run, dockerfile) -> None:
    dockerfile.write_text("ARG V=1\nFROM a:$V\n")
    assert run("pin", "--check").status == 0
    status, _, err = run("pin", "--check", "--strict")
    assert (status, err) == (1, "Dockerfile:2: a:$V is left alone: the name has variables in it\n")
    dockerfile.write_text(f"FROM a:1@{INDEX}\nCOPY --from=a:1@{INDEX} a b\n")
    assert run("pin", "--check", "--strict").status == 0
    dockerfile.write_text(f"FROM a:1@{INDEX}\nCOPY --from=b:1 a b\n")
    assert run("pin", "--check", "--strict").status == 1


def test_error_strict_without_check(run) -> None:
    assert run("pin", "--strict") == (2, "", "ERROR: --strict goes with --check\n")


def test_error_no_lock_file(run) -> None:
    Path("preimage.lock").unlink()
    assert run("pin") == (2, "", "ERROR: ./preimage.lock: no such file\n")


def test_error_broken_dockerfile(run, dockerfile) -> None:
    dockerfile.write_text("FROM\n")
    status, _, err = run("pin")
    assert status == 1
    assert err.endswith("ERROR: dockerfile parse error on line 1: FROM requires either one or three arguments\n")

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from preimage.cli.main import main

DOCKERFILE = "FROM alpine:3.20 AS build\nFROM alpine:3.20 AS prod\nARG V=1\nENV V=$V\n"
BASE = '{"architecture": "amd64", "os": "linux", "config": {"User": "app"}}'
SNAPSHOT = "Dockerfile.config.json"


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "base.json").write_text(BASE)


@pytest.fixture
def snapshot(run):
    """Run the command with the config of the base."""
    return lambda *arguments: run("snapshot", "--base", "alpine:3.20=base.json", *arguments)


def read(path: str = SNAPSHOT) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))
    return document


def test_written_beside_the_dockerfile(snapshot) -> None:
    assert snapshot() == (0, f"wrote {SNAPSHOT}\n", "")
    document = read()
    assert list(document) == ["platform", "bases", "image"]
    assert document["platform"] == "linux/amd64"
    assert document["bases"] == [{"reference": "docker.io/library/alpine:3.20", "platform": "linux/amd64"}]
    assert document["image"]["config"]["User"] == "app"
    assert Path(SNAPSHOT).read_text().endswith("  }\n}\n")


def test_nothing_to_do(snapshot) -> None:
    snapshot()
    before = os.stat(SNAPSHOT)
    assert snapshot() == (0, "", "")
    assert snapshot("--check") == (0, "", "")
    after = os.stat(SNAPSHOT)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_updated(snapshot) -> None:
    snapshot()
    Path("Dockerfile").write_text(DOCKERFILE + "USER web\n")
    assert snapshot() == (0, f"updated {SNAPSHOT}\n", "")
    assert read()["image"]["config"]["User"] == "web"


def test_check_shows_the_difference_and_writes_nothing(snapshot) -> None:
    snapshot()
    before = Path(SNAPSHOT).read_bytes()
    Path("Dockerfile").write_text(DOCKERFILE.replace("V=1", "V=2"))
    status, out, err = snapshot("--check")
    assert status == 1
    assert out.startswith(f"{SNAPSHOT} -> now\n  ~ Env V     1 -> 2")
    assert err == f"ERROR: {SNAPSHOT}: out of date; write it anew with 'preimage snapshot'\n"
    assert Path(SNAPSHOT).read_bytes() == before


def test_check_without_a_snapshot(snapshot) -> None:
    message = f"ERROR: {SNAPSHOT}: there is no snapshot; write it with 'preimage snapshot'\n"
    assert snapshot("--check") == (1, "", message)
    assert not Path(SNAPSHOT).exists()


def test_fail_if_changed_writes_and_fails_once(snapshot) -> None:
    assert snapshot("--fail-if-changed") == (1, f"wrote {SNAPSHOT}\n", "")
    assert snapshot("--fail-if-changed") == (0, "", "")


def test_options_are_recorded(snapshot) -> None:
    options = (
        "--build-arg",
        "V=3",
        "--label",
        "b=2",
        "--label",
        "a=1",
        "--platform",
        "linux/arm64",
        "--target",
        "prod",
    )
    assert snapshot(*options) == (0, "wrote Dockerfile.prod.config.json\n", "")
    document = read("Dockerfile.prod.config.json")
    assert list(document) == ["platform", "target", "buildArgs", "labels", "bases", "image"]
    assert (document["platform"], document["target"]) == ("linux/arm64", "prod")
    assert document["buildArgs"] == {"V": "3"}
    assert list(document["labels"].items()) == [("a", "1"), ("b", "2")]
    assert snapshot(*options, "--check", "Dockerfile.prod.config.json").status == 0


def test_unresolved_bases_are_recorded(run) -> None:
    status, _, err = run("snapshot", "--unresolved", "empty")
    assert status == 0
    assert err == "WARNING: docker.io/library/alpine:3.20: base not known, taken as empty\n"
    assert read()["bases"] == [
        {"reference": "docker.io/library/alpine:3.20", "platform": "linux/amd64", "unresolved": True}
    ]


def test_digests_are_recorded_where_known(run) -> None:
    from preimage import Base, Platform
    from preimage.bases.lock import make_lock_entry, write_lock
    from preimage.model.references import parse_reference

    digest = "sha256:" + "a" * 64
    entry = make_lock_entry(
        parse_reference("alpine:3.20"), Platform("amd64", "linux"), Base(BASE.encode(), "test", digest)
    )
    write_lock("preimage.lock", [entry])
    assert run("snapshot", "--locked").status == 0
    assert read()["bases"] == [
        {"reference": "docker.io/library/alpine:3.20", "platform": "linux/amd64", "digest": digest}
    ]


def test_the_machine_does_not_matter(snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", "linux/s390x")
    assert snapshot("--check") == (0, "", "")
    assert snapshot("--check", "--build-arg", "SOURCE_DATE_EPOCH").status == 1


def test_folders_are_searched_and_snapshots_are_no_dockerfiles(snapshot) -> None:
    for path in ("web/Dockerfile", "web/api.dockerfile"):
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text("FROM scratch\n")
    names = [f"{path}.config.json" for path in ("Dockerfile", "web/Dockerfile", "web/api.dockerfile")]
    assert snapshot(".").out == "".join(f"wrote {os.path.normpath(name)}\n" for name in names)
    assert snapshot(".") == (0, "", "")
    assert sorted(map(str, Path().rglob("*.json"))) == sorted(["base.json", *map(os.path.normpath, names)])


def test_a_snapshot_stands_for_its_dockerfile(snapshot) -> None:
    assert snapshot(SNAPSHOT, "Dockerfile", "./Dockerfile").out == f"wrote {SNAPSHOT}\n"


def test_one_fault_does_not_keep_others_from_being_written(snapshot) -> None:
    Path("a.Dockerfile").write_text("FORM scratch\n")
    status, out, err = snapshot("a.Dockerfile", "Dockerfile")
    assert (status, out) == (1, f"wrote {SNAPSHOT}\n")
    assert "ERROR: dockerfile parse error on line 1: unknown instruction: FORM (did you mean FROM?)" in err


def test_the_last_worst_status_counts(run) -> None:
    Path("a.Dockerfile").write_text("FORM scratch\n")
    assert run("snapshot", "--offline", "a.Dockerfile", "Dockerfile").status == 4


def test_invalid_bytes_in_an_old_snapshot(snapshot) -> None:
    Path(SNAPSHOT).write_bytes(b'{"bases": [], "note": "\xff\xc2\x9b", "image": 5}\n')
    status, out, _ = snapshot("--check")
    assert status == 1
    assert '-{"bases": [], "note": "\\xff\\u009b", "image": 5}\n' in out
    assert snapshot().status == 0


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param(("-",), "a Dockerfile from standard input has no place for a snapshot", id="standard input"),
        pytest.param(("empty",), "empty: no Dockerfile in this folder", id="folder without Dockerfiles"),
        pytest.param(("no/Dockerfile",), "no/Dockerfile: No such file or directory", id="no file"),
        pytest.param(
            ("--platform", "linux/amd64,linux/arm64"),
            "snapshot takes one platform (see 'preimage snapshot --help')",
            id="two platforms",
        ),
    ],
)
def test_error_wrong_use(snapshot, arguments: tuple[str, ...], text: str) -> None:
    Path("empty").mkdir()
    assert snapshot(*arguments) == (2, "", f"ERROR: {text}\n")


def test_main_knows_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snapshot", "--help"]) == 0
    assert "Dockerfile.config.json" in capsys.readouterr().out


def test_error_limit_names_the_file_and_stops_no_other(run, tmp_path: Path) -> None:
    doubled = "".join(f"ENV A{number}=$A{number - 1}$A{number - 1}\n" for number in range(1, 41))
    (tmp_path / "a.Dockerfile").write_text(f"FROM scratch\nENV A0=xxxxxxxxxx\n{doubled}")
    (tmp_path / "b.Dockerfile").write_text("FROM scratch\n")
    status, out, err = run("snapshot", "a.Dockerfile", "b.Dockerfile")
    assert (status, out) == (1, "wrote b.Dockerfile.config.json\n")
    assert err == (
        "ERROR: a.Dockerfile: variables expand to more than 4194304 characters in this build "
        "(limit expanded_characters)\n"
    )


def test_check_shows_other_options_and_bases(snapshot) -> None:
    snapshot()
    status, out, _ = snapshot("--check", "--platform", "linux/arm64")
    assert status == 1
    assert '\nplatform: "linux/amd64" -> "linux/arm64"\n' in out


def test_recorded_options_are_taken_again(snapshot, run) -> None:
    Path("Dockerfile").write_text("FROM alpine:3.20\nARG V=1\nARG W=1\nLABEL v=$V w=$W\n")
    options = ["--build-arg", "V=3", "--platform", "linux/arm64", "--label", "l=1"]
    assert snapshot(*options).status == 0
    assert snapshot("--check") == (0, "", "")
    assert snapshot() == (0, "", "")
    assert snapshot("--build-arg", "W=2").status == 0
    assert read()["platform"] == "linux/arm64"
    assert read()["buildArgs"] == {"V": "3", "W": "2"}
    assert read()["labels"] == {"l": "1"}
    assert snapshot("--build-arg", "V=4", "--label", "l=2", "--platform", "linux/amd64").status == 0
    assert (read()["platform"], read()["buildArgs"], read()["labels"]) == (
        "linux/amd64",
        {"V": "4", "W": "2"},
        {"l": "2"},
    )


def test_recorded_unresolved_base_stays_so(run) -> None:
    assert run("snapshot", "--unresolved", "empty").status == 0
    assert run("snapshot", "--check").status == 0
    assert run("snapshot", "--check", "--unresolved", "error", "--offline").status == 4


@pytest.mark.parametrize(
    "text", ["", '{"image": {}, "platform": 1, "buildArgs": {"": "x"}, "bases": [1]}', '{"bases": [], "image": 5}']
)
def test_record_that_is_none_is_written_anew(snapshot, text) -> None:
    Path(SNAPSHOT).write_text(text)
    assert snapshot() == (0, f"updated {SNAPSHOT}\n", "")
    assert "buildArgs" not in read()


def test_lock_and_snapshot_have_one_default(run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("Dockerfile").write_text(
        "FROM --platform=$BUILDPLATFORM alpine:3.20 AS build\nFROM alpine:3.20\nCOPY --from=build a b\n"
    )
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", "linux/arm64")
    assert run("lock", "--base", "alpine:3.20=base.json").status == 0
    monkeypatch.delenv("DOCKER_DEFAULT_PLATFORM")
    assert run("snapshot", "--offline", "--platform", "linux/arm64").status == 0
    assert read()["platform"] == "linux/arm64"
    assert run("snapshot", "--check", "--offline").status == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("  ", " "), id="written otherwise"),
        pytest.param(lambda text: '{"bases": [], "image": 5}', id="no image"),
    ],
)
def test_check_shows_lines_where_there_are_no_leaves(snapshot, change) -> None:
    snapshot()
    path = Path(SNAPSHOT)
    path.write_text(change(path.read_text()))
    status, out, _ = snapshot("--check")
    assert status == 1
    assert out.startswith(f"--- {SNAPSHOT}\n+++ {SNAPSHOT} (now)\n")


def test_error_snapshot_is_a_link(run, tmp_path: Path) -> None:
    """A link that a project brings along must not lead a command into a file of its user."""
    (tmp_path / "bashrc").write_text("before")
    (tmp_path / "Dockerfile").write_text('FROM scratch\nLABEL a="$(touch x)"\n')
    (tmp_path / "Dockerfile.config.json").symlink_to("bashrc")
    error = "ERROR: Dockerfile.config.json is a symbolic link, which is not written through\n"
    assert run("snapshot") == (2, "", error)
    assert (tmp_path / "bashrc").read_text() == "before"
    assert run("snapshot", "--check") == (
        2,
        "",
        "ERROR: Dockerfile.config.json is a symbolic link; only regular files are read here\n",
    )


@pytest.mark.parametrize("option", [(), ("--check",), ("--fail-if-changed",)], ids=["write", "check", "hook"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("precious notes\n", id="text"),
        pytest.param('{"image": "photo.png"}', id="JSON with an image"),
        pytest.param('{"config": {}, "rootfs": {}}', id="an image config"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="an object"),
        pytest.param("[" * 9999, id="nested too deeply"),
        pytest.param('<<<<<<< ours\n{"bases": [], "image": {}}\n', id="marks of a merge"),
    ],
)
def test_error_no_snapshot_of_ours(snapshot, text: str, option: tuple[str, ...]) -> None:
    Path(SNAPSHOT).write_text(text)
    assert snapshot(*option) == (
        2,
        "",
        f"ERROR: {SNAPSHOT} is no snapshot, and is left as it is; if it may go, delete it and run this again\n",
    )
    assert Path(SNAPSHOT).read_text() == text


def test_empty_file_is_written_over(snapshot) -> None:
    Path(SNAPSHOT).write_text("\n")
    assert snapshot() == (0, f"updated {SNAPSHOT}\n", "")


def test_error_folder_in_the_way(run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "Dockerfile.config.json").mkdir()
    assert run("snapshot") == (2, "", "ERROR: Dockerfile.config.json is a folder, which is in the way\n")


def test_long_names_have_room_for_a_snapshot(run, tmp_path: Path) -> None:
    name = "n" * (250 - len(".Dockerfile.config.json")) + ".Dockerfile"
    (tmp_path / name).write_text("FROM scratch\n")
    assert run("snapshot", name) == (0, f"wrote {name}.config.json\n", "")

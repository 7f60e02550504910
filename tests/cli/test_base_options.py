"""Which source answers for a base, and that no other is asked."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

import preimage

ROOT = Path(__file__).parent.parent.parent
SOURCES = str(Path(preimage.__file__).parent.parent)
GUARD = """
import os, sys

def refuse(event, arguments):
    if event.startswith("socket."):
        os.write(2, f"SOCKET: {event}\\n".encode())
        os._exit(99)

sys.addaudithook(refuse)
from preimage.cli import main
status = main(sys.argv[1:])
if "urllib3" in sys.modules:
    os.write(2, b"an HTTP library was loaded\\n")
    status = 98
sys.exit(status)
"""
"""Runs a command and ends with status 99 as soon as it makes a socket or looks up the name of a host."""

PLATFORM = ["--platform", "linux/amd64"]


@pytest.fixture
def run_guarded(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give a function that runs a command in a process that must not make a socket."""

    def run(*arguments: str, text: str = "", status: int = 0) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": SOURCES, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        ran = subprocess.run(
            [sys.executable, "-c", GUARD, *arguments], env=env, input=text, capture_output=True, text=True, check=False
        )
        assert ran.returncode == status, ran.stderr
        return ran

    return run


def write_config(path: Path, user: str, **config: object) -> Path:
    document = {"architecture": "amd64", "os": "linux", "config": {"User": user, **config}}
    path.write_text(json.dumps(document, separators=(",", ":")))
    return path


def write_layout(directory: Path, user: str, name: str = "", tag: str = "") -> str:
    """Write a layout with one image and give the digest of its manifest."""
    blobs = directory / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def add(document: dict[str, object], kind: str) -> dict[str, object]:
        content = json.dumps(document, separators=(",", ":")).encode()
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        media_type = f"application/vnd.oci.image.{kind}.v1+json"
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}

    config = add({"architecture": "amd64", "os": "linux", "config": {"User": user}}, "config")
    manifest = add({"schemaVersion": 2, "config": config, "layers": []}, "manifest")
    names = {"io.containerd.image.name": name, "org.opencontainers.image.ref.name": tag}
    entry = manifest | {"annotations": {key: text for key, text in names.items() if text}}
    (directory / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}))
    (directory / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return str(manifest["digest"])


def write_archive(path: Path, directory: Path) -> Path:
    with tarfile.open(path, "w") as tar:
        tar.add(directory, "")
    return path


@pytest.fixture(autouse=True)
def dockerfile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "Dockerfile"
    # Nobody listens on port 1.
    path.write_text("FROM 127.0.0.1:1/app:1\n")
    return path


APP = "127.0.0.1:1/app:1"


def read_user(run, *arguments: str, said: str = "") -> str:
    status, out, err = run("config", "--section", "config", *PLATFORM, *arguments)
    assert (status, err) == (0, said)
    user = json.loads(out).get("User", "")
    assert isinstance(user, str)
    return user


def lock_as(run, user: str) -> None:
    """Make the lock file name a user, in the folder of the Dockerfile."""
    Path("preimage.lock").unlink(missing_ok=True)
    write_config(Path("locked.json"), user)
    status, _, err = run("lock", *PLATFORM, "--base", f"{APP}=locked.json")
    assert (status, err) == (0, "")


def test_each_source(run, tmp_path) -> None:
    write_config(tmp_path / "a.json", "from a file")
    write_layout(tmp_path / "layout", "from a layout", APP, "1")
    write_archive(tmp_path / "a.tar", tmp_path / "layout")
    assert read_user(run, "--base", f"{APP}=a.json") == "from a file"
    assert read_user(run, "--base", "*=a.json") == "from a file"
    assert read_user(run, "--base", f"{APP}=oci-layout://layout:1") == "from a layout"
    assert read_user(run, "--base", f"{APP}=docker-archive:a.tar") == "from a layout"
    assert read_user(run, "--bases-from", "oci-layout://layout") == "from a layout"
    assert read_user(run, "--bases-from", "docker-archive:a.tar") == "from a layout"
    lock_as(run, "from the lock")
    assert read_user(run) == "from the lock"


def test_order(run, tmp_path) -> None:
    write_config(tmp_path / "a.json", "given")
    write_layout(tmp_path / "layout", "named", APP)
    lock_as(run, "locked")
    named = ["--bases-from", "oci-layout://layout"]
    assert read_user(run, "--base", f"{APP}=a.json", *named) == "given"
    assert read_user(run, *named) == "locked"
    Path("preimage.lock").unlink()
    said = f"--base other is not used: asked for: {APP}\n"
    assert read_user(run, *named, "--base", "other=a.json", said=said) == "named"


def test_only_the_lock_file_with_locked(run, tmp_path) -> None:
    write_config(tmp_path / "a.json", "given")
    lock_as(run, "locked")
    said = "--base has no effect with --locked: only the lock file answers\n"
    assert read_user(run, "--locked", "--base", f"{APP}=a.json", said=said) == "locked"
    status, _, err = run("config", "--locked", "--platform", "linux/arm64", "--base", f"{APP}=a.json")
    assert status == 4
    assert f"ERROR: {APP}: {APP}: not found\n" in err
    assert "'preimage lock" in err


def test_lock_file_of_another_name(run, tmp_path) -> None:
    lock_as(run, "locked")
    Path("preimage.lock").rename("other.lock")
    assert read_user(run, "--lock", "other.lock", "--locked") == "locked"


def test_error_no_lock_file_with_locked(run) -> None:
    assert run("config", "--locked") == (
        2,
        "",
        "ERROR: ./preimage.lock: there is no lock file; 'preimage lock' writes it\n",
    )


def test_error_standard_input_has_no_lock_file(run_guarded) -> None:
    ran = run_guarded("config", "--locked", "-", text="FROM scratch\n", status=2)
    assert ran.stderr == "ERROR: a Dockerfile from standard input has no lock file; name one with --lock\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--base", "a.json"], "--base a.json: want REF=SOURCE", id="base without a source"),
        pytest.param(
            ["--base", "A=a.json"],
            "--base A: invalid reference format: repository name (library/A) must be lowercase",
            id="base that is no reference",
        ),
        pytest.param(
            ["--bases-from", "a.tar"],
            "--bases-from a.tar: want oci-layout://DIR, docker-archive:FILE or engine[://SOCKET]",
            id="unknown kind of source",
        ),
        pytest.param(["--build-context", "x"], "--build-context x: want NAME=SOURCE", id="context without a source"),
        pytest.param(
            ["--build-context", "x=none"], "--build-context x=none: there is no such folder", id="context not there"
        ),
        pytest.param(["--base", "a=none.json"], "none.json: No such file or directory", id="file that is not there"),
    ],
)
def test_error_options(run, arguments: list[str], message: str) -> None:
    assert run("config", *arguments) == (2, "", f"ERROR: {message}\n")


def test_error_file_too_large(run, tmp_path) -> None:
    with open(tmp_path / "a.json", "wb") as file:
        file.truncate((16 << 20) + 1)
    assert run("config", "--base", f"{APP}=a.json") == (1, "", "ERROR: a.json is larger than 16777216 bytes\n")


def test_error_damaged_source_is_not_passed_over(run, tmp_path) -> None:
    """What another source says must not silently take the place of an image that is there, but damaged."""
    write_config(tmp_path / "a.json", "given")
    write_layout(tmp_path / "layout", "named", APP)
    for blob in (tmp_path / "layout" / "blobs" / "sha256").iterdir():
        blob.write_text("{}")
    status, out, err = run("config", "--bases-from", "oci-layout://layout", "--unresolved", "empty")
    assert (status, out) == (4, "")
    assert "ERROR: layout: " in err


# Contexts


def test_context_in_place_of_a_base(run, tmp_path, dockerfile) -> None:
    dockerfile.write_text("FROM app\n")
    write_layout(tmp_path / "layout", "from the layout", tag="1")
    assert read_user(run, "--build-context", "app=oci-layout://layout:1") == "from the layout"
    assert read_user(run, "--build-context", "docker.io/library/app:latest=oci-layout://layout") == "from the layout"
    write_config(tmp_path / "other.json", "from another image")
    image = ["--build-context", "app=docker-image://other:1", "--base", "other:1=other.json"]
    assert read_user(run, *image) == "from another image"
    assert read_user(run, "--build-context", "app=.") == ""


def test_context_in_place_of_a_stage(run, tmp_path, dockerfile) -> None:
    dockerfile.write_text("FROM scratch AS s\nUSER own\nFROM s\n")
    write_layout(tmp_path / "layout", "from the layout")
    assert read_user(run) == "own"
    assert read_user(run, "--build-context", "s=oci-layout://layout") == "from the layout"


def test_context_folder_with_a_colon_in_its_name(run, tmp_path, dockerfile) -> None:
    dockerfile.write_text("FROM scratch AS s\nUSER own\nFROM s\n")
    (tmp_path / "a:b").mkdir()
    assert read_user(run, "--build-context", "s=a:b") == ""


def test_contexts_with_check_and_outline(run, tmp_path, dockerfile) -> None:
    dockerfile.write_text("FROM app\nARG V=1\n")
    write_layout(tmp_path / "layout", "from the layout")
    for command in ("check", "outline"):
        assert run(command, "--unresolved", "error", "--build-context", "app=oci-layout://layout").status == 0


def test_context_is_what_is_built_from_with_locked_too(run, tmp_path, dockerfile) -> None:
    dockerfile.write_text("FROM app\nFROM other\n")
    write_layout(tmp_path / "layout", "from the layout")
    write_config(tmp_path / "other.json", "from the lock")
    context = ["--build-context", "app=oci-layout://layout"]
    assert run("lock", *PLATFORM, *context, "--base", "other=other.json").status == 0
    locked = json.loads(Path("preimage.lock").read_text())
    assert [entry["reference"] for entry in locked["bases"]] == ["docker.io/library/other:latest"]
    assert run("lock", "--check", *PLATFORM, *context).status == 0
    said = "--build-context app is not used: nothing that was built has a stage or an image of that name\n"
    assert read_user(run, "--locked", *context, said=said) == "from the lock"


def test_error_context_without_the_image(run, tmp_path, dockerfile) -> None:
    dockerfile.write_text("FROM app\n")
    write_layout(tmp_path / "layout", "from the layout", tag="1")
    status, _, err = run("config", "--build-context", "app=oci-layout://layout:2", "--unresolved", "empty")
    assert status == 4
    assert "ERROR: Dockerfile: build context app: layout: no image has the tag 2\n" in err


def test_error_context_of_an_unknown_kind(run) -> None:
    status, _, err = run("config", "--build-context", f"{APP}=ftp://x", "--offline")
    assert status == 1
    assert err.endswith(f"ERROR: unsupported context source ftp for {APP}\n")


# Unknown bases


def test_error_unknown_base_says_how_to_go_on(run) -> None:
    status, out, err = run("config", "--offline")
    assert (status, out) == (4, "")
    assert err == (
        "Dockerfile:1\n--------------------\n   1 | >>> FROM 127.0.0.1:1/app:1\n   2 |     \n--------------------\n"
        f"ERROR: {APP}: {APP}: not found\n"
        f"The config of {APP} is not known: no registry was asked: --offline.\n"
        f"Give it with --base {APP}=FILE (FILE from 'skopeo inspect --config --raw docker://{APP}'), have it fetched and "
        "kept with 'preimage lock' where a registry can be asked, or take an empty one with --unresolved empty.\n"
    )


@pytest.mark.parametrize(
    ("platform", "default", "command"),
    [
        pytest.param("linux/s390x", "", "preimage lock --platform linux/s390x", id="not that of the machine"),
        pytest.param("linux/s390x", "linux/s390x", "preimage lock", id="that of the environment"),
    ],
)
def test_error_unknown_base_names_the_command_that_fixes_it(
    run, monkeypatch: pytest.MonkeyPatch, platform: str, default: str, command: str
) -> None:
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", default)
    assert f"kept with '{command}' where" in run("config", "--offline", "--platform", platform).err


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "short"])
def test_error_unknown_base_in_a_check_says_so_once(run, dockerfile, form: str) -> None:
    Path("Dockerfile.other").write_text(dockerfile.read_text())
    status, out, err = run("check", "--unresolved", "error", "--offline", "--format", form)
    assert status == 1
    assert err.endswith("or take an empty one with --unresolved empty.\n")
    assert (out + err).count("is not known: no registry was asked") == 1
    assert (out + err).count("Give it with") == 1


def test_unknown_base_taken_as_empty(run) -> None:
    status, out, err = run("config", *PLATFORM, "--unresolved", "empty", "--section", "config")
    assert (status, err) == (0, f"WARNING: {APP}: base not known, taken as empty\n")
    assert list(json.loads(out)) == ["Env"]


def test_error_registry_that_does_not_answer(run) -> None:
    status, out, err = run("config")
    assert (status, out) == (4, "")
    assert f"ERROR: {APP}: " in err
    assert err.endswith(
        "refuses the connection\n"
        "Without the registry: give the config with --base REF=FILE, or take an empty one with --unresolved empty.\n"
    )
    assert "preimage lock" not in err


# No socket


COMMANDS = [
    pytest.param(["config"], 0, id="config"),
    pytest.param(["config", "--digest"], 0, id="config --digest"),
    pytest.param(["check"], 0, id="check"),
    pytest.param(["check", "--unresolved", "error"], 0, id="check, unknown bases being errors"),
    pytest.param(["outline"], 0, id="outline"),
    pytest.param(["targets"], 0, id="targets"),
    pytest.param(["pin"], 0, id="pin"),
    pytest.param(["verify", ".", "image.json"], 0, id="verify"),
    pytest.param(["snapshot"], 0, id="snapshot"),
    pytest.param(["test", "-c", "tests.json"], 0, id="test"),
]


@pytest.mark.parametrize("option", ["--locked", "--offline"])
@pytest.mark.parametrize(("arguments", "status"), COMMANDS)
def test_no_socket_with_a_lock_file(run, run_guarded, arguments: list[str], status: int, option: str) -> None:
    lock_as(run, "locked")
    Path("tests.json").write_text('{"schemaVersion": "2.0.0", "metadataTest": {"user": "locked"}}')
    Path("image.json").write_text(run("config", *PLATFORM, "--format", "canonical").out)
    platform = [] if arguments[0] in ("check", "outline", "pin", "targets") else PLATFORM
    if arguments[0] in ("check", "outline"):
        platform = ["--build-platform", "linux/amd64"]
    run_guarded(*arguments, *platform, option, status=status)


@pytest.mark.parametrize(
    ("arguments", "text", "status"),
    [
        pytest.param(["config", "-"], "FROM scratch\n", 0, id="no base is needed"),
        pytest.param(["config", "-"], f"FROM {APP} AS unused\nFROM scratch\n", 0, id="the base is not needed"),
        pytest.param(["config", "-", "--offline"], f"FROM {APP}\n", 4, id="offline"),
        pytest.param(["config", "-", "--unresolved", "empty"], f"FROM {APP}\n", 0, id="empty base"),
        pytest.param(["check", "-"], f"FROM {APP}\n", 0, id="check"),
        pytest.param(["outline", "-"], f"FROM {APP}\n", 0, id="outline"),
        pytest.param(["targets", "-"], f"FROM {APP}\n", 0, id="targets"),
        pytest.param(["lock", "--check"], "", 1, id="lock --check"),
        pytest.param(["lock", "--offline"], "", 4, id="lock --offline"),
        pytest.param(["lock", "--unresolved", "empty"], "", 0, id="lock with empty bases"),
        pytest.param(["verify", ".", "Dockerfile", "--offline"], "", 4, id="verify --offline"),
        pytest.param(
            ["verify", "-", "alpine", "--offline"], "FROM scratch\n", 2, id="verify of an image in a registry"
        ),
    ],
)
def test_no_socket(run_guarded, arguments: list[str], text: str, status: int) -> None:
    run_guarded(*arguments, text=text, status=status)


def test_the_guard_sees_a_socket(run_guarded) -> None:
    """Without any of these a registry is asked, which the guard notices; else the tests above say nothing."""
    assert "SOCKET: socket." in run_guarded("config", status=99).stderr


def test_given_base_needs_no_socket(run_guarded, tmp_path) -> None:
    write_config(tmp_path / "a.json", "given")
    run_guarded("config", "--base", f"{APP}=a.json")
    run_guarded("config", "--base", "*=a.json")


def test_cache_needs_no_socket(run_guarded, tmp_path, dockerfile) -> None:
    """What is pinned to a digest that was fetched before is there offline too."""
    digest = write_layout(tmp_path / "layout", "cached")
    for blob in (tmp_path / "layout" / "blobs" / "sha256").iterdir():
        place = tmp_path / "cache" / "preimage" / "sha256" / blob.name[:2] / blob.name[2:]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(blob.read_bytes())
    dockerfile.write_text(f"FROM {APP}@{digest}\n")
    for arguments in ([], ["--offline"]):
        ran = run_guarded("config", "--section", "config", *PLATFORM, *arguments)
        assert json.loads(ran.stdout)["User"] == "cached"
    # An empty base does not depend on what is in the cache.
    ran = run_guarded("config", "--section", "config", *PLATFORM, "--unresolved", "empty")
    assert "User" not in json.loads(ran.stdout)


HOOKS = re.findall(
    r"^  entry: preimage (.+)$", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), re.MULTILINE
)


@pytest.mark.parametrize("entry", HOOKS)
def test_hooks_are_offline(run_guarded, entry: str) -> None:
    status = 0
    arguments = entry.split()
    if arguments[0] == "test":
        Path("tests.yaml").write_text("schemaVersion: 2.0.0\nmetadataTest: {user: x}\n")
        arguments += ["-c", "tests.yaml"]
    if arguments[0] != "check":
        status = 4
    run_guarded(*arguments, status=status)


def test_there_are_hooks() -> None:
    assert {entry.split()[0] for entry in HOOKS} == {"check", "snapshot", "test"}


def test_the_pytest_fixture_is_offline(tmp_path) -> None:
    Path("test_image.py").write_text(
        "import pytest\n"
        "from preimage import MissingBaseError\n"
        "def test_image(preimage):\n"
        "    with pytest.raises(MissingBaseError):\n"
        "        preimage('Dockerfile')\n"
    )
    guard = GUARD.replace("from preimage.cli import main", "from pytest import main")
    arguments = ["-q", "-p", "preimage.pytest_plugin", "-p", "no:cacheprovider", "test_image.py"]
    env = {**os.environ, "PYTHONPATH": SOURCES, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    ran = subprocess.run(
        [sys.executable, "-c", guard, *arguments], env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 passed" in ran.stdout


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("oci-layout://layout:2", "no image has the tag 2", id="layout"),
        pytest.param("docker-archive:archive:x/y:2", "no image is called x/y:2", id="archive"),
    ],
)
def test_error_no_other_source_stands_in_for_a_named_image(run, tmp_path: Path, source: str, text: str) -> None:
    write_layout(tmp_path / "layout", "app", APP, "1")
    write_archive(tmp_path / "archive", tmp_path / "layout")
    write_config(tmp_path / "other.json", "other")
    status, out, err = run("config", *PLATFORM, "--base", f"{APP}={source}", "--base", "*=other.json")
    assert (status, out) == (4, "")
    (line,) = (line for line in err.splitlines() if line.startswith("ERROR: "))
    assert line.startswith(f"ERROR: --base {APP}: ")
    assert line.endswith(f": {text}")

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer

import pytest

from preimage.bases.lock import read_lock
from preimage.cli import main

PLATFORM = ["--platform", "linux/amd64"]


def write_config(name: str, user: str, architecture: str = "amd64", **config: object) -> str:
    document = {"architecture": architecture, "os": "linux", "config": {"User": user, **config}}
    Path(name).write_text(json.dumps(document, separators=(",", ":")))
    return name


def references() -> list[str]:
    return [f"{entry.reference} {entry.platform}" for entry in read_lock("preimage.lock").entries]


def locked_user(reference: str = "docker.io/library/a:1") -> object:
    (entry,) = (entry for entry in read_lock("preimage.lock").entries if entry.reference == reference)
    return json.loads(entry.restore_text())["config"]["User"]


@pytest.fixture(autouse=True)
def dockerfile(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", os.getcwd())
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    path = Path("Dockerfile")
    path.write_text("FROM a:1\n")
    write_config("a.json", "one")
    write_config("b.json", "two")
    return path


GIVEN_A = ["--base", "a:1=a.json", "--offline"]


def test_written_beside_the_dockerfile(run) -> None:
    status, out, err = run("lock", *PLATFORM, *GIVEN_A)
    assert (status, err) == (0, "")
    digest = read_lock("preimage.lock").entries[0].config_digest
    assert out == f"locked docker.io/library/a:1 linux/amd64 {digest}\n./preimage.lock: 1 base locked\n"
    assert json.loads(Path("preimage.lock").read_text()) == {
        "version": 1,
        "bases": [
            {
                "reference": "docker.io/library/a:1",
                "platform": "linux/amd64",
                "config_digest": digest,
                "config": {"architecture": "amd64", "os": "linux", "config": {"User": "one"}},
            }
        ],
    }


def test_what_is_locked_stays(run) -> None:
    run("lock", *PLATFORM, *GIVEN_A)
    before = os.stat("preimage.lock").st_mtime_ns
    assert run("lock", *PLATFORM, "--base", "a:1=b.json").out == "./preimage.lock: 1 base locked\n"
    assert locked_user() == "one"
    assert os.stat("preimage.lock").st_mtime_ns == before


def test_everything_that_can_be_reached(run, dockerfile) -> None:
    """Any target, ``COPY --from``, mounts, triggers and platforms; not what nothing leads to."""
    dockerfile.write_text(
        "ARG V=1\n"
        "FROM a:$V AS one\n"
        "FROM scratch AS two\n"
        "COPY --from=copied:1 /x /\n"
        "RUN --mount=from=mounted:1 true\n"
        "FROM parent:1 AS three\n"
        "FROM one\n"
        "# FROM comment:1\n"
    )
    write_config("parent.json", "p", OnBuild=["COPY --from=triggered:1 /x /"])
    bases = ["--base", "*=a.json", "--base", "parent:1=parent.json"]
    status, out, _ = run("lock", "--platform", "linux/amd64,linux/arm64", *bases)
    names = ["a:1", "copied:1", "mounted:1", "parent:1", "triggered:1"]
    expected = [f"docker.io/library/{name} linux/{arch}" for name in names for arch in ("amd64", "arm64")]
    assert (status, references()) == (0, expected)
    assert out.endswith("./preimage.lock: 10 bases locked\n")
    assert run("lock", "--platform", "linux/amd64,linux/arm64", "--check").status == 0


def test_build_args_lead_to_other_bases(run, dockerfile) -> None:
    dockerfile.write_text("ARG V=1\nFROM a:$V\n")
    run("lock", *PLATFORM, "--base", "*=a.json")
    run("lock", *PLATFORM, "--base", "*=a.json", "--build-arg", "V=2")
    assert references() == ["docker.io/library/a:1 linux/amd64", "docker.io/library/a:2 linux/amd64"]


def test_a_stage_that_fails_does_not_hide_bases(run, dockerfile) -> None:
    dockerfile.write_text("FROM a:1 AS broken\nCOPY --from=9 / /\nFROM b:1\n")
    assert run("lock", *PLATFORM, "--base", "*=a.json").status == 1
    dockerfile.write_text("FROM a:1 AS broken\nLABEL x=${X:?unset}\nFROM b:1\n")
    assert run("lock", *PLATFORM, "--base", "*=a.json").status == 0
    assert references() == ["docker.io/library/a:1 linux/amd64", "docker.io/library/b:1 linux/amd64"]


def test_folders_have_their_own(run) -> None:
    for folder in ("x", "y"):
        Path(folder).mkdir()
        Path(folder, "Dockerfile").write_text(f"FROM {folder}:1\n")
        Path(folder, "Dockerfile.dev").write_text(f"FROM {folder}:dev\n")
    assert run("lock", *PLATFORM, "--base", "*=a.json").status == 0
    for folder in ("x", "y"):
        entries = read_lock(f"{folder}/preimage.lock").entries
        assert [entry.reference for entry in entries] == [f"docker.io/library/{folder}:{tag}" for tag in ("1", "dev")]
    assert run("lock", *PLATFORM, "--base", "*=a.json", "--lock", "all.lock").status == 0
    assert len(read_lock("all.lock").entries) == 5


def test_nothing_to_lock(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\n")
    assert run("lock").out == "./preimage.lock: 0 bases locked\n"
    assert run("config", "--locked").status == 0


def test_pinned_base_is_answered_by_the_entry_of_its_tag(run, dockerfile) -> None:
    run("lock", *PLATFORM, *GIVEN_A)
    text = Path("preimage.lock").read_text()
    digest = f"sha256:{'1' * 64}"
    Path("preimage.lock").write_text(text.replace('"config_digest"', f'"manifest": "{digest}",\n      "config_digest"'))
    dockerfile.write_text(f"FROM a:1@{digest}\n")
    assert run("lock", *PLATFORM, "--offline").out == "./preimage.lock: 1 base locked\n"
    assert references() == ["docker.io/library/a:1 linux/amd64"]


def test_empty_bases_are_not_locked(run, dockerfile) -> None:
    dockerfile.write_text("FROM a:1\nFROM unknown:1\n")
    status, _, err = run("lock", *PLATFORM, "--base", "a:1=a.json", "--unresolved", "empty")
    assert (status, err) == (0, "WARNING: docker.io/library/unknown:1: base not known, taken as empty\n")
    assert references() == ["docker.io/library/a:1 linux/amd64"]


# --check


def test_check(run, dockerfile) -> None:
    message = "ERROR: ./preimage.lock: docker.io/library/{} linux/amd64 is not locked; run preimage lock --platform linux/amd64\n"
    assert run("lock", *PLATFORM, "--check") == (1, "", message.format("a:1"))
    assert not Path("preimage.lock").exists()
    run("lock", *PLATFORM, *GIVEN_A)
    assert run("lock", *PLATFORM, "--check") == (0, "", "")
    dockerfile.write_text("FROM a:1\nFROM b:1\nFROM a:2\n")
    assert run("lock", *PLATFORM, "--check") == (1, "", message.format("b:1") + message.format("a:2"))


def test_check_says_what_is_missing_even_if_that_breaks_the_rest(run, dockerfile) -> None:
    """Without the base's ENV there is no name to copy from."""
    dockerfile.write_text("FROM a:1\nEXPOSE $PORT/tcp\n")
    status, _, err = run("lock", *PLATFORM, "--check")
    assert (status, err.count("ERROR"), "is not locked" in err) == (1, 1, True)


def test_check_of_a_broken_dockerfile(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nFOO\n")
    status, _, err = run("lock", "--check")
    assert status == 1
    assert err.endswith("ERROR: dockerfile parse error on line 2: unknown instruction: FOO (did you mean FROM?)\n")


@pytest.mark.parametrize(
    ("directive", "arguments"),
    [
        pytest.param("# check=error=true\n", [], id="directive"),
        pytest.param("", ["--build-arg", "BUILDKIT_DOCKERFILE_CHECK=error=true"], id="build arg"),
    ],
)
def test_no_check_stops_it(run, dockerfile, directive, arguments) -> None:
    dockerfile.write_text(f"{directive}FROM a:1 as B\nRUN $X\nCMD a\n")
    assert run("lock", *PLATFORM, *GIVEN_A, *arguments).status == 0
    assert references() == ["docker.io/library/a:1 linux/amd64"]
    assert run("lock", *PLATFORM, "--check", *arguments) == (0, "", "")


def test_error_check_option_that_cannot_be_read(run) -> None:
    message = 'ERROR: failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: invalid check option "x"\n'
    assert run("lock", *PLATFORM, *GIVEN_A, "--build-arg", "BUILDKIT_DOCKERFILE_CHECK=x") == (2, "", message)


# --upgrade


def test_upgrade_prints_what_changes_in_the_configs(run, dockerfile) -> None:
    dockerfile.write_text("FROM a:1 AS dev\nFROM dev\nUSER own\n")
    write_config("a.json", "one", Env=["PATH=/bin", "V=1.0"], Cmd=["sh"])
    run("lock", *PLATFORM, *GIVEN_A)
    write_config(
        "a.json", "two", Env=["PATH=/bin", "V=1.1"], Healthcheck={"Test": ["NONE"], "Interval": 90_000_000_000}
    )
    status, out, err = run("lock", *PLATFORM, *GIVEN_A, "--upgrade")
    digest = read_lock("preimage.lock").entries[0].config_digest
    changes = (
        "base a:1 brings\n"
        "  ~ Env V       1.0 -> 1.1\n"
        '  - Cmd         ["sh"]\n'
        "  + Healthcheck NONE\n"
        "3 changes.\n"
        "! the command is gone\n"
    )
    of_dev = changes.replace("base a:1 brings\n", "base a:1 brings\n  ~ User        one -> two\n").replace(
        "3 ch", "4 ch"
    )
    assert (status, err) == (0, "")
    assert out == (
        f"upgraded docker.io/library/a:1 linux/amd64 {digest}\n"
        f"Dockerfile linux/amd64:\n{changes}"
        f"Dockerfile (dev) linux/amd64:\n{of_dev}"
        "./preimage.lock: 1 base locked\n"
    )


def test_upgrade_that_changes_no_config(run, dockerfile) -> None:
    dockerfile.write_text("FROM a:1\nUSER own\n")
    run("lock", *PLATFORM, *GIVEN_A)
    write_config("a.json", "two")
    assert "\nthe resulting configs stay the same\n" in run("lock", *PLATFORM, *GIVEN_A, "--upgrade").out
    assert run("lock", *PLATFORM, *GIVEN_A, "--upgrade").out == "./preimage.lock: 1 base locked\n"


def test_upgrade_of_one(run, dockerfile) -> None:
    dockerfile.write_text("FROM a:1\nFROM b\n")
    run("lock", *PLATFORM, "--base", "*=a.json")
    status, out, _ = run("lock", *PLATFORM, "--base", "*=b.json", "--upgrade", "b")
    assert status == 0
    assert out.startswith("upgraded docker.io/library/b:latest linux/amd64 ")
    assert (locked_user(), locked_user("docker.io/library/b:latest")) == ("one", "two")


def test_upgrade_locks_what_is_new_too(run, dockerfile) -> None:
    run("lock", *PLATFORM, "--base", "*=a.json")
    dockerfile.write_text("FROM a:1\nFROM b:1\n")
    out = run("lock", *PLATFORM, "--base", "*=a.json", "--upgrade").out
    assert out.startswith("locked docker.io/library/b:1 linux/amd64 ")


def test_error_upgrade_of_no_reference(run) -> None:
    """``--upgrade PATH`` is a mistake that is easily made."""
    assert run("lock", "--upgrade", ".") == (
        2,
        "",
        "ERROR: --upgrade .: invalid reference format; to upgrade all, put PATH before --upgrade\n",
    )
    assert run("lock", ".", *PLATFORM, *GIVEN_A, "--upgrade").status == 0


# Errors


def test_error_missing_base_leaves_the_file(run, dockerfile) -> None:
    run("lock", *PLATFORM, *GIVEN_A)
    before = Path("preimage.lock").read_bytes()
    dockerfile.write_text("FROM a:1\nFROM missing:1\n")
    status, out, err = run("lock", *PLATFORM, "--offline")
    assert (status, out) == (4, "")
    assert "ERROR: missing:1: docker.io/library/missing:1: not found\n" in err
    assert Path("preimage.lock").read_bytes() == before


def test_error_locked(run) -> None:
    assert run("lock", "--locked") == (
        2,
        "",
        "ERROR: --locked makes no sense here: this command writes the lock file\n",
    )


def test_error_no_dockerfile(run) -> None:
    Path("empty").mkdir()
    assert run("lock", "empty") == (2, "", "ERROR: empty: no Dockerfile in this folder\n")


def test_error_damaged_lock_file(run) -> None:
    Path("preimage.lock").write_text('{"version": 2}')
    expected = (2, "", "ERROR: ./preimage.lock: version 2 is unknown; this preimage knows version 1\n")
    assert run("lock", *GIVEN_A) == run("config", *GIVEN_A) == run("lock", "--check") == run("pin") == expected


def test_error_read_only_folder(run) -> None:
    """In a child process whom permissions hold back: whoever runs the tests may be root."""
    Path("other").mkdir()
    Path("other", "Dockerfile").write_text("FROM a:1\n")
    # What is imported on the way must be there, since the child may not read it.
    assert run("lock", "other", *PLATFORM, *GIVEN_A).status == 0
    os.chmod(".", 0o555)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, 2)
        if os.getuid() == 0:
            os.setuid(65534)
        sys.stderr = os.fdopen(2, "w")
        os._exit(main(["lock", ".", *PLATFORM, *GIVEN_A]))
    os.close(writer)
    with open(reader) as pipe:
        err = pipe.read()
    _, status = os.waitpid(child, 0)
    os.chmod(".", 0o755)
    assert os.waitstatus_to_exitcode(status) == 2
    assert err == "ERROR: ./preimage.lock: cannot be written: Permission denied\n"
    assert not Path("preimage.lock").exists()


# Several at once, and killed ones


def test_runs_at_once_lose_nothing(start) -> None:
    names = [f"base{number}" for number in range(12)]
    for name in names:
        Path(f"Dockerfile.{name}").write_text(f"FROM {name}:1\n")
    runs = [
        start("lock", f"Dockerfile.{name}", *PLATFORM, "--base", "*=a.json", stdout=subprocess.DEVNULL)
        for name in names
    ]
    assert [process.wait() for process in runs] == [0] * len(names)
    assert references() == sorted(f"docker.io/library/{name}:1 linux/amd64" for name in names)


class ActingServer(ThreadingUnixStreamServer):
    act: Callable[[], None]


class Interlude(BaseHTTPRequestHandler):
    """An engine that knows no image and, when it is asked, first does what ``server.act`` does."""

    server: ActingServer

    def do_GET(self) -> None:
        self.server.act()
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass

    def address_string(self) -> str:
        return "local"


def test_what_another_run_upgrades_meanwhile_stays(run, start, dockerfile) -> None:
    """A run does not write back what it has read from the lock file, but was not told anew."""
    run("lock", *PLATFORM, *GIVEN_A)
    dockerfile.write_text("FROM a:1\nFROM b:1\n")
    Path("Dockerfile.other").write_text("FROM a:1\n")
    statuses = []

    def upgrade() -> None:
        other = start(
            "lock", "Dockerfile.other", *PLATFORM, "--base", "a:1=b.json", "--upgrade", stdout=subprocess.DEVNULL
        )
        statuses.append(other.wait())

    with ActingServer("sock", Interlude) as server:
        server.act = upgrade
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        # Bases are asked of the engine after the lock file was read.
        status, _, _ = run("lock", "Dockerfile", *PLATFORM, "--bases-from", "engine://sock", "--unresolved", "empty")
        server.shutdown()
    assert (status, statuses) == (0, [0])
    assert locked_user() == "two"


def test_a_kill_leaves_the_old_file_or_the_new_one(start, run, dockerfile) -> None:
    dockerfile.write_text("".join(f"FROM a:{number}\n" for number in range(300)))
    write_config("a.json", "one", Labels={f"label{number}": "x" * 50 for number in range(40)})
    write_config("b.json", "two", Labels={f"label{number}": "y" * 50 for number in range(40)})
    assert run("lock", *PLATFORM, "--base", "*=a.json").status == 0
    old = Path("preimage.lock").read_bytes()
    began = time.monotonic()
    assert start("lock", *PLATFORM, "--base", "*=b.json", "--upgrade", stdout=subprocess.DEVNULL).wait() == 0
    seconds = time.monotonic() - began
    new = Path("preimage.lock").read_bytes()
    assert old != new
    seen = set()
    attempts = 14
    for number in range(attempts):
        Path("preimage.lock").write_bytes(old)
        process = start("lock", *PLATFORM, "--base", "*=b.json", "--upgrade", stdout=subprocess.DEVNULL)
        time.sleep(seconds * number / attempts)
        process.send_signal(signal.SIGKILL)
        process.wait()
        content = Path("preimage.lock").read_bytes()
        assert content in (old, new)
        seen.add(content)
    assert old in seen
    # What killed runs have left behind, the next one takes away.
    assert run("lock", *PLATFORM, "--base", "*=b.json", "--upgrade").status == 0
    assert sorted(path.name for path in Path().iterdir() if "preimage.lock" in path.name) == ["preimage.lock"]


def test_error_lock_file_is_a_link(run, dockerfile, tmp_path: Path) -> None:
    dockerfile.write_text("FROM a:1\n")
    (tmp_path / "elsewhere").write_text('{"version":1,"bases":[]}')
    (tmp_path / "preimage.lock").symlink_to("elsewhere")
    assert run("lock", *PLATFORM, *GIVEN_A) == (
        2,
        "",
        "ERROR: ./preimage.lock: it is a symbolic link, which is not written through\n",
    )
    assert (tmp_path / "elsewhere").read_text() == '{"version":1,"bases":[]}'
    # What the user names may be a link.
    assert run("lock", *PLATFORM, *GIVEN_A, "--lock", "preimage.lock").status == 0
    assert (tmp_path / "preimage.lock").is_symlink()


@pytest.mark.parametrize("start", ["ONBUILD USER a\n", "ONBU\\\nILD USER a\n"])
def test_error_too_many_targets(run, dockerfile, start: str) -> None:
    stages = "".join(f"FROM scratch AS s{number}\n" for number in range(500))
    dockerfile.write_text(stages + start)
    status, _, err = run("lock", *PLATFORM)
    assert (status, "500 targets" in err, "their product may be at most 4194304" in err) == (1, True, True)


def test_many_targets_without_triggers_are_evaluated_at_once(run, dockerfile) -> None:
    dockerfile.write_text("".join(f"FROM scratch AS s{number}\n" for number in range(2000)))
    assert run("lock", *PLATFORM) == (0, "./preimage.lock: 0 bases locked\n", "")


def test_check_asks_nobody_for_the_builds_of_a_project(run, tmp_path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n"
        "  base: {build: {context: ., dockerfile_inline: FROM 127.0.0.1:1/never}}\n"
        "  web: {build: {context: ., dockerfile_inline: FROM basis, additional_contexts: {basis: service:base}}}\n"
    )
    for text in ("compose.yaml", "compose.yaml#web"):
        status, out, err = run("lock", "--check", text)
        assert (status, out) == (1, "")
        assert err.count("127.0.0.1:1/never:latest") == 1
        assert err.splitlines()[-1].endswith("is not locked; run preimage lock")
    (tmp_path / "base.json").write_text(json.dumps({"architecture": "amd64", "os": "linux"}))
    given = ("--base", "127.0.0.1:1/never=base.json", "--platform", "linux/amd64")
    assert run("lock", "compose.yaml#web", *given).status == 0
    assert run("lock", "--check", "compose.yaml#web", "--platform", "linux/amd64") == (0, "", "")

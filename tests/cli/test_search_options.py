from __future__ import annotations

import pytest

BROKEN = "FROM scratch\nHEALTHCHECK --interval=5 CMD x\n"
ERROR = 'DockerfileError: dockerfile parse error on line 2: time: missing unit in duration "5"'


def write(folder, *names: str, text: str = BROKEN) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def test_every_kind_of_name_is_checked(run, tmp_path) -> None:
    write(tmp_path, "svc/dockerfile", "lib/Dockerfile-dev", "web/app.containerfile")
    names = ["lib/Dockerfile-dev", "svc/dockerfile", "web/app.containerfile"]
    assert run("check", "--format", "short") == (1, "".join(f"{name}:2: {ERROR}\n" for name in names), "")


def test_templates_are_skipped_counted_and_read_when_named(run, tmp_path) -> None:
    write(tmp_path, "a/Dockerfile.j2", "b/Dockerfile.in", "c/Dockerfile.md", "Containerfile.5.gz")
    write(tmp_path, "Dockerfile", text="FROM scratch\n")
    note = "2 templates and 2 leftovers skipped (name one to have it read)\n"
    assert run("check") == (0, "Check complete, no warnings found.\n", note)
    assert run("snapshot") == (0, "wrote Dockerfile.config.json\n", note)
    assert run("lock") == (0, "./preimage.lock: 0 bases locked\n", note)
    assert run("check", "--format", "short", "a/Dockerfile.j2") == (1, f"a/Dockerfile.j2:2: {ERROR}\n", "")


@pytest.mark.parametrize("command", ["lock", "snapshot"])
def test_error_nothing_but_templates(run, tmp_path, command) -> None:
    write(tmp_path, "Dockerfile.j2")
    assert run(command) == (2, "", "ERROR: .: no Dockerfile in this folder (1 template skipped)\n")


def test_a_file_named_twice_is_checked_once(run, tmp_path) -> None:
    write(tmp_path, "Dockerfile")
    assert run("check", "--format", "short", "Dockerfile", ".", "./Dockerfile")[1] == f"Dockerfile:2: {ERROR}\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param([], ["Dockerfile", "a/Dockerfile"], id="usual"),
        pytest.param(["--exclude", "a"], ["Dockerfile", "node_modules/Dockerfile"], id="exclude"),
        pytest.param(["--extend-exclude", "a"], ["Dockerfile"], id="extend"),
        pytest.param(["--no-ignore"], ["Dockerfile", "a/Dockerfile", "out/Dockerfile"], id="no ignore files"),
        pytest.param(["--extend-exclude", "a", "a/Dockerfile"], ["a/Dockerfile"], id="named"),
        pytest.param(["--force-exclude", "--extend-exclude", "a", "a/Dockerfile"], [], id="named and forced"),
    ],
)
def test_what_is_left_out(run, tmp_path, options, expected) -> None:
    write(tmp_path, ".gitignore", text="out/\n")
    (tmp_path / ".git").mkdir()
    write(tmp_path, "Dockerfile", "a/Dockerfile", "out/Dockerfile", "node_modules/Dockerfile")
    out = run("check", "--format", "short", *options)[1]
    assert [line.partition(":")[0] for line in out.splitlines()] == expected

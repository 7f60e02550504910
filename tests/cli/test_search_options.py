from __future__ import annotations

import subprocess
from pathlib import Path

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
    assert run("check", "-q", "--format", "short") == (1, "".join(f"{name}:2: {ERROR}\n" for name in names), "")


def test_templates_are_skipped_counted_and_read_when_named(run, tmp_path) -> None:
    write(tmp_path, "a/Dockerfile.j2", "b/Dockerfile.in", "c/Dockerfile.md", "Containerfile.5.gz")
    write(tmp_path, "Dockerfile", text="FROM scratch\n")
    note = "2 templates and 2 leftovers skipped (name one to have it read)\n"
    closing = f"1 file: no errors, no warnings; {note}"
    assert run("check") == (0, f"Check complete, no warnings found.\n{closing}", "")
    assert run("check", "--format", "sarif").err == note
    assert "skipped Containerfile.5.gz: leftover\nskipped a/Dockerfile.j2: template\n" in run("check", "-v").err
    assert run("snapshot") == (0, "wrote Dockerfile.config.json\n", note)
    assert run("lock") == (0, "./preimage.lock: 0 bases locked\n", note)
    assert run("check", "-q", "--format", "short", "a/Dockerfile.j2") == (1, f"a/Dockerfile.j2:2: {ERROR}\n", "")


@pytest.mark.parametrize("command", ["lock", "snapshot"])
def test_error_nothing_but_templates(run, tmp_path, command) -> None:
    write(tmp_path, "Dockerfile.j2")
    assert run(command) == (
        2,
        "",
        "ERROR: .: no Dockerfile in this folder\n1 template skipped (name one to have it read)\n",
    )


def test_a_file_named_twice_is_checked_once(run, tmp_path) -> None:
    write(tmp_path, "Dockerfile")
    assert run("check", "-q", "--format", "short", "Dockerfile", ".", "./Dockerfile")[1] == f"Dockerfile:2: {ERROR}\n"


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
    out = run("check", "-q", "--format", "short", *options)[1]
    assert [line.partition(":")[0] for line in out.splitlines()] == expected


@pytest.fixture
def tree(tmp_path):
    write(tmp_path, "docker/Dockerfile", text="FROM scratch\nCOPY a b c /\n")
    write(tmp_path, ".dockerignore", text="a\n")
    write(tmp_path, "docker/.dockerignore", text="b\n")
    return tmp_path


def ignored(name: str, folder: str = "docker") -> str:
    return (
        f"{folder}/Dockerfile:2: CopyIgnoredFile: Attempting to Copy file {name!r} that is excluded by .dockerignore\n"
    ).replace("'", '"')


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        pytest.param(["docker/Dockerfile"], "b", id="PATH"),
        pytest.param(["-f", "docker/Dockerfile"], "a", id="file"),
        pytest.param(["-f", "docker"], "a", id="its folder"),
        pytest.param(["-f", "docker", "docker"], "b", id="file and context"),
        pytest.param(["-f", "docker", "--context", "docker"], "b", id="file and --context"),
    ],
)
def test_file_to_check(run, tree, arguments, name) -> None:
    assert run("check", "-q", "--format", "short", *arguments) == (1, ignored(name), "")


@pytest.mark.parametrize("command", ["check", "lock", "snapshot"])
def test_error_several_contexts(run, tree, command) -> None:
    assert run(command, "-f", "docker", "a", "b") == (
        2,
        "",
        "ERROR: with --file, PATH is the build context: one, not a and b\n",
    )


def test_error_no_dockerfile_in_the_folder_of_a_file(run, tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("config", "-f", "empty") == (
        2,
        "",
        "ERROR: empty: no Dockerfile, dockerfile, Containerfile or containerfile in this folder\n",
    )


def test_file_to_lock_and_to_keep(run, tree) -> None:
    assert run("lock", "-f", "docker", ".") == (0, "docker/preimage.lock: 0 bases locked\n", "")
    assert run("snapshot", "-f", "docker", ".") == (0, "wrote docker/Dockerfile.config.json\n", "")


def typed(start, *arguments: str) -> tuple[int, str]:
    process = start("check", "-q", "--format", "short", *arguments, "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, _ = process.communicate(b"FROM scratch\nCOPY a b c /\n", timeout=60)
    return process.returncode, out.decode()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param([], "", id="no name, no context"),
        pytest.param(["--stdin-filename", "docker/Dockerfile"], ignored("b"), id="name"),
        pytest.param(["--stdin-filename", "new/Dockerfile"], "", id="name of a folder to come"),
        pytest.param(["--stdin-filename", "docker/Dockerfile", "--context", "."], ignored("a"), id="name and context"),
        pytest.param(
            ["--stdin-filename", "docker/Dockerfile", "--force-exclude", "--exclude", "docker"], "", id="excluded"
        ),
    ],
)
def test_name_of_standard_input(start, tree, arguments, expected) -> None:
    assert typed(start, *arguments) == (1 if expected else 0, expected)


def test_error_the_name_of_standard_input_is_a_folder(run, tree) -> None:
    assert run("check", "-", "--stdin-filename", "docker") == (
        2,
        "",
        "ERROR: --stdin-filename docker: this is a folder\n",
    )


@pytest.mark.parametrize("command", ["lock", "snapshot"])
def test_error_what_cannot_be_read_stops_no_other(run, tmp_path, command) -> None:
    write(tmp_path, "b/Dockerfile", text="FROM scratch\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a/Dockerfile").symlink_to("nothing")
    (tmp_path / "c").mkdir()
    (tmp_path / "c/Dockerfile").symlink_to("Dockerfile")
    status, out, err = run(command)
    assert status == 2
    assert out == {"lock": "b/preimage.lock: 0 bases locked\n", "snapshot": "wrote b/Dockerfile.config.json\n"}[command]
    assert err == (
        "ERROR: a/Dockerfile: No such file or directory\nERROR: c/Dockerfile: Too many levels of symbolic links\n"
    )
    assert run(command, "missing", "b").status == 2
    assert run("check", ".").status == 2


def test_error_a_dockerfile_that_fails_stops_no_other_lock_file(run, tmp_path) -> None:
    write(tmp_path, "a/Dockerfile", text="FROM\n")
    write(tmp_path, "b/Dockerfile", text="FROM scratch\n")
    status, out, err = run("lock")
    assert (status, out) == (1, "b/preimage.lock: 0 bases locked\n")
    assert err.startswith("a/Dockerfile:1\n")
    assert not (tmp_path / "a/preimage.lock").exists()


PROJECT = "services:\n  web: {build: {context: ./web, args: {BASE: scratch}}}\n  image: {image: x}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Dockerfile").write_text("FROM scratch\nARG BASE\nWORKDIR x\n")
    (tmp_path / "Dockerfile").write_text("FROM scratch\nWORKDIR y\n")
    (tmp_path / "compose.yaml").write_text(PROJECT)
    (tmp_path / "compose.override.yaml").write_text("services: {more: {build: {dockerfile_inline: FROM scratch}}}\n")
    (tmp_path / "docker-bake.hcl").write_text('target "app" {\n  args = { BASE = "scratch" }\n  context = "web"\n}\n')
    return tmp_path


def test_projects_stand_for_the_dockerfiles_they_build(run, project) -> None:
    lines = run("check", "--projects", "--format", "short", "--quiet").out.splitlines()
    rest = "can have unexpected results if the base image changes"
    assert lines == [
        f'web/Dockerfile:3: WorkdirRelativePath: Relative workdir "x" {rest} (compose.yaml#web; docker-bake.hcl#app)',
        f'Dockerfile:2: WorkdirRelativePath: Relative workdir "y" {rest}',
    ]
    (project / "preimage.toml").write_text("projects = true\n")
    assert run("check", "--format", "short", "--quiet").out.splitlines() == lines
    assert "compose.yaml" not in run("check", "--no-projects", "--format", "short").out


def test_snapshots_of_what_is_found(run, project) -> None:
    status, out, _ = run("snapshot", "--projects", "--quiet")
    assert status == 0
    assert sorted(out.split()[1::2]) == [
        "Dockerfile.config.json",
        "compose.yaml.more.config.json",
        "compose.yaml.web.config.json",
        "docker-bake.hcl.app.config.json",
    ]


def test_error_dockerfile_of_a_found_project_that_leaves_the_folder(run, project) -> None:
    (project / "compose.yaml").write_text("services: {a: {build: {dockerfile: /etc/hostname}}}\n")
    status, out, _ = run("check", "--projects", "--format", "short", "--quiet")
    assert status == 2
    assert "/etc/hostname is not in the folder that is searched" in out
    (project / "web" / "Dockerfile").write_text("FROM scratch\n")
    status, _, err = run("lock", "--projects")
    assert status == 2
    assert "/etc/hostname is not in the folder that is searched" in err


def test_named_projects_can_be_excluded(run, project) -> None:
    arguments = ["--force-exclude", "--extend-exclude", "compose.yaml", "--format", "short", "--quiet"]
    assert run("check", "compose.yaml", *arguments) == (0, "", "")
    assert run("snapshot", "compose.yaml", *arguments[:3]) == (0, "", "")

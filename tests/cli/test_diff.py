from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from preimage.cli.diff_sides import read_standard_input_once
from preimage.model.errors import OptionError

BEFORE = "FROM alpine\nENV PORT=80\nEXPOSE $PORT\nUSER x\n"
AFTER = "FROM alpine\nENV PORT=81 TOKEN=abc\nEXPOSE $PORT\n"
PLATFORM = ("--platform", "linux/amd64")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    Path("base.json").write_text(
        '{"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/bin"], "User": "root"}}'
    )
    Path("before").write_text(BEFORE)
    Path("Dockerfile").write_text(AFTER)
    return tmp_path


@pytest.fixture
def diff(run):
    def run_diff(*arguments: str):
        return run("diff", *arguments, *PLATFORM, "--base", "*=base.json")

    return run_diff


def test_text(diff) -> None:
    assert diff("before") == (
        1,
        """\
before -> Dockerfile, linux/amd64
  ~ User                x -> root  base alpine
  - ExposedPorts 80/tcp            line 3 EXPOSE  follows Env PORT
  + ExposedPorts 81/tcp            line 3 EXPOSE  follows Env PORT
  ~ Env PORT            80 -> 81   line 2 ENV
  + Env TOKEN           (hidden)   line 2 ENV
5 changes, 2 of them follow from another.
! runs as root now
""",
        "",
    )


def test_nothing(diff) -> None:
    assert diff(".", "Dockerfile") == (0, "Dockerfile and Dockerfile: the image config is the same\n", "")
    assert diff(".", "--format", "markdown") == (0, "", "")
    assert "no changes" in diff(".", "--format", "markdown", "--always").out


def test_exit_zero(diff) -> None:
    assert diff("before", "--exit-zero").status == 0


def test_values_are_shown_when_asked(diff) -> None:
    assert "+ Env TOKEN           abc" in diff("before", "--show-values").out


def test_json(diff) -> None:
    document = json.loads(diff("before", "--format", "json").out)
    assert document["format_version"] == "1.1"
    (result,) = document["results"]
    assert (result["before"]["file"], result["after"]["file"]) == ("before", "Dockerfile")
    assert result["summary"] == {"own": 5, "base": 0, "follow": 2}
    token = result["changes"][-1]
    assert (token["key"], token["after"], token["hidden"]) == ("TOKEN", None, True)


def test_markdown(diff) -> None:
    status, out, _ = diff("before", "--format", "markdown")
    assert status == 1
    assert out.startswith("<!-- preimage-diff:Dockerfile -->\n### Image config: 5 changes\n> **runs as root now**\n")
    assert "abc" not in out


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["Env"], ["User", "ExposedPorts", "ExposedPorts"]),
        (["env.PORT", "User"], ["ExposedPorts", "ExposedPorts", "Env"]),
        (["config.ExposedPorts.8*", "Env.T*"], ["User", "Env"]),
        (["Labels.none*", "history"], ["User", "ExposedPorts", "ExposedPorts", "Env", "Env"]),
    ],
)
def test_ignored(diff, patterns: list[str], left: list[str]) -> None:
    arguments = [argument for pattern in patterns for argument in ("--ignore", pattern)]
    (result,) = json.loads(diff("before", "--format", "json", *arguments).out)["results"]
    assert [change["path"].removeprefix("config.") for change in result["changes"]] == left
    assert sum(result["summary"][group] for group in ("own", "base")) == len(left)


def test_error_ignored_field_that_is_none(diff) -> None:
    status, out, err = diff("before", "--ignore", "Labls.a")
    assert (status, out) == (2, "")
    assert "no such field: Labls (did you mean Labels?)" in err


def test_history(diff) -> None:
    assert "history" not in diff("before").out
    assert "  - history 2           USER x" in diff("before", "--history").out


@pytest.fixture
def commit(monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")

    def commit_everything() -> None:
        settings = ("-c", "user.name=n", "-c", "user.email=n@example.org")
        for arguments in (("init", "-q"), ("add", "."), (*settings, "commit", "-qm", "x")):
            subprocess.run(["git", *arguments], check=True, capture_output=True)

    return commit_everything


class TestSides:
    def test_revision(self, diff, commit) -> None:
        Path("Dockerfile").write_text(BEFORE)
        commit()
        Path("Dockerfile").write_text(AFTER)
        status, out, _ = diff("git:HEAD")
        assert status == 1
        assert out.startswith("git:HEAD:Dockerfile -> Dockerfile, linux/amd64\n")
        assert diff("git:HEAD", "before").status == 0
        assert diff("git:nowhere") == (2, "", "ERROR: git:nowhere: no such revision\n")

    def test_revision_with_an_ignore_file(self, diff, commit) -> None:
        Path(".dockerignore").write_text("*.txt\n")
        commit()
        Path(".dockerignore").unlink()
        assert diff("git:HEAD").status == 0

    def test_error_ignore_file_of_a_revision(self, diff, commit) -> None:
        Path(".dockerignore").write_text("[a\n")
        commit()
        Path(".dockerignore").unlink()
        assert diff("git:HEAD") == (1, "", "ERROR: git:HEAD:Dockerfile: syntax error in pattern\n")

    def test_project_of_a_revision(self, diff, commit) -> None:
        for name in ("web", "lib"):
            Path(name).mkdir()
            Path(name, "Dockerfile").write_text(f"FROM base\nARG V\nENV V=$V\nUSER {name}\n")
        project = (
            "services:\n  web:\n    build: {context: web, args: {V: '1'}, additional_contexts: {base: 'service:lib'}}\n"
        )
        project += "  lib:\n    build: lib\n"
        Path("compose.yaml").write_text(project)
        Path("web/.dockerignore").write_text("x\n")
        commit()
        Path("web/.dockerignore").write_text("[a\n")
        Path("compose.yaml").write_text(project.replace("'1'", "'2'"))
        Path("lib/Dockerfile").write_text("FROM base\nENV LIB=1\n")
        Path("web/.dockerignore").unlink()
        status, out, err = diff("git:HEAD", "compose.yaml#web")
        assert (status, err) == (1, "")
        assert out.startswith("git:HEAD:compose.yaml#web -> compose.yaml#web, linux/amd64\n")
        assert "  ~ Env V 1 -> 2  line 3 ENV" in out
        # The build that it is built from is that of the revision, too.
        assert "  + Env LIB 1" in out
        assert diff("git:HEAD:compose.yaml", "git:HEAD:compose.yaml").status == 0

    def test_inline_dockerfile_of_a_revision(self, diff, commit) -> None:
        project = "services:\n  web:\n    build:\n      dockerfile_inline: FROM scratch\n      labels: [a=1]\n"
        Path("compose.yaml").write_text(project)
        commit()
        Path("compose.yaml").write_text(project.replace("a=1", "a=2"))
        status, out, _ = diff("git:HEAD", "compose.yaml")
        assert status == 1
        assert "  ~ Labels a 1 -> 2" in out

    def test_container_of_a_revision(self, diff, commit) -> None:
        project = "services:\n  web:\n    build: {dockerfile_inline: FROM scratch}\n    command: [a]\n"
        Path("compose.yaml").write_text(project)
        commit()
        Path("compose.yaml").write_text(project.replace("[a]", "[b]"))
        status, out, _ = diff("--container", "git:HEAD", "compose.yaml#web")
        assert status == 1
        assert '["a"] -> ["b"]' in out

    @pytest.mark.parametrize(
        ("side", "expected", "text"),
        [
            pytest.param("git:HEAD:none.yaml", 1, "none.yaml: no such file or directory\ngit:HEAD:none.yaml\n", id="file"),
            pytest.param("git:HEAD:compose.yaml#no", 1, "no such service: no\ngit:HEAD:compose.yaml\n", id="service"),
            pytest.param("git:HEAD:compose.yaml#web", 2, "git:HEAD:gone/Dockerfile: no such file in this revision\n", id="Dockerfile"),
        ],
    )  # fmt: skip
    def test_error_project_of_a_revision(self, diff, commit, side: str, expected: int, text: str) -> None:
        Path("compose.yaml").write_text("services: {web: {build: gone}, lib: {build: {dockerfile_inline: FROM a}}}\n")
        commit()
        status, out, err = diff(side, "compose.yaml#lib")
        assert (status, out) == (expected, "")
        assert err.endswith(text)

    def test_snapshot(self, run, diff) -> None:
        assert run("snapshot", "before", *PLATFORM, "--base", "*=base.json").status == 0
        assert diff("before.config.json", "before").status == 0
        status, out, _ = diff("before.config.json")
        assert status == 1
        assert "~ Env PORT            80 -> 81   line 2 ENV" in out

    def test_config(self, diff) -> None:
        status, out, _ = diff("base.json")
        assert status == 1
        assert out.startswith("base.json -> Dockerfile, linux/amd64\n")
        assert "  + ExposedPorts 81/tcp           line 3 EXPOSE  follows Env PORT\n" in out

    def test_image(self, diff, folder) -> None:
        self.write_layout(folder, Path("base.json").read_bytes())
        assert diff("oci-layout://layout", "base.json").status == 0
        assert diff("oci-layout://nowhere", "base.json").status == 4

    def test_error_image_without_a_config(self, diff, folder) -> None:
        self.write_layout(folder, b'{"config": {"Env": 5}}')
        status, out, err = diff("oci-layout://layout", "base.json")
        assert (status, out) == (4, "")
        assert err.startswith("ERROR: oci-layout://layout: ")

    def write_layout(self, folder: Path, image: bytes) -> None:
        blobs = folder / "layout" / "blobs" / "sha256"
        blobs.mkdir(parents=True)

        def store(data: bytes, media_type: str) -> dict[str, object]:
            digest = hashlib.sha256(data).hexdigest()
            (blobs / digest).write_bytes(data)
            return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}

        config = store(image, "application/vnd.oci.image.config.v1+json")
        manifest = json.dumps({"schemaVersion": 2, "config": config, "layers": []}).encode()
        index = {
            "schemaVersion": 2,
            "manifests": [store(manifest, "application/vnd.oci.image.manifest.v1+json")],
        }
        (folder / "layout" / "index.json").write_text(json.dumps(index))
        (folder / "layout" / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def test_standard_input(self) -> None:
        read_standard_input_once("-", ".")
        with pytest.raises(OptionError, match="^only one side can come from standard input$"):
            read_standard_input_once("-", "-")


class TestOptionsOfOneSide:
    def test_build_arguments(self, diff) -> None:
        Path("Dockerfile").write_text("FROM alpine\nARG P=1\nEXPOSE $P\n")
        out = diff(".", "--before-build-arg", "P=2", "--after-build-arg", "P=3").out
        assert "- ExposedPorts 2/tcp" in out
        assert "+ ExposedPorts 3/tcp" in out

    def test_platforms(self, run) -> None:
        Path("Dockerfile").write_text("FROM scratch\n")
        status, out, _ = run("diff", ".", "--before-platform", "linux/amd64", "--after-platform", "linux/arm64")
        assert status == 1
        assert out.startswith("Dockerfile -> Dockerfile, linux/amd64 -> linux/arm64\n  ~ architecture amd64 -> arm64")

    def test_targets(self, diff) -> None:
        Path("Dockerfile").write_text("FROM alpine AS a\nFROM a AS b\nUSER b\n")
        assert diff(".", "--before-target", "a").out.startswith("Dockerfile -> Dockerfile, target a -> (last)")

    def test_bases(self, run) -> None:
        Path("other.json").write_text('{"architecture": "amd64", "os": "linux", "config": {"StopSignal": "9"}}')
        out = run("diff", ".", "--before-base", "*=base.json", "--after-base", "*=other.json", *PLATFORM).out
        assert "base alpine brings\n" in out
        assert "+ StopSignal" in out

    def test_labels(self, diff) -> None:
        assert "+ Labels l 1  --label\n" in diff(".", "--after-label", "l=1").out


def test_several_platforms(run) -> None:
    Path("before").write_text("FROM scratch\nARG TARGETARCH\nUSER $TARGETARCH\n")
    Path("Dockerfile").write_text("FROM scratch\nUSER amd64\n")
    arguments = ("diff", "before", "--platform", "linux/amd64,linux/arm64", "--format")
    results = json.loads(run(*arguments, "json").out)["results"]
    assert [len(result["changes"]) for result in results] == [0, 1]
    assert run(*arguments, "text").out.startswith("before -> Dockerfile, linux/arm64\n")
    assert "### Image config of before -\\> Dockerfile, linux/arm64: 1 change" in run(*arguments, "markdown").out


def test_matrix(diff) -> None:
    Path("before").write_text("FROM alpine AS a\nUSER 1\nFROM alpine AS gone\nFROM alpine\nUSER 2\n")
    Path("Dockerfile").write_text("FROM alpine AS a\nUSER 3\nFROM alpine AS new\nFROM alpine\nUSER 2\n")
    status, out, err = diff("before", "--matrix")
    assert status == 1
    assert out.startswith("before -> Dockerfile, target a, linux/amd64\n  ~ User 1 -> 3")
    assert err == "only in before: gone\nonly in Dockerfile: new\n"
    results = json.loads(diff("before", "--matrix", "--format", "json").out)["results"]
    assert [result["after"]["target"] for result in results] == ["a", None]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing:there", "--offline"), "ERROR: nothing:there: no such file; with --offline no registry is asked\n"),
        (("No", "--offline"), "ERROR: No: no such file, and no reference: "),
        (
            ("base.json", "--matrix"),
            "ERROR: base.json: an image has no stages to compare; --matrix is for Dockerfiles\n",
        ),
        (("bad.json",), "ERROR: bad.json: no snapshot and no image config: "),
        (("engine",), "ERROR: an image engine: which image of the engine?"),
        (
            ("before", "--before-platform", "linux/arm64,linux/386", "--platform", "a,b,c"),
            "ERROR: both sides need as many platforms, or one of them a single one\n",
        ),
    ],
)
def test_error_wrong_use(run, arguments: tuple[str, ...], message: str) -> None:
    Path("bad.json").write_text("{")
    status, out, err = run("diff", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(message)


def test_error_side_is_wrong_and_named(diff) -> None:
    Path("before").write_text("FROM alpine\nFROB\n")
    status, out, err = diff("before")
    assert (status, out) == (1, "")
    assert err.startswith("before:2\n")
    assert diff("before", "--matrix").status == 1


def test_error_without_a_line_names_the_side(diff) -> None:
    Path("Dockerfile").write_text("FROM alpine AS a\n")
    status, out, err = diff("before", "--target", "a")
    assert (status, out) == (1, "")
    assert err == 'ERROR: before: target stage "a" could not be found\n'


def test_error_image_that_is_nowhere(diff) -> None:
    status, out, err = diff("127.0.0.1:1/nothing:there")
    assert (status, out) == (4, "")
    assert err.startswith("ERROR: 127.0.0.1:1/nothing:there: ")


def test_error_base_that_is_not_known(run) -> None:
    status, out, err = run("diff", "before", "--offline", *PLATFORM)
    assert (status, out) == (4, "")
    assert "before:1\n" in err

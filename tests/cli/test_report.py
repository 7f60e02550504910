from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from typing import Any

import pytest

TEXT = """\
FROM scratch AS build
ARG TOKEN
ENV API_TOKEN=$TOKEN
FROM scratch
COPY --from=build a b
ENV A=1 PASSWORD=hunter2
USER u
"""


@pytest.fixture(autouse=True)
def dockerfile(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(TEXT)
    return path


def read_data(page: str) -> dict[str, Any]:
    [embedded] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    document: dict[str, Any] = json.loads(embedded)
    return document


def test_page_holds_the_json_of_explain(run, tmp_path) -> None:
    assert run("report", "-o", "page.html") == (0, "", "")
    document = read_data((tmp_path / "page.html").read_text("utf-8"))
    status, out, _ = run("explain", "--format", "json")
    assert status == 0
    assert document["results"][0]["fields"] == json.loads(out)["results"][0]["fields"]
    assert [line["line"] for line in document["results"][0]["lines"]] == [1, 2, 3, 4, 5, 6, 7]


def test_page_on_standard_output(run) -> None:
    status, out, err = run("report", "-o", "-")
    assert (status, err) == (0, "")
    assert out.startswith("<!doctype html>")
    assert out.count("<!doctype html>") == 1


def test_a_view_for_each_target_and_platform(run) -> None:
    status, out, _ = run("report", "-o", "-", "--platform", "linux/amd64,linux/arm64")
    assert status == 0
    assert re.findall(r'<label for="view-\d">([^<]*)</label>', out) == [
        "last stage · linux/amd64",
        "last stage · linux/arm64",
    ]


def test_secrets_are_not_shown(run) -> None:
    _, out, _ = run("report", "-o", "-")
    assert "hunter2" not in out
    _, out, _ = run("report", "-o", "-", "--show-values")
    assert "hunter2" in out


def test_changes_since_a_revision(run, tmp_path, dockerfile) -> None:
    git = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "m")):
        subprocess.run((*git, *arguments), cwd=tmp_path, check=True)
    dockerfile.write_text(TEXT.replace("USER u", "USER v"))
    status, out, err = run("report", "-o", "-", "--against", "git:HEAD")
    assert (status, err) == (0, "")
    assert '<tr class="change"><td>User</td><td><code>u</code></td><td><code>v</code></td>' in out


def test_error_broken_file_writes_no_page(run, tmp_path, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nUSRE x\n")
    status, out, err = run("report", "-o", "page.html")
    assert (status, out) == (1, "")
    assert "unknown instruction: USRE" in err
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((), "the following arguments are required: -o/--output", id="no output"),
        pytest.param(("-o", "-", "--against", "nowhere/at:all:0"), "nowhere/at:all:0: no such file", id="no such side"),
        pytest.param(
            ("-o", "-", "--against", "ap.json"),
            "ap.json: no such file; with --unresolved empty, usual for this command, no registry is asked; for an image "
            "in a registry give --unresolved error",
            id="no registry unless asked",
        ),
    ],
)
def test_error_wrong_use(run, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = run("report", *arguments)
    assert (status, out) == (2, "")
    assert message in err


def test_builds_of_projects_can_be_compared_with(run, tmp_path) -> None:
    project = "services:\n  web: {build: {dockerfile_inline: FROM scratch, labels: [a=1]}}\n  lib: {build: .}\n"
    (tmp_path / "compose.yaml").write_text(project)
    (tmp_path / "new.yaml").write_text(project.replace("a=1", "a=2"))
    status, out, err = run("report", "new.yaml#web", "-o", "-", "--against", "compose.yaml#web")
    assert (status, err) == (0, "")
    assert "Changes since <code>compose.yaml#web</code>" in out
    status, out, err = run("report", "new.yaml#web", "-o", "-", "--against", "compose.yaml")
    assert (status, out) == (2, "")
    assert err == "ERROR: one build at a time; name one of compose.yaml#lib, compose.yaml#web\n"


def test_error_of_what_is_compared_with_is_that_of_its_file(run, tmp_path) -> None:
    (tmp_path / "before").write_text("FROM scratch\n\nFROB\n")
    status, out, err = run("report", "-o", "-", "--against", "before")
    assert (status, out) == (1, "")
    assert err.startswith("before:3\n")


def test_error_of_an_image_that_cannot_be_had_is_no_missing_base(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\n")
    image = "localhost:9/x:1"
    status, out, err = run("report", "-o", "-", "--against", image, "--unresolved", "error")
    assert (status, out) == (4, "")
    assert err == f"ERROR: {image}: registry localhost:9 refuses the connection\n"


def test_error_too_many_views(run) -> None:
    targets = ",".join(f"t{number}" for number in range(65))
    status, _, err = run("report", "-o", "-", "--target", targets)
    assert status == 2
    assert "more than 64 targets and platforms in one page" in err


def test_nothing_of_a_secret_over_several_lines_is_shown(run, dockerfile) -> None:
    dockerfile.write_text('FROM scratch\nENV DB_PASSWORD="one \\\n  second-part"\nONBUILD ENV G_TOKEN=third-part\n')
    _, out, _ = run("report", "-o", "-")
    assert "second-part" not in out
    assert "third-part" not in out
    _, out, _ = run("explain", "--line", "4")
    assert "third-part" not in out


def test_build_arguments_are_not_shown(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nARG V\n")
    assert "gone-arg" not in run("report", "-o", "-", "--build-arg", "V=gone-arg").out
    assert "gone-arg" in run("report", "-o", "-", "--build-arg", "V=gone-arg", "--show-values").out


def test_json_of_the_config_is_there_without_what_is_hidden(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nARG V\nENV A_TOKEN=gone-token B=seen\nLABEL a=1\nONBUILD ARG V_KEY=gone-key\n")
    _, out, _ = run("report", "-o", "-", "--build-arg", "V=gone-arg")
    [note, config] = re.findall(r"<summary>As JSON</summary><p>(.*?)</p><pre>(.*?)</pre>", out, re.DOTALL)[0]
    assert note == "Build arguments, and values with the name of a secret, are (hidden); --show-values shows them."
    image = json.loads(unescape(config))
    assert image["config"]["Env"][1:] == ["A_TOKEN=(hidden)", "B=seen"]
    assert image["config"]["OnBuild"] == ["(hidden)"]
    assert [entry["created_by"] for entry in image["history"]] == ["(hidden)", "(hidden)", "LABEL a=1"]
    assert "gone-" not in out
    whole = run("report", "-o", "-", "--build-arg", "V=gone-arg", "--show-values").out
    assert "A_TOKEN=gone-token" in re.findall(r"<summary>As JSON</summary><pre>(.*?)</pre>", whole, re.DOTALL)[0]


def test_graph_has_what_triggers_of_bases_copy(run, tmp_path, dockerfile) -> None:
    (tmp_path / "kit.json").write_text('{"config": {"OnBuild": ["COPY --from=assets a b"]}}')
    dockerfile.write_text("FROM scratch AS assets\nFROM kit\n")
    _, out, err = run("report", "-o", "-", "--base", "kit=kit.json")
    assert err == ""
    assert "<title>COPY --from, trigger run at line 2</title>" in out


@pytest.mark.parametrize("command", ["config", "report"])
def test_error_the_dockerfile_is_not_written_over(run, dockerfile, command: str) -> None:
    status, out, err = run(command, "Dockerfile", "-o", "Dockerfile")
    assert (status, out) == (2, "")
    assert err == "ERROR: Dockerfile is what this command reads; name another file for what it writes\n"
    assert dockerfile.read_text() == TEXT


def test_error_more_lines_than_a_page_shows(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\n" + "\n" * 500_000)
    status, out, err = run("report", "-o", "-")
    assert (status, out) == (1, "")
    assert err == "ERROR: Dockerfile: a page shows at most 500000 lines, and this file has more\n"


def test_error_more_bytes_than_a_page_shows(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nLABEL a=" + "b" * (4 << 20) + "\n")
    status, out, err = run("report", "-o", "-")
    assert (status, out) == (1, "")
    assert err == "ERROR: Dockerfile: a page shows a Dockerfile of at most 4194304 bytes\n"

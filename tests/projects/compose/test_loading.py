from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.model.errors import LimitError
from preimage.projects.compose.project import ComposeProject

Load = Callable[..., ComposeProject]
Error = Callable[..., str]

DEMO = "/home/me/demo"


def test_included_projects_have_folders_and_variables_of_their_own(load: Load) -> None:
    project = load(
        {
            "compose.yaml": "include: [sub/c.yaml, {path: [o/d.yaml, o/e.yaml], project_directory: sub, env_file: x.env}]\n",
            "sub/c.yaml": "name: no\nservices: {c: {build: {context: ., args: [V, W], labels: {l: $V}}}}\n",
            "sub/.env": "V=sub\n",
            "o/d.yaml": "services: {d: {build: {context: ., labels: {l: $V}}}}\n",
            "o/e.yaml": "services: {d: {build: {target: e}}}\n",
            "x.env": "V=x\n",
        },
        environ={"W": "w"},
    )
    c, d = project.builds["c"], project.builds["d"]
    assert (project.name, c.context, dict(c.args), c.labels["l"]) == ("demo", f"{DEMO}/sub", {"W": "w"}, "sub")
    assert (d.context, d.target, d.labels["l"]) == (f"{DEMO}/sub", "e", "x")


@pytest.mark.parametrize(
    ("include", "message"),
    [
        ("nope.yaml", "open DEMO/nope.yaml: no such file or directory"),
        ("compose.yaml", "include cycle detected:\nDEMO/compose.yaml\n include DEMO/compose.yaml"),
        ("{path: b.yaml, env_file: nope.env}", "stat DEMO/nope.env: no such file or directory"),
        ("{path: b.yaml, env_file: sub}", "DEMO/sub is not a file"),
        ("https://x/y.yaml", f'{DEMO}/compose.yaml: include: remote Compose files are not supported: "https://x/y.yaml"'),
        ("c.yaml", "services.a conflicts with imported resource"),
        ("d.yaml", "include cycle detected:\nDEMO/compose.yaml\n include DEMO/d.yaml\n include DEMO/compose.yaml"),
        ("bad.yaml", "validating DEMO/bad.yaml: services.x.build.target must be a string"),
    ],
)  # fmt: skip
def test_error_includes(fault: Error, include: str, message: str) -> None:
    files = {
        "compose.yaml": f"services: {{a: {{build: .}}}}\ninclude: [{include}]\n",
        "b.yaml": "services: {b: {build: .}}\n",
        "c.yaml": "services: {a: {build: x}}\n",
        "d.yaml": "include: [compose.yaml]\n",
        "bad.yaml": "services: {x: {build: {target: 5}}}\n",
        "sub/x": "",
    }
    assert fault(files) == message.replace(DEMO, "DEMO")


def test_error_projects_within_projects_without_end(load: Load) -> None:
    files = {f"c{number}.yaml": f"include: [c{number + 1}.yaml]\n" for number in range(60)}
    with pytest.raises(LimitError) as caught:
        load({"compose.yaml": "include: [c0.yaml]\n", **files})
    assert str(caught.value) == f"{DEMO}/c30.yaml: include is nested deeper than 30 files"


def test_bases_in_other_files_have_paths_of_their_own(load: Load) -> None:
    project = load(
        {
            "compose.yaml": "services: {a: {extends: {file: sub/b.yaml, service: b}}}\n",
            "sub/b.yaml": "services: {b: {extends: {file: deep/c.yaml, service: c}, build: {context: ./ctx}}}\n",
            "sub/deep/c.yaml": "services: {c: {build: {additional_contexts: {s: ./s}}}}\n",
        }
    )
    build = project.builds["a"]
    assert (build.context, dict(build.contexts)) == (f"{DEMO}/sub/ctx", {"s": f"{DEMO}/sub/deep/s"})
    assert build.origins["context",].file == "sub/b.yaml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x: y", 'cannot extend service "a" in DEMO/b.yaml: no services section'),
        ("services: []", 'cannot extend service "a" in DEMO/b.yaml: services must be a mapping'),
        ("services: {c: }", 'cannot extend service "a" in DEMO/compose.yaml: service "b" not found in b.yaml'),
        ("[", "failed to parse DEMO/b.yaml: yaml: line 1: did not find expected node content"),
    ],
)
def test_error_bases_in_other_files(fault: Error, text: str, message: str) -> None:
    main = "services: {a: {extends: {file: b.yaml, service: b}}}\n"
    assert fault({"compose.yaml": main, "b.yaml": f"{text}\n"}) == message


def test_error_a_base_from_elsewhere(fault: Error) -> None:
    text = "services: {a: {extends: {file: 'https://x/y', service: b}}}"
    assert (
        fault(text)
        == 'DEMO/compose.yaml: services.a.extends.file: remote Compose files are not supported: "https://x/y"'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into cli.named"),
        ("services:", "services must be a mapping"),
        ("services: {a: {build: .}}\n---\n- x", "top-level object must be a mapping"),
        ("services: {a: {build: .}}\n---\n[", "failed to parse DEMO/compose.yaml: yaml: line 3: did not find expected node content"),
        ("foo: 1", "validating DEMO/compose.yaml:  additional properties 'foo' not allowed"),
        ("", "empty compose file"),
    ],
)  # fmt: skip
def test_error_documents(fault: Error, text: str, message: str) -> None:
    assert fault(text) == message


def test_documents_are_merged_like_files(load: Load) -> None:
    text = "services: {a: {build: {context: x, target: t}, dns: ''}}\n---\nservices: {a: {build: {target: !reset , args: [A=1]}}}"
    build = load(text).builds["a"]
    assert (build.context, build.target, dict(build.args)) == (f"{DEMO}/x", None, {"A": "1"})


def test_the_version_is_warned_of(load: Load) -> None:
    project = load("version: '3'\nservices: {a: {build: .}}")
    assert [warning.message for warning in project.warnings] == [
        f"{DEMO}/compose.yaml: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion"
    ]

from __future__ import annotations

import os
import sqlite3

import pytest

COMPOSE = """\
name: shop
services:
  base: {image: "own/base:1", build: base}
  web: {image: own/web, build: {context: web, target: prod, args: {V: 7}, labels: {a: b}}}
  inline: {build: {context: ., dockerfile_inline: "FROM scratch\\nUSER 7\\n"}}
  outside: {build: {context: ../elsewhere}}
  remote: {build: {context: "https://example.com/x.git"}}
"""
BAKE = """\
target "default" {
  context = "web"
  platforms = ["linux/amd64", "linux/arm64"]
  contexts = { "own/base:1" = "target:b" }
}
target "b" { context = "base" }
target "layout" {
  context = "base"
  contexts = { alpine = "oci-layout://somewhere" }
}
"""
FILES = {
    "r/base/Dockerfile": "FROM alpine\nUSER app\n",
    "r/web/Dockerfile": "ARG B=own/base:1\nFROM $B AS prod\nARG V\nEXPOSE $V\nFROM prod\nUSER 8\n",
    "elsewhere/Dockerfile": "FROM scratch\n",
}


def read(*columns: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect("fleet.sqlite")
    rows = connection.execute(
        f"SELECT {', '.join(columns)} FROM images WHERE kind <> 'dockerfile' ORDER BY build, platform"
    ).fetchall()
    connection.close()
    return rows


def test_services(write_files, scan) -> None:
    write_files({**FILES, "r/compose.yaml": COMPOSE})
    assert scan("r", platforms=["linux/amd64"]).found == 3
    assert read("build", "path", "project", "target", "user", "ok") == [
        ("base", "base/Dockerfile", "compose.yaml", "", "app", 1),
        ("inline", "compose.yaml", "compose.yaml", "", "7", 1),
        ("outside", "../elsewhere/Dockerfile", "compose.yaml", "", None, 0),
        ("remote", "compose.yaml", "compose.yaml", "", None, 0),
        ("web", "web/Dockerfile", "compose.yaml", "prod", "app", 1),
    ]
    errors = [row[0] for row in read("error") if row[0]]
    assert errors == [
        "No such file in the repository",
        'the context "https://example.com/x.git" is remote, its Dockerfile cannot be read',
    ]
    assert read("ports", "bases")[4] == ('["7/tcp"]', '["docker.io/own/base:1","docker.io/library/alpine:latest"]')


def test_targets(write_files, scan) -> None:
    write_files({**FILES, "r/docker-bake.hcl": BAKE})
    scan("r")
    rows = read("build", "platform", "user", "bases", "images", "error")
    alpine = '["docker.io/library/alpine:latest"]'
    linked = ["8", '["target:b","docker.io/library/alpine:latest"]', '["target:b"]', None]
    assert rows[0][:1] + rows[0][2:] == ("b", "app", alpine, alpine, None)
    assert [row[1] for row in rows[1:3]] == ["linux/amd64", "linux/arm64"]
    assert [list(row[2:]) for row in rows[1:3]] == [linked, linked]
    assert rows[3][5] == "the context alpine is a layout, which no scan opens"


def test_a_project_is_compiled_anew_when_any_of_its_files_changes(write_files, scan) -> None:
    compose = "services: {web: {build: {context: web, args: {A: $A}}}}\n"
    write_files({"r/compose.yaml": compose, "r/.env": "A=1\n", "r/web/Dockerfile": "FROM scratch\nARG A\nUSER $A\n"})
    assert scan("r").compiled == 2
    assert scan("r").compiled == 0
    write_files({"r/.env": "A=22\n"})
    assert scan("r").compiled == 1
    assert read("user") == [("22",)]
    write_files({"r/compose.override.yaml": "services: {web: {build: {args: {A: 333}}}}\n"})
    assert scan("r").compiled == 1
    assert read("user") == [("333",)]
    write_files({"r/web/Dockerfile": "FROM scratch\nUSER new\n"})
    assert scan("r").compiled == 2
    assert read("user") == [("new",)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        pytest.param("compose.yaml", "services: [", "yaml", id="no YAML"),
        pytest.param("docker-bake.hcl", "target {", "docker-bake.hcl", id="no HCL"),
    ],
)
def test_error_a_project_is_a_row(write_files, scan, name: str, text: str, message: str) -> None:
    write_files({f"r/{name}": text, "r/Dockerfile": "FROM scratch\n"})
    assert (scan("r").rows, scan("r").errors) == (2, 1)
    rows = read("path", "project", "error")
    assert rows[0][:2] == (name, name)
    assert message in str(rows[0][2])


def test_a_file_of_another_name_is_read_alone(write_files, scan) -> None:
    write_files({**FILES, "r/compose.yaml": COMPOSE, "r/other.yaml": "services: {a: {build: base}}\n"})
    scan("r/other.yaml")
    assert read("build", "project") == [("a", "other.yaml")]


def test_builds_that_are_built_from_each_other_are_compiled_once(write_files, scan) -> None:
    # Each is built from the one before, by two names: without a memory that would be 2 ** 30 compilations.
    targets = ['target "t0" { context = "." }']
    for number in range(1, 31):
        contexts = f'a = "target:t{number - 1}", b = "target:t{number - 1}"'
        targets.append(f'target "t{number}" {{\n context = "two"\n contexts = {{ {contexts} }}\n}}')
    two = "FROM a AS first\nFROM b\nCOPY --from=first /x /x\nENV N=1\n"
    write_files(
        {"r/docker-bake.hcl": "\n".join(targets), "r/Dockerfile": "FROM scratch\nUSER me\n", "r/two/Dockerfile": two}
    )
    found = scan("r")
    assert (found.rows, found.errors) == (33, 0)
    assert {row[0] for row in read("user")} == {"me"}


def test_error_dockerfiles_of_a_project_come_to_too_much(write_files, scan) -> None:
    services = "".join(f"  s{number}: {{build: .}}\n" for number in range(9))
    write_files(
        {"r/compose.yaml": f"services:\n{services}", "r/Dockerfile": "FROM scratch\n" + ("#" + "x" * 1022 + "\n") * 512}
    )
    scan("r")
    assert [row[0] for row in read("ok")] == [1] * 7 + [0] * 2
    assert str(read("error")[8][0]).startswith("the Dockerfiles of the project come to more than 4194304 bytes")


def test_error_a_build_from_itself(write_files, scan) -> None:
    write_files(
        {
            "r/compose.yaml": "services:\n"
            "  a: {build: {dockerfile_inline: FROM b, additional_contexts: {b: service:b}}}\n"
            "  b: {build: {dockerfile_inline: FROM a, additional_contexts: {a: service:a}}}\n"
        }
    )
    scan("r")
    assert read("build", "error") == [
        ("a", "build b: build a: b -> a -> b: a build from itself"),
        ("b", "build a: build b: a -> b -> a: a build from itself"),
    ]


def test_a_link_that_leads_out_may_lead_elsewhere_later(write_files, scan) -> None:
    write_files({"r/compose.yaml": "services: {w: {build: ./web}}\n", "elsewhere/Dockerfile": "FROM scratch\n"})
    os.symlink("../elsewhere", "r/web")
    scan("r", remembers=True)
    assert read("user", "error") == [(None, "No such file in the repository")]
    os.remove("r/web")
    write_files({"r/web/Dockerfile": "FROM scratch\nUSER web\n"})
    scan("r", remembers=True)
    assert read("user", "error") == [("web", None)]


def test_why_a_file_is_absent_may_change(write_files, scan) -> None:
    write_files({"r/compose.yaml": "include: [a/more.yaml]\n", "r/a": ""})
    scan("r", remembers=True)
    os.remove("r/a")
    scan("r", remembers=True)
    ((error,),) = read("error")
    assert str(error).endswith("a/more.yaml: no such file or directory")

"""A child over a parent with triggers gives the same bytes wherever the parent is: registry, layout, archive, lock."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

import preimage

PARENT = {
    "config": {
        "Env": ["PATH=/bin", "A=<é>"],
        "Healthcheck": {"Test": ["CMD", "true"], "Interval": 5_000_000_000},
        "OnBuild": ["ENV FROM_PARENT=$A", "WORKDIR /srv", "LABEL a=b"],
        "Shell": ["/bin/bash", "-c"],
    }
}
CHILD = "ARG PARENT\nFROM $PARENT\nRUN make\nENV B=$FROM_PARENT\n"


@pytest.fixture
def parent(make_image):
    return make_image(PARENT, {"bin/sh": b"a file"})


@pytest.fixture
def expected(parent) -> str:
    Path("Dockerfile").write_text(CHILD)
    bases = preimage.StaticBases({"docker.io/library/parent:1": parent.config})
    text = preimage.compile(CHILD, build_args={"PARENT": "parent:1"}, bases=bases).image.to_json()
    assert '"FROM_PARENT=\\u003cé\\u003e","B=\\u003cé\\u003e"' in text
    assert '"WorkingDir":"/srv"' in text
    return text


def read_child(run, reference: str, *arguments: str) -> str:
    status, out, err = run("config", "--format", "canonical", "--build-arg", f"PARENT={reference}", *arguments)
    assert (status, err) == (0, "")
    return str(out)


def test_registry_and_lock(run, registry, parent, expected) -> None:
    parent.copy_to(f"docker://{registry}/parent:1", "--dest-tls-verify=false")
    reference = f"{registry}/parent:1"
    assert read_child(run, reference) == expected
    status, out, _ = run("lock", "--build-arg", f"PARENT={reference}")
    assert (status, out.startswith(f"locked {reference} linux/")) == (0, True)
    assert read_child(run, reference, "--locked") == expected
    assert run("lock", "--check", "--build-arg", f"PARENT={reference}").status == 0


def test_docker_media_types(run, registry, parent, expected) -> None:
    """Then skopeo writes the config anew, as Docker's: its bytes differ, what it says does not."""
    parent.copy_to(f"docker://{registry}/parent:docker", "--dest-tls-verify=false", "--format", "v2s2")
    found = json.loads(read_child(run, f"{registry}/parent:docker"))
    assert found["config"]["Env"] == json.loads(expected)["config"]["Env"]


def test_registry_with_basic_authentication(run, start_registry, parent, expected, tmp_path) -> None:
    file = tmp_path / "htpasswd"
    # What `htpasswd -nbB -C 5 user hunter2-is-the-secret` gives.
    file.write_text("user:$2y$05$abcdefghijklmnopqrstuuWan14m2MAI3hyxo7cm06WaPPI.MgpD.\n")
    host = start_registry({"htpasswd": {"realm": "loopback", "path": str(file)}})
    parent.copy_to(f"docker://{host}/parent:1", "--dest-tls-verify=false", "--dest-creds", "user:hunter2-is-the-secret")
    status, _, err = run("config", "--build-arg", f"PARENT={host}/parent:1")
    assert status == 4
    assert "denies access with status 401" in err
    entry = {"auth": base64.b64encode(b"user:hunter2-is-the-secret").decode()}
    (tmp_path / "docker" / "config.json").write_text(json.dumps({"auths": {host: entry}}))
    assert read_child(run, f"{host}/parent:1") == expected


def test_layout(run, parent, expected) -> None:
    parent.copy_to("oci:copied:1")
    for source in (f"oci-layout://{parent.directory}", "oci-layout://copied:1"):
        assert read_child(run, "parent:1", "--base", f"parent:1={source}") == expected
    digest = json.loads(Path("copied/index.json").read_text())["manifests"][0]["digest"]
    assert read_child(run, f"parent@{digest}", "--bases-from", "oci-layout://copied") == expected
    context = ["--build-context", f"parent=oci-layout://{parent.directory}"]
    assert read_child(run, "parent", *context) == expected


def test_archives(run, parent, expected) -> None:
    parent.copy_to("oci-archive:oci.tar:parent:1")
    parent.copy_to("docker-archive:docker.tar:docker.io/library/parent:1")
    for source in (["--base", "parent:1=docker-archive:oci.tar"], ["--bases-from", "docker-archive:docker.tar"]):
        assert json.loads(read_child(run, "parent:1", *source))["config"] == json.loads(expected)["config"]
    assert read_child(run, "parent:1", "--base", "parent:1=docker-archive:oci.tar") == expected


def test_engine(run, dockerd, registry, parent, expected, monkeypatch) -> None:
    parent.copy_to(f"docker://{registry}/engine:1", "--dest-tls-verify=false")
    dockerd.docker("pull", "-q", f"{registry}/engine:1")
    monkeypatch.setenv("DOCKER_HOST", dockerd.socket)
    # Without --bases-from the registry would answer as well; --offline keeps it out.
    assert read_child(run, f"{registry}/engine:1", "--bases-from", "engine", "--offline") == expected

"""Debian's docker-registry on loopback: plain, with basic authentication, and behind a token server.

These tests do not run where the programs docker-registry, openssl or skopeo are not installed; they say so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from preimage.model.errors import BaseNotFound
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

AMD64 = parse_platform("linux/amd64")
ARM64 = parse_platform("linux/arm64")
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
PASSWORD = "hunter2-is-the-secret"
BASIC = "Basic dXNlcjpodW50ZXIyLWlzLXRoZS1zZWNyZXQ="


def make_config(name: str, architecture: str = "amd64") -> bytes:
    config = {"OnBuild": ["RUN true"], "Labels": {"name": name}}
    # Not as anybody would write it, so that only the exact bytes fit.
    return json.dumps({"os": "linux", "config": config, "architecture": architecture}, indent=3).encode()


def resolve(source, registry, name: str, platform=AMD64):
    return source.resolve(parse_reference(f"{registry.host}/{name}"), platform)


@pytest.mark.parametrize("media_type", ["application/vnd.oci.image.manifest.v1+json", DOCKER_MANIFEST])
def test_image(registry, make_source, media_type):
    config = make_config(media_type)
    descriptor = registry.push_image("team/app", "1", config, media_type=media_type)
    base = resolve(make_source(), registry, "team/app:1")
    assert (base.text, base.digest) == (config, descriptor["digest"])
    assert resolve(make_source(), registry, f"team/app@{descriptor['digest']}").text == config


def test_index(registry, make_source):
    configs = {architecture: make_config("index", architecture) for architecture in ("amd64", "arm64")}
    entries = [
        registry.push_image("index", architecture, config) | {"platform": {"os": "linux", "architecture": architecture}}
        for architecture, config in configs.items()
    ]
    index = registry.push_index("index", "1", *entries)
    source = make_source()
    for architecture, platform in (("amd64", AMD64), ("arm64", ARM64)):
        base = resolve(source, registry, "index:1", platform)
        assert (base.text, base.index) == (configs[architecture], index["digest"])
    by_digest = resolve(source, registry, f"index@{index['digest']}", ARM64)
    assert by_digest.text == configs["arm64"]


def test_error_unknown(registry, make_source, find_error):
    registry.push_image("app", "1", make_config("known"))
    assert find_error(make_source(), registry, BaseNotFound, "app:2").endswith(
        "registry HOST does not know it (404 MANIFEST_UNKNOWN)"
    )
    assert find_error(make_source(), registry, BaseNotFound, "app-of-nobody:1").endswith(
        "does not know it (404 MANIFEST_UNKNOWN)"
    )


@pytest.fixture(scope="session")
def guarded_registry(start_registry, tmp_path_factory):
    """A registry that asks for name and password."""
    file = tmp_path_factory.mktemp("htpasswd") / "htpasswd"
    # What `htpasswd -nbB -C 5 user PASSWORD` gives.
    file.write_text("user:$2y$05$abcdefghijklmnopqrstuuWan14m2MAI3hyxo7cm06WaPPI.MgpD.\n")
    return start_registry({"htpasswd": {"realm": "loopback", "path": str(file)}})


def test_basic_authentication(guarded_registry, make_source, log_in, find_error):
    config = make_config("basic")
    guarded_registry.push_image("app", "1", config, BASIC)
    assert "denies access with status 401" in find_error(make_source(), guarded_registry)
    log_in(guarded_registry.host)
    assert resolve(make_source(), guarded_registry, "app:1").text == config


@pytest.fixture
def token_server(start_server, certificate, answer):
    """A token server that lets "user" do everything with a password, and others pull what is public."""
    server = start_server()
    server.service = "registry of the tests"

    def give(handler):
        query = parse_qs(urlsplit(handler.path).query)
        is_user = handler.headers.get("Authorization") == BASIC
        if handler.headers.get("Authorization") and not is_user:
            return answer(b"", 401)
        access = []
        for scope in query.get("scope", []):
            kind, name, actions = scope.split(":")
            if is_user or (name == "public" and actions == "pull"):
                access.append({"type": kind, "name": name, "actions": actions.split(",")})
        return answer(json.dumps({"token": make(access), "expires_in": 300}).encode())

    def make(access: list[dict[str, object]]) -> str:
        now = int(time.time())
        claims = {"iss": "tests", "sub": "", "aud": server.service, "exp": now + 300, "nbf": now - 10, "iat": now}
        return str(certificate.make_token(claims | {"jti": str(now), "access": access}))

    server.routes["/token"] = give
    server.make_token = make
    return server


@pytest.fixture
def token_registry(start_registry, token_server, certificate):
    return start_registry(
        {
            "token": {
                "realm": f"{token_server.url}/token",
                "service": token_server.service,
                "issuer": "tests",
                "rootcertbundle": str(certificate.file),
            }
        }
    )


def test_token_authentication(token_registry, token_server, make_source, log_in, find_error):
    config = make_config("token")
    for path in ("public", "app"):
        access = [{"type": "repository", "name": path, "actions": ["pull", "push"]}]
        token_registry.push_image(path, "1", config, f"Bearer {token_server.make_token(access)}")
    source = make_source()
    assert resolve(source, token_registry, "public:1").text == config
    assert "denies access with status 401" in find_error(source, token_registry)
    log_in(token_registry.host)
    assert resolve(make_source(), token_registry, "app:1").text == config
    log_in(token_registry.host, username="user", password="wrong")
    assert "says that the credentials for it are not accepted" in find_error(make_source(), token_registry)


def test_image_of_skopeo(registry, store, make_source, tmp_path):
    if shutil.which("skopeo") is None:
        pytest.skip("needs the program skopeo (Debian: apt-get install skopeo)")
    config = make_config("skopeo")
    store.enter(store.add_image(config), tag="1")
    store.write_layout(tmp_path / "layout")
    copy = ["skopeo", "--insecure-policy", "copy", "-q", "--dest-tls-verify=false", f"oci:{tmp_path / 'layout'}:1"]
    subprocess.run([*copy, f"docker://{registry.host}/skopeo:1"], check=True, capture_output=True)
    shown = subprocess.run(
        ["skopeo", "inspect", "--tls-verify=false", "--config", "--raw", f"docker://{registry.host}/skopeo:1"],
        check=True,
        capture_output=True,
    ).stdout
    assert resolve(make_source(), registry, "skopeo:1").text == shown == config


def test_fifty_images_take_two_requests_each(registry, start_server, make_source, answer):
    """Through a server of the test's own that counts and passes on."""
    counter = start_server()
    for number in range(50):
        registry.push_image(f"many/app{number}", "1", make_config(f"app {number}"))

    def pass_on(handler):
        headers, body = registry.ask("GET", handler.path, b"", "", "")
        return answer(body, headers={name: headers[name] for name in ("content-type", "docker-content-digest")})

    counter.routes["*"] = pass_on
    source = make_source()
    for number in range(50):
        assert resolve(source, counter, f"many/app{number}:1").text == make_config(f"app {number}")
    assert len(counter.requests) == 100

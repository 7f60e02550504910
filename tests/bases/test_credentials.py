from __future__ import annotations

import base64
import json
import os
import time
import traceback
from pathlib import Path

import pytest

from preimage.bases import credentials as module
from preimage.bases.credentials import Credentials, CredentialStore
from preimage.bases.secrets import Secret
from preimage.model.errors import BaseUnreadable

PASSWORD = "hunter2-is-the-secret"
AUTH = base64.b64encode(f"user:{PASSWORD}".encode()).decode()


def write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


def show(credentials: Credentials | None) -> tuple[str, str, str, str] | None:
    if credentials is None:
        return None
    return (
        credentials.username.reveal(),
        credentials.password.reveal(),
        credentials.identity_token.reveal(),
        credentials.registry_token.reveal(),
    )


@pytest.fixture
def env(home) -> dict[str, str]:
    return {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "PATH": f"{home / 'bin'}:{os.environ['PATH']}"}


@pytest.fixture
def add_helper(home):
    """Write a credential helper that does what a piece of shell script says."""

    def add(name: str, script: str) -> None:
        path = home / "bin" / f"docker-credential-{name}"
        write(path, f"#!/bin/sh\nread key\n{script}\n")
        path.chmod(0o755)

    return add


def find_error(env, host: str = "r.example") -> str:
    with pytest.raises(BaseUnreadable) as caught:
        CredentialStore(env).find(host)
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert PASSWORD not in shown
    assert AUTH not in shown
    assert caught.value.__context__ is None
    return str(caught.value)


@pytest.mark.parametrize(
    ("auths", "host", "path", "expected"),
    [
        pytest.param({"r.example": {"auth": AUTH}}, "r.example", "a", ("user", PASSWORD, "", ""), id="auth"),
        pytest.param(
            {"r.example": {"username": "user", "password": "p"}}, "r.example", "a", ("user", "p", "", ""), id="in clear"
        ),
        pytest.param({"r.example": {"identitytoken": "t"}}, "r.example", "a", ("", "", "t", ""), id="identity token"),
        pytest.param({"r.example": {"registrytoken": "t"}}, "r.example", "a", ("", "", "", "t"), id="registry token"),
        pytest.param({"r.example": {"auth": AUTH}}, "other.example", "a", None, id="another host"),
        pytest.param({"r.example": {"auth": AUTH}}, "r.example:5000", "a", None, id="another port"),
        pytest.param({"r.example:5000": {"auth": AUTH}}, "r.example:5000", "a", ("user", PASSWORD, "", ""), id="port"),
        pytest.param({"https://r.example/v1/": {"auth": AUTH}}, "r.example", "a", ("user", PASSWORD, "", ""), id="URL"),
        pytest.param({"R.Example/": {"auth": AUTH}}, "r.example", "a", ("user", PASSWORD, "", ""), id="upper case"),
        pytest.param(
            {"https://index.docker.io/v1/": {"auth": AUTH}},
            "docker.io",
            "a",
            ("user", PASSWORD, "", ""),
            id="Docker Hub",
        ),
        pytest.param(
            {"docker.io": {"auth": AUTH}}, "docker.io", "a", ("user", PASSWORD, "", ""), id="as podman has it"
        ),
        pytest.param(
            {"r.example": {"auth": AUTH}, "r.example/a/b": {"identitytoken": "t"}},
            "r.example",
            "a/b/c",
            ("", "", "t", ""),
            id="for a path",
        ),
        pytest.param(
            {"r.example": {"auth": AUTH}, "r.example/a/b": {"identitytoken": "t"}},
            "r.example",
            "a/bc",
            ("user", PASSWORD, "", ""),
            id="for another path",
        ),
        pytest.param({"r.example": {}}, "r.example", "a", None, id="empty entry"),
        pytest.param({"r.example": None}, "r.example", "a", None, id="null"),
        pytest.param(
            {"r.example": {"auth": base64.b64encode(b"u:p:q\0\0").decode()}},
            "r.example",
            "a",
            ("u", "p:q", "", ""),
            id="colon",
        ),
    ],
)
def test_file(env, home, auths, host, path, expected):
    write(home / ".docker" / "config.json", {"auths": auths})
    assert show(CredentialStore(env).find(host, path)) == expected


@pytest.mark.parametrize(
    ("variable", "value", "file"),
    [
        pytest.param("DOCKER_CONFIG", "d", "d/config.json", id="DOCKER_CONFIG"),
        pytest.param("REGISTRY_AUTH_FILE", "f.json", "f.json", id="REGISTRY_AUTH_FILE"),
        pytest.param("XDG_RUNTIME_DIR", "r", "r/containers/auth.json", id="XDG_RUNTIME_DIR"),
        pytest.param("XDG_CONFIG_HOME", "c", "c/containers/auth.json", id="XDG_CONFIG_HOME"),
        pytest.param("UNUSED", "x", ".config/containers/auth.json", id="user's own directory"),
        pytest.param("UNUSED", "x", ".docker/config.json", id="Docker's directory"),
    ],
)
def test_place(env, home, variable, value, file):
    write(home / file, {"auths": {"r.example": {"auth": AUTH}}})
    store = CredentialStore(env | {variable: str(home / value)})
    assert show(store.find("r.example")) == ("user", PASSWORD, "", "")


def test_order_of_places(env, home):
    env = env | {"REGISTRY_AUTH_FILE": str(home / "f.json")}
    files = [
        home / "f.json",
        home / ".docker" / "config.json",
        home / "run" / "containers" / "auth.json",
        home / ".config" / "containers" / "auth.json",
    ]
    for place, file in enumerate(files):
        write(file, {"auths": {"r.example": {"identitytoken": str(place)}}})
    for place, file in enumerate(files):
        assert show(CredentialStore(env).find("r.example")) == ("", "", str(place), "")
        file.unlink()
    assert CredentialStore(env).find("r.example") is None


def test_link_to_the_file_is_followed(env, home):
    write(home / "elsewhere.json", {"auths": {"r.example": {"auth": AUTH}}})
    (home / ".docker").mkdir()
    (home / ".docker" / "config.json").symlink_to(home / "elsewhere.json")
    assert show(CredentialStore(env).find("r.example")) == ("user", PASSWORD, "", "")


ANSWER = json.dumps({"ServerURL": "x", "Username": "user", "Secret": PASSWORD})


@pytest.mark.parametrize(
    ("config", "host", "expected"),
    [
        pytest.param(
            {"credHelpers": {"r.example": "good"}}, "r.example", ("user", PASSWORD, "", ""), id="for the host"
        ),
        pytest.param({"credHelpers": {"r.example": "good"}}, "other.example", None, id="for another host"),
        pytest.param({"credsStore": "good"}, "r.example", ("user", PASSWORD, "", ""), id="for all hosts"),
        pytest.param({"credsStore": "token"}, "r.example", ("", "", PASSWORD, ""), id="identity token"),
        pytest.param({"credsStore": "ignorant"}, "r.example", None, id="knows nothing"),
        pytest.param(
            {"credsStore": "ignorant", "auths": {"r.example": {"auth": AUTH}}},
            "r.example",
            ("user", PASSWORD, "", ""),
            id="knows nothing, but the file does",
        ),
        pytest.param(
            {"credsStore": "ignorant", "credHelpers": {"r.example": "good"}},
            "r.example",
            ("user", PASSWORD, "", ""),
            id="the host's own first",
        ),
        pytest.param(
            {"credsStore": "echo"}, "docker.io", ("https://index.docker.io/v1/", "x", "", ""), id="key of the Hub"
        ),
        pytest.param({"credsStore": "echo"}, "r.example:5000", ("r.example:5000", "x", "", ""), id="key of others"),
        pytest.param({"credsStore": "deaf"}, "r.example", ("user", PASSWORD, "", ""), id="does not read"),
    ],
)
def test_helper(env, home, add_helper, config, host, expected):
    add_helper("good", f"echo '{ANSWER}'")
    add_helper("token", f"echo '{ANSWER.replace('user', '<token>')}'")
    add_helper("ignorant", "echo 'credentials not found in native keychain'; exit 1")
    add_helper("echo", """printf '{"Username":"%s","Secret":"x"}' "$key" """)
    write(home / "bin" / "docker-credential-deaf", f"#!/bin/sh\nexec <&-\necho '{ANSWER}'\n")
    (home / "bin" / "docker-credential-deaf").chmod(0o755)
    write(home / ".docker" / "config.json", config)
    assert show(CredentialStore(env).find(host)) == expected


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("../../bin/sh", id="path"),
        pytest.param("/bin/sh", id="absolute path"),
        pytest.param("a b", id="blank"),
        pytest.param("-x", id="option"),
        pytest.param("a;touch x", id="shell"),
        pytest.param("a\nb", id="line break"),
        pytest.param("é", id="not ASCII"),
        pytest.param("a" * 200, id="long"),
    ],
)
def test_error_name_of_a_helper(env, home, name):
    write(home / ".docker" / "config.json", {"credsStore": name})
    assert find_error(env).endswith("is no name of a credential helper")


@pytest.mark.parametrize(
    ("script", "text"),
    [
        pytest.param(f"echo {PASSWORD}; echo {PASSWORD} >&2; exit 3", "failed with exit status 3", id="fails"),
        pytest.param(f"echo {PASSWORD}", "gave an answer that cannot be read", id="not JSON"),
        pytest.param("echo '[]'", "gave an answer that cannot be read", id="list"),
        pytest.param("""echo '{"Username":"u","Secret":7}'""", "gave an answer that cannot be read", id="number"),
        pytest.param("exit 0", "gave an answer that cannot be read", id="nothing"),
        pytest.param("exec cat /dev/zero", "printed more than the limit of 1048576 bytes", id="without end"),
    ],
)
def test_error_helper(env, home, add_helper, script, text):
    add_helper("bad", script)
    write(home / ".docker" / "config.json", {"credsStore": "bad", "auths": {"r.example": {"auth": AUTH}}})
    started = time.monotonic()
    assert (
        find_error(env) == f"cannot get credentials for r.example: the credential helper docker-credential-bad {text}"
    )
    assert time.monotonic() - started < 5


def test_error_helper_is_too_slow(env, home, add_helper, monkeypatch):
    monkeypatch.setattr(module, "HELPER_SECONDS", 0.3)
    add_helper("slow", "exec sleep 20")
    write(home / ".docker" / "config.json", {"credsStore": "slow"})
    started = time.monotonic()
    assert find_error(env).endswith("docker-credential-slow did not answer within 0.3 s")
    assert time.monotonic() - started < 2


def test_what_a_helper_leaves_behind_is_not_waited_for(env, home, add_helper):
    add_helper("forking", f"sleep 20 & echo '{ANSWER}'")
    write(home / ".docker" / "config.json", {"credsStore": "forking"})
    started = time.monotonic()
    assert show(CredentialStore(env).find("r.example")) == ("user", PASSWORD, "", "")
    assert time.monotonic() - started < 10


def test_error_helper_is_not_installed(env, home):
    write(home / ".docker" / "config.json", {"credsStore": "absent"})
    assert find_error(env).endswith("the credential helper docker-credential-absent is not installed")


def test_error_helper_in_the_current_directory(env, home, add_helper, monkeypatch):
    add_helper("here", f"echo '{ANSWER}'")
    monkeypatch.chdir(home / "bin")
    write(home / ".docker" / "config.json", {"credsStore": "here"})
    assert find_error(env | {"PATH": ".::bin"}).endswith("docker-credential-here is not installed")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param('{"auths": {"r.example": {"auth": "' + AUTH + '",}}}', "not valid JSON at line 1", id="not JSON"),
        pytest.param("[]", "not a JSON object", id="list"),
        pytest.param("[" * 100_000, "not valid JSON", id="nested deeply"),
        pytest.param({"auths": [AUTH]}, "auths, credHelpers or credsStore has the wrong type", id="auths is a list"),
        pytest.param({"auths": {"x": AUTH}}, 'the entry of "x" is not a JSON object', id="entry is a string"),
        pytest.param(
            {"auths": {"x": {"auth": 7, "password": PASSWORD}}},
            'the entry of "x" has a member that is not a string',
            id="auth is a number",
        ),
        pytest.param(
            {"auths": {"x": {"auth": AUTH + "!"}}},
            'the entry of "x" has an "auth" that is not the base64 form of name and password',
            id="auth is not base64",
        ),
        pytest.param(
            {"auths": {"x": {"auth": base64.b64encode(PASSWORD.encode()).decode()}}},
            'the entry of "x" has an "auth" that is not the base64 form of name and password',
            id="no colon",
        ),
        pytest.param(
            {"credHelpers": {"x": 7}}, 'the credential helper of "x" is not a string', id="helper is a number"
        ),
        pytest.param(" " * ((1 << 20) + 1), "it is larger than 1048576 bytes", id="large"),
    ],
)
def test_error_file(env, home, content, text):
    path = home / ".docker" / "config.json"
    write(path, content)
    assert find_error(env) == f"cannot read credentials from {path}: {text}"


def test_error_file_is_a_pipe(env, home):
    (home / ".docker").mkdir()
    os.mkfifo(home / ".docker" / "config.json")
    assert find_error(env).endswith("config.json: it is no regular file")


def test_credentials_are_not_shown():
    shown = repr(Credentials(Secret("user"), Secret(PASSWORD)))
    assert PASSWORD not in shown
    assert "user'" not in shown


def test_basic():
    assert Credentials(Secret("user"), Secret(PASSWORD)).make_basic().reveal() == f"Basic {AUTH}"
    assert not Credentials(identity_token=Secret("t")).make_basic()

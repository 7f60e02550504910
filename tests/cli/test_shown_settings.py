from __future__ import annotations

import tomllib


def test_what_is_shown_is_toml(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "preimage.toml").write_text('[labels]\n"a.b" = "x\\ny\\u007f\\""\nc = "#"\n')
    status, out, _ = run("config", "--show-settings", "--insecure-registry", "h:1", "--build-arg", "A=\x1b")
    assert status == 0
    assert tomllib.loads(out) == {
        "build-args": {"A": "\x1b"},
        "labels": {"a.b": 'x\ny\x7f"', "c": "#"},
        "insecure-registries": ["h:1"],
        "unresolved": "error",
    }


def test_the_environment_is_told(run, tmp_path, monkeypatch) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", "linux/arm64")
    monkeypatch.setenv("HERE", "1")
    out = run("config", "--show-settings", "--build-arg", "HERE", "--build-arg", "NOT_HERE").out
    assert '"1"' in out
    assert "# command line, environment HERE" in out
    assert "NOT_HERE" not in out
    assert "# environment, DOCKER_DEFAULT_PLATFORM" in out


def test_secrets_are_hidden(run, tmp_path, monkeypatch) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "preimage.toml").write_text('[build-args]\nAPI_KEY = "k1"\nEMPTY_KEY = ""\n[labels]\npassword = "k2"\n')
    monkeypatch.setenv("TOKEN", "k3")
    given = ["--build-arg", "TOKEN", "--build-arg", "SECRET=k4", "--build-arg", "HTTP_PROXY=http://u:k5@proxy:3128/a"]
    shown = tomllib.loads(run("config", "--show-settings", *given).out)
    assert shown["labels"] == {"password": "(hidden)"}
    assert shown["build-args"] == {
        "API_KEY": "(hidden)",
        "EMPTY_KEY": "",
        "TOKEN": "(hidden)",
        "SECRET": "(hidden)",
        "HTTP_PROXY": "http://u:(hidden)@proxy:3128/a",
    }


def test_names_of_other_settings_are_no_secrets(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "c.json").write_text("{}")
    shown = tomllib.loads(run("config", "--show-settings", "--base", "token=c.json").out)
    assert shown["bases"] == {"token": "c.json"}

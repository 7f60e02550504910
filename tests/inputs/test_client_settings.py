from __future__ import annotations

import json
from pathlib import Path

import pytest

from preimage.inputs.client_settings import read_proxies

USUAL = {"httpProxy": "http://a", "noProxy": "x,y", "ftpProxy": ""}
OF_HOST = {"allProxy": "socks://b"}


def note_nothing(note: str) -> None:
    raise AssertionError(note)


def test_proxies(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"proxies": {"default": USUAL, "tcp://h:1": OF_HOST}}))
    env = {"DOCKER_CONFIG": str(tmp_path)}
    usual = {"HTTP_PROXY": "http://a", "http_proxy": "http://a", "NO_PROXY": "x,y", "no_proxy": "x,y"}
    assert read_proxies(env, note_nothing) == usual
    assert read_proxies({**env, "DOCKER_HOST": "tcp://other"}, note_nothing) == usual
    of_host = {"ALL_PROXY": "socks://b", "all_proxy": "socks://b"}
    assert read_proxies({**env, "DOCKER_HOST": "tcp://h:1"}, note_nothing) == of_host


def test_the_home_folder(tmp_path: Path) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker/config.json").write_text('{"proxies": {"default": {"httpProxy": "p"}}}')
    assert read_proxies({"HOME": str(tmp_path)}, note_nothing)["HTTP_PROXY"] == "p"


@pytest.mark.parametrize("text", ["{}", "[]", '{"auths": {}}', '{"proxies": {}}', '{"proxies": null}'])
def test_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    assert read_proxies({"DOCKER_CONFIG": str(tmp_path)}, note_nothing) == {}
    assert read_proxies({"DOCKER_CONFIG": str(tmp_path / "missing")}, note_nothing) == {}


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("{", "no valid JSON"),
        ("[" * 100_000, "no valid JSON"),
        ('{"proxies": []}', "proxies: want texts by name for each engine"),
        ('{"proxies": {"default": {"httpProxy": 1}}}', "proxies: want texts by name for each engine"),
    ],
)
def test_error_told_once(tmp_path: Path, text: str, trouble: str) -> None:
    (tmp_path / "config.json").write_text(text)
    notes: list[str] = []
    env = {"DOCKER_CONFIG": str(tmp_path)}
    assert (read_proxies(env, notes.append), read_proxies(env, notes.append)) == ({}, {})
    assert notes == [f"WARNING: {tmp_path}/config.json: {trouble}; the proxies in it are left out"]

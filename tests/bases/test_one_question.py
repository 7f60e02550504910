"""One question to the registry for each image of a run, and all at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from preimage.cli import main

LATENCY = 0.2
LIMIT = 1.2
FILES, BASES = 20, 5


@pytest.fixture
def slow_registry(server):
    """A registry of some images that takes its time for each answer."""

    def slow(answer):
        def wait(handler):
            time.sleep(LATENCY)
            return answer

        return wait

    for number in range(BASES):
        config = f'{{"architecture":"amd64","os":"linux","config":{{"Labels":{{"number":"{number}"}}}}}}'
        server.add_image(config.encode(), path=f"base{number}")
    server.routes = {path: slow(answer) for path, answer in server.routes.items()}
    return server


@pytest.fixture
def folder(slow_registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dockerfiles over these images, each in a folder of its own, so that each has a lock file of its own."""
    home = tmp_path / "home"
    for name, path in {"HOME": "", "XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "c", "XDG_RUNTIME_DIR": "r"}.items():
        monkeypatch.setenv(name, str(home / path))
    for number in range(FILES):
        place = tmp_path / "project" / f"service{number}"
        place.mkdir(parents=True)
        (place / "Dockerfile").write_text(f"FROM {slow_registry.host}/base{number % BASES}:1\nUSER {number}\n")
    return tmp_path / "project"


COMMANDS = [
    pytest.param(["check", "--unresolved", "error"], id="check"),
    pytest.param(["lock", "--platform", "linux/amd64"], id="lock"),
    pytest.param(["snapshot"], id="snapshot"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_manifest_is_asked_for_once(folder: Path, slow_registry, command: list[str], monkeypatch, capsys) -> None:
    seconds = []
    # The best of some: what else the machine does is no fault of the command.
    for attempt in range(3):
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / f".cache{attempt}"))
        for written in (*folder.glob("*/preimage.lock"), *folder.glob("*/*.config.json")):
            written.unlink()
        slow_registry.requests.clear()
        started = time.monotonic()
        assert main([*command, str(folder)]) == 0
        seconds.append(time.monotonic() - started)
        manifests = [path for path in slow_registry.paths if "/manifests/" in path]
        assert sorted(manifests) == [f"/v2/base{number}/manifests/1" for number in range(BASES)]
        if seconds[-1] < LIMIT:
            break
    # Two answers after each other take 0.4 s; one image after the other would take 2 s, each Dockerfile for itself 8 s.
    assert min(seconds) < LIMIT


def test_stages_of_one_dockerfile_are_asked_for_at_once(folder: Path, slow_registry, capsys) -> None:
    text = "".join(f"FROM {slow_registry.host}/base{number}:1 AS s{number}\n" for number in range(BASES))
    copies = "".join(f"COPY --from=s{number} /x /x\n" for number in range(BASES))
    (folder / "Dockerfile").write_text(f"{text}FROM scratch\n{copies}")
    assert main(["check", "--unresolved", "error", str(folder / "Dockerfile")]) == 0
    assert len(slow_registry.requests) == 2 * BASES
    # All were asked for before any was answered.
    assert all("/manifests/" in path for path in slow_registry.paths[:BASES])


def test_nothing_is_asked_that_something_else_knows(folder: Path, slow_registry, tmp_path: Path, capsys) -> None:
    config = tmp_path / "config.json"
    config.write_text('{"architecture":"amd64","os":"linux","config":{}}')
    given = f"{slow_registry.host}/base0:1={config}"
    assert main(["check", "--unresolved", "error", "--base", given, str(folder)]) == 0
    assert [path for path in slow_registry.paths if "base0" in path] == []
    assert len(slow_registry.requests) == 2 * (BASES - 1)


def test_error_missing_images_are_asked_for_once(folder: Path, slow_registry, capsys) -> None:
    slow_registry.routes = {}
    assert main(["check", "--unresolved", "error", str(folder)]) == 1
    assert len(slow_registry.requests) == BASES
    err = capsys.readouterr().err
    assert err.count("does not know it (404).") == BASES
    assert err.count("Are the name and the tag right?") == BASES


def test_two_sides_of_a_comparison_ask_once(folder: Path, slow_registry, capsys) -> None:
    sides = [str(folder / f"service{number}" / "Dockerfile") for number in (0, BASES)]
    assert main(["diff", *sides]) == 1
    assert len(slow_registry.requests) == 2

from __future__ import annotations

import inspect
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import preimage
import preimage.bases
from preimage.bases import public_sources
from preimage.bases.lock import make_lock_entry, write_lock
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

SOURCES = Path(preimage.__file__).parent.parent
AMD64 = parse_platform("linux/amd64")
CONFIG = json.dumps({"architecture": "amd64", "os": "linux", "config": {"User": "me"}}).encode()


def user_of(source: preimage.BaseSource, name: str) -> str:
    """Give the user that an image has by a source, and also by one that has crossed to another process."""
    copies = [pickle.loads(pickle.dumps(source)), source]
    copies.append(pickle.loads(pickle.dumps(source)))
    (user,) = {
        preimage.compile(f"FROM {name}\n", bases=each, platform="linux/amd64").image.config.user for each in copies
    }
    return user


def test_the_package_has_the_public_names() -> None:
    assert preimage.bases.__all__ == sorted(public_sources.__all__)
    assert set(public_sources.__all__) <= set(dir(preimage.bases))
    for name in public_sources.__all__:
        value = getattr(preimage.bases, name)
        assert value is getattr(public_sources, name)
        assert inspect.getdoc(value)


def test_error_no_such_name() -> None:
    with pytest.raises(AttributeError, match=r"^module 'preimage.bases' has no attribute 'from_nowhere'$"):
        preimage.bases.from_nowhere  # type: ignore[attr-defined]  # noqa: B018


def test_package_loads_nothing_by_itself() -> None:
    program = "import sys; import preimage.bases; preimage.bases.__doc__; hasattr(preimage.bases, '__wrapped__')"
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path[:0] = [{str(SOURCES)!r}]; {program}; print(*sys.modules)",
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    assert {name for name in done.stdout.split() if name.startswith("preimage")} == {"preimage", "preimage.bases"}


def test_lock_file(tmp_path: Path) -> None:
    entry = make_lock_entry(parse_reference("app:1"), AMD64, preimage.Base(CONFIG, "test"))
    write_lock(str(tmp_path / "preimage.lock"), [entry])
    assert user_of(preimage.bases.from_lock_file(tmp_path / "preimage.lock"), "app:1") == "me"


def test_layout(store, tmp_path: Path) -> None:
    store.enter(store.add_image(CONFIG), name="docker.io/library/app:1")
    assert user_of(preimage.bases.from_layout(store.write_layout(tmp_path / "layout")), "app:1") == "me"


def test_archive(store, tmp_path: Path) -> None:
    store.save([(CONFIG, ["app:1"])])
    assert user_of(preimage.bases.from_archive(store.write_archive(tmp_path / "app.tar")), "app:1") == "me"


def test_chain_and_given() -> None:
    given = preimage.bases.StaticBases({"docker.io/library/app:1": CONFIG})
    chain = preimage.bases.ChainOfBases([given, preimage.bases.EmptyBases()])
    assert (user_of(chain, "app:1"), user_of(chain, "other")) == ("me", "")


def test_registries_are_asked_once(server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    server.add_image(CONFIG)
    source = preimage.bases.from_registries(cache=tmp_path / "cache")
    assert [user_of(source, f"{server.host}/app:1") for _ in range(3)] == ["me"] * 3
    # Twice two: what crossed before there was an answer asks for itself, what crosses later has it.
    assert len(server.requests) == 4


def test_error_no_engine(tmp_path: Path) -> None:
    source = preimage.bases.from_engine(tmp_path / "no.sock")
    with pytest.raises(preimage.BaseUnreadable, match="no answer: No such file or directory$"):
        user_of(source, "app:1")


def test_error_insecure_registry() -> None:
    with pytest.raises(preimage.OptionError, match="^invalid insecure registry "):
        preimage.bases.from_registries(insecure=["http://x"])

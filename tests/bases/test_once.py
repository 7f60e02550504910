from __future__ import annotations

import copyreg
import pickle
import threading

import pytest

from preimage.bases.once import WORKERS, AskedOnce
from preimage.bases.static import StaticBases
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound, BaseUnreadable, OptionError
from preimage.model.image import Platform
from preimage.model.references import Reference, parse_reference

AMD64 = Platform("amd64", "linux")
NAMES = [f"base{number}" for number in range(20)]


class Asked:
    """A source that notes what it is asked; each answer waits until ``together`` are asked at the same time."""

    def __init__(self, together: int = 1) -> None:
        self.references: list[str] = []
        self.threads: set[int] = set()
        self._barrier = threading.Barrier(together, timeout=20)

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        self.references.append(f"{reference.path} {platform.architecture}")
        self.threads.add(threading.get_ident())
        self._barrier.wait()
        if reference.path.endswith("gone"):
            raise BaseNotFound(f"{reference}: not found", details=["nobody knows"])
        if reference.path.endswith("odd"):
            raise OptionError("odd")
        return Base(b"{}", str(reference))


def share(args: tuple[str, ...], attributes: dict[str, object]) -> BaseNotFound:
    error = BaseNotFound(*args)
    error.__dict__ = attributes
    return error


def uses(*names: str) -> list[tuple[Reference, Platform]]:
    return [(parse_reference(name), AMD64) for name in names]


def test_each_image_is_asked_for_once() -> None:
    asked = Asked()
    source = AskedOnce(asked)
    bases = {id(source.resolve(parse_reference(name), AMD64)) for name in ("a", "a:latest", "docker.io/library/a")}
    assert len(bases) == 1
    assert source.resolve(parse_reference("a"), Platform("x86_64", "linux")).origin == "docker.io/library/a:latest"
    assert asked.references == ["library/a amd64"]


def test_another_platform_is_another_image() -> None:
    asked = Asked()
    source = AskedOnce(asked)
    for architecture in ("amd64", "arm64", "amd64"):
        source.resolve(parse_reference("a"), Platform(architecture, "linux"))
    assert asked.references == ["library/a amd64", "library/a arm64"]


def test_nothing_is_asked_for_before_it_is_needed() -> None:
    asked = Asked()
    source = AskedOnce(asked)
    source.expect(lambda: pytest.fail("nothing is needed yet"))
    assert asked.references == []


def test_what_is_expected_is_asked_for_at_the_same_time() -> None:
    # Fewer at a time would not pass the barrier.
    asked = Asked(together=WORKERS)
    source = AskedOnce(asked)
    names = NAMES[: 2 * WORKERS]
    source.expect(lambda: uses(*names))
    origins = [source.resolve(*use).origin for use in uses(*names)]
    assert origins == [f"docker.io/library/{name}:latest" for name in names]
    assert sorted(asked.references) == sorted(f"library/{name} amd64" for name in names)


def test_no_more_than_the_bound_are_asked_for_at_a_time() -> None:
    asked = Asked()
    source = AskedOnce(asked)
    source.expect(lambda: uses(*NAMES))
    for use in uses(*NAMES):
        source.resolve(*use)
    assert len(asked.references) == len(NAMES)
    assert len(asked.threads) <= WORKERS


def test_several_threads_share_an_answer() -> None:
    asked = Asked()
    source = AskedOnce(asked)
    threads = [threading.Thread(target=source.resolve, args=use) for use in uses("a") * 8]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked.references == ["library/a amd64"]


@pytest.mark.parametrize("has_reducer", [False, True])
def test_error_is_given_anew_each_time(has_reducer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if has_reducer:
        # As tblib does for all errors, when Dask is used.
        monkeypatch.setitem(copyreg.dispatch_table, BaseNotFound, lambda error: (share, (error.args, error.__dict__)))
    asked = Asked()
    source = AskedOnce(asked)
    errors = []
    for _ in range(2):
        with pytest.raises(BaseNotFound) as caught:
            source.resolve(*uses("gone")[0])
        errors.append(caught.value)
    errors[0].lines = (1,)
    assert errors[1].lines == ()
    assert [(str(error), error.details) for error in errors] == [
        ("docker.io/library/gone:latest: not found", ("nobody knows",))
    ] * 2
    assert asked.references == ["library/gone amd64"]


def test_error_of_what_was_expected_is_told_to_whom_it_concerns() -> None:
    source = AskedOnce(Asked())
    source.expect(lambda: uses("odd", "gone"))
    assert source.resolve(*uses("a")[0]).origin == "docker.io/library/a:latest"
    with pytest.raises(OptionError, match="^odd$"):
        source.resolve(*uses("odd")[0])
    with pytest.raises(BaseNotFound):
        source.resolve(*uses("gone")[0])


def test_error_copy_keeps_its_class() -> None:
    class Broken:
        def resolve(self, reference: Reference, platform: Platform) -> Base:
            raise BaseUnreadable(f"{reference}: broken", reason="denied")

    source = AskedOnce(Broken())
    for _ in range(2):
        with pytest.raises(BaseUnreadable) as caught:
            source.resolve(*uses("a")[0])
        assert (str(caught.value), caught.value.reason) == ("docker.io/library/a:latest: broken", "denied")


def test_answers_cross_to_another_process_with_their_source() -> None:
    source = AskedOnce(StaticBases({"base": {"author": "x"}}))
    known, gone, later = uses("base", "gone", "base:2")
    base = source.resolve(*known)
    with pytest.raises(BaseNotFound):
        source.resolve(*gone)
    copy = pickle.loads(pickle.dumps(source))
    assert copy.resolve(*known).image.author == base.image.author == "x"
    for use in (gone, later):
        with pytest.raises(BaseNotFound, match=r"^docker\.io/library/\S+: not found$"):
            copy.resolve(*use)


def test_what_was_interrupted_does_not_cross() -> None:
    class Interrupted:
        def resolve(self, reference: Reference, platform: Platform) -> Base:
            raise KeyboardInterrupt

    source = AskedOnce(Interrupted())
    with pytest.raises(KeyboardInterrupt):
        source.resolve(*uses("a")[0])
    assert source.__getstate__()[1] == {}

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle
import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

import preimage
from preimage.bases.chain import ChainOfBases
from preimage.bases.lock import LockedBases, parse_lock
from preimage.bases.once import AskedOnce
from preimage.many import map_many, run_chunk

BASE = {"architecture": "amd64", "os": "linux", "config": {"User": "base"}}
HELPERS = """
import os

def read_user(result):
    return result.image.config.user

def end_once(result):
    user = result.image.config.user
    if user.startswith("/"):
        try:
            os.close(os.open(user, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return "came back"
        os._exit(1)
    return user

def end_always(result):
    if result.image.config.user == "13":
        os._exit(1)
    return result.image.config.user
"""


def make_items(count: int):
    return [f"FROM scratch\nUSER {number}\n" for number in range(count)]


def read_user(result: preimage.Compilation) -> str:
    return result.image.config.user


def end_worker(result: preimage.Compilation) -> str:
    os._exit(1)


def make_result_that_cannot_be_sent(result: preimage.Compilation) -> object:
    return (lambda: result) if result.image.config.user == "1" else result.image.config.user


@pytest.fixture(scope="module")
def processes():
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        yield pool


@pytest.fixture(scope="module", params=["here", "threads", "processes"])
def executor(request, processes):
    if request.param == "threads":
        with ThreadPoolExecutor(2) as pool:
            yield pool
    else:
        yield processes if request.param == "processes" else None


def describe(result: object) -> object:
    """Give what can be compared of a result or a fault."""
    if isinstance(result, preimage.Compilation):
        return result.image.to_json(), result.warnings, result.explanation().to_dict()
    assert isinstance(result, Exception)
    assert (result.__traceback__, result.__cause__, result.__context__) == (None, None, None)
    return type(result), str(result), *([result.lines] if isinstance(result, preimage.DockerfileError) else [])


@pytest.mark.parametrize("chunk", [1, 3, 256])
def test_results_are_those_of_compile_in_order(executor, chunk: int, tmp_path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM scratch\nUSER file\n")
    items = [
        *make_items(5),
        b"FROM alpine AS Build\n",
        path,
        tmp_path / "absent",
        ("FROM alpine\nMAINTAINER me\n", {"bases": {"alpine": BASE}, "platform": "linux/arm64"}),
        ("FROM scratch\n", {"tagret": "x"}),
        ("FROM scratch\n", {"platform": "foo"}),
        ("FROM scratch\n", 7),
        "FROM scratch\nHEALTHCHECK --retries=-1 CMD x\n",
        7,
    ]
    results = [describe(result) for result in preimage.compile_many(items, executor=executor, chunk=chunk)]
    assert results == [describe(result) for result in preimage.compile_many(items)]
    kinds = [entry[0].__name__ for entry in results if isinstance(entry[0], type)]
    assert kinds == ["MissingBaseError", "FileNotFoundError", "TypeError", "OptionError", "TypeError", "DockerfileError", "TypeError"]  # fmt: skip


def test_finish_says_what_is_wanted_of_each(executor) -> None:
    found = list(preimage.compile_many(make_items(9), executor=executor, chunk=2, finish=read_user))
    assert found == [str(number) for number in range(9)]


def test_items_are_taken_as_results_are_asked_for(executor) -> None:
    taken = itertools.count()
    endless = (f"FROM scratch\nUSER {next(taken)}\n" for _ in itertools.count())
    results = preimage.compile_many(endless, executor=executor, chunk=2, finish=read_user)
    assert list(itertools.islice(results, 100)) == [str(number) for number in range(100)]
    assert isinstance(results, Generator)
    results.close()
    assert next(taken) <= 2000


def test_results_are_few_bytes_where_little_is_wanted() -> None:
    items = make_items(256)
    assert len(pickle.dumps((read_user, items))) < 30 * 256
    assert len(run_chunk(pickle.dumps((len, items)))) < 10 * 256
    # A source that several items have crosses once a chunk.
    lock = LockedBases(parse_lock(b'{"version":1,"bases":[]}', "preimage.lock"))
    assert len(pickle.dumps([(item, {"bases": lock}) for item in items])) < 50 * 256


def test_a_result_that_cannot_be_sent_is_a_fault_of_its_item(processes) -> None:
    results = list(preimage.compile_many(make_items(3), executor=processes, finish=make_result_that_cannot_be_sent))
    assert results[::2] == ["0", "2"]
    assert isinstance(results[1], TypeError)
    assert str(results[1]).startswith("a function cannot be sent from a worker: ")


def test_an_item_that_cannot_be_sent_is_a_fault_of_its_own(processes) -> None:
    class Local(preimage.StaticBases):
        pass

    items = [*make_items(1), ("FROM scratch\nUSER x\n", {"bases": Local({})}), "FROM scratch\nUSER y\n"]
    found = list(preimage.compile_many(items, executor=processes, finish=read_user))
    assert found[::2] == ["0", "y"]
    assert isinstance(found[1], (AttributeError, pickle.PicklingError))


def test_error_a_worker_is_lost_for_good() -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        results = preimage.compile_many(make_items(3), executor=pool, finish=end_worker)
        with pytest.raises(BrokenExecutor):
            list(results)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        pytest.param({"chunk": 0}, preimage.OptionError, "chunk is at least 1, not 0", id="no chunk"),
        pytest.param({"chunk": "1"}, TypeError, "chunk is an int, not str", id="chunk as text"),
        pytest.param({"executor": 2}, TypeError, "executor is a concurrent.futures.Executor or None, not int", id="executor"),
        pytest.param({"finish": 1}, TypeError, "finish is a function or None, not int", id="finish"),
    ],
)  # fmt: skip
def test_error_argument(arguments, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        preimage.compile_many([], **arguments)
    assert str(raised.value) == message


def test_error_finish_that_cannot_be_sent(processes) -> None:
    with pytest.raises(TypeError, match="^a function that cannot be pickled cannot be sent to an executor: "):
        preimage.compile_many([], executor=processes, finish=lambda result: result)


def test_any_function_over_any_items(executor) -> None:
    assert list(map_many(len, ["", "a", "bb"], executor=executor, chunk=2)) == [0, 1, 2]


def test_sources_answer_after_they_have_crossed(processes) -> None:
    lock = LockedBases(parse_lock(b'{"version":1,"bases":[]}', "preimage.lock"))
    chain = ChainOfBases([lock, AskedOnce(preimage.StaticBases({"alpine": BASE})), {"*": BASE}])
    items = [("FROM alpine\n", {"bases": chain}), ("FROM debian\n", {"bases": chain})]
    assert list(preimage.compile_many(items, executor=processes, finish=read_user)) == ["base", "base"]


def test_importing_loads_no_executor() -> None:
    program = (
        "import sys, preimage; list(preimage.compile_many(['FROM scratch'])); "
        "print({'concurrent.futures', 'multiprocessing', 'threading'} & set(sys.modules))"
    )
    path = os.pathsep.join([str(Path(preimage.__file__).parent.parent)])
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, check=True, timeout=60, env={"PYTHONPATH": path}
    )
    assert done.stdout == b"set()\n"


@pytest.fixture(scope="module")
def dask_client(tmp_path_factory):
    """A cluster of two worker processes on this machine, which also know the helpers."""
    if find_spec("distributed") is None:
        pytest.skip("distributed is not installed (extra dask)")
    import dask
    import distributed

    folder = tmp_path_factory.mktemp("helpers")
    (folder / "preimage_many_helpers.py").write_text(HELPERS)
    settings = {"distributed.scheduler.allowed-failures": 1, "distributed.worker.daemon": False}
    with pytest.MonkeyPatch.context() as patch, dask.config.set(settings):
        patch.syspath_prepend(folder)
        cluster = distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            local_directory=str(folder),
        )
        with cluster, distributed.Client(cluster) as client:
            yield client


@pytest.mark.filterwarnings("default")
def test_dask_cluster_gives_the_same(dask_client) -> None:
    items = [*make_items(40), "FROM", ("FROM alpine\n", {"bases": {"alpine": BASE}})]
    results = preimage.compile_many(items, executor=dask_client.get_executor(), chunk=8)
    assert [describe(result) for result in results] == [describe(result) for result in preimage.compile_many(items)]


@pytest.mark.filterwarnings("default")
def test_dask_cluster_that_loses_a_worker_gives_the_same(dask_client, tmp_path) -> None:
    import preimage_many_helpers as helpers

    mark = tmp_path / "mark"
    items = [*make_items(20), f"FROM scratch\nUSER {mark}\n", *make_items(20)]
    found = list(preimage.compile_many(items, executor=dask_client.get_executor(), chunk=4, finish=helpers.end_once))
    usual = [str(number) for number in range(20)]
    assert found == [*usual, "came back", *usual]
    assert mark.exists()


@pytest.mark.filterwarnings("default")
def test_an_item_that_ends_every_worker_of_a_dask_cluster_is_a_fault(dask_client) -> None:
    import preimage_many_helpers as helpers
    from distributed import KilledWorker

    # Each worker takes seconds to come back.
    dask_client.cluster.scheduler.allowed_failures = 0

    found = list(
        preimage.compile_many(make_items(20), executor=dask_client.get_executor(), chunk=5, finish=helpers.end_always)
    )
    assert isinstance(found.pop(13), KilledWorker)
    assert found == [str(number) for number in range(20) if number != 13]

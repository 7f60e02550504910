from __future__ import annotations

import pickle

import pytest

import preimage
from preimage.model.errors import TargetNotFound
from preimage.model.findings import Finding

FINDING = Finding("UndefinedVar", "Usage of undefined variable '$A'", (3,))


def test_lines_are_sorted_each_once_while_locations_stay_as_named() -> None:
    error = preimage.DockerfileError("x", [range(4, 6), [], [4, 2]])
    assert error.locations == ((4, 5), (), (4, 2))
    assert error.lines == (2, 4, 5)


def test_bytes_that_are_no_utf8_become_replacement_characters() -> None:
    error = preimage.DockerfileError("a\udcffb")
    assert (str(error), error.message, error.args) == ("a\ufffdb",) * 2 + (("a\ufffdb",),)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(preimage.PreimageError("x"), id="PreimageError"),
        pytest.param(preimage.DockerfileError("x", [[1, 2], []], [FINDING]), id="DockerfileError"),
        pytest.param(
            preimage.MissingBaseError("x", [[1]], [FINDING], "docker.io/a/b:1", "linux/amd64"), id="MissingBaseError"
        ),
        pytest.param(TargetNotFound("x", ["a", "b"]), id="TargetNotFound"),
        pytest.param(preimage.OptionError("x"), id="OptionError"),
        pytest.param(preimage.LimitError("x"), id="LimitError"),
        pytest.param(preimage.BaseError("x"), id="BaseError"),
        pytest.param(preimage.BaseNotFound("x"), id="BaseNotFound"),
        pytest.param(preimage.BaseUnreadable("x"), id="BaseUnreadable"),
        pytest.param(preimage.LockError("x"), id="LockError"),
        pytest.param(preimage.ProjectError("x", "docker-bake.hcl", 3), id="ProjectError"),
    ],
)
def test_errors_survive_pickle(error: preimage.PreimageError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == "x"
    assert vars(copy) == vars(error)


@pytest.mark.parametrize(
    ("error", "parent"),
    [
        pytest.param(preimage.DockerfileError, preimage.PreimageError, id="DockerfileError"),
        pytest.param(preimage.MissingBaseError, preimage.DockerfileError, id="MissingBaseError"),
        pytest.param(preimage.OptionError, preimage.PreimageError, id="OptionError"),
        pytest.param(preimage.LimitError, preimage.PreimageError, id="LimitError"),
        pytest.param(preimage.BaseError, preimage.PreimageError, id="BaseError"),
        pytest.param(preimage.BaseNotFound, preimage.BaseError, id="BaseNotFound"),
        pytest.param(preimage.BaseUnreadable, preimage.BaseError, id="BaseUnreadable"),
        pytest.param(preimage.LockError, preimage.PreimageError, id="LockError"),
        pytest.param(preimage.ProjectError, preimage.PreimageError, id="ProjectError"),
    ],
)
def test_errors_form_one_tree(error: type[Exception], parent: type[Exception]) -> None:
    assert error.__base__ is parent


def test_a_missing_base_is_also_an_error_of_a_base() -> None:
    error = preimage.MissingBaseError("x", [[2], [1]])
    assert isinstance(error, preimage.BaseError)
    assert error.lines == (1, 2)


def test_no_other_error_is_taken_for_one_of_the_dockerfile() -> None:
    assert not issubclass(preimage.LimitError, preimage.DockerfileError)
    assert not issubclass(preimage.BaseNotFound, preimage.DockerfileError)


def test_what_happened_to_a_base_survives_pickle() -> None:
    cause = preimage.BaseNotFound("x", reason="offline", details=["one", "other"])
    for error in (cause, preimage.MissingBaseError("x", reference="a", cause=cause)):
        copy = pickle.loads(pickle.dumps(error))
        assert (copy.reason, copy.details) == ("offline", ("one", "other"))


def test_stages_survive_pickle() -> None:
    error = TargetNotFound("x", ["a", "b"])
    error.warnings = [FINDING]
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.stages, copy.warnings) == (("a", "b"), [FINDING])

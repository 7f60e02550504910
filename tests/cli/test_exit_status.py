from __future__ import annotations

import pytest

from preimage.cli.exit_status import status_of
from preimage.model.errors import (
    BaseNotFound,
    BaseUnreadable,
    DockerfileError,
    LimitError,
    LockError,
    MissingBaseError,
    OptionError,
    PreimageError,
)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(DockerfileError("x"), 1, id="Dockerfile"),
        pytest.param(LimitError("x"), 1, id="limit"),
        pytest.param(PreimageError("x"), 1, id="other"),
        pytest.param(OptionError("x"), 2, id="option"),
        pytest.param(LockError("x"), 2, id="lock file"),
        pytest.param(MissingBaseError("x"), 4, id="missing base"),
        pytest.param(BaseNotFound("x"), 4, id="base not found"),
        pytest.param(BaseUnreadable("x"), 4, id="base unreadable"),
    ],
)
def test_status_of_errors(error, status) -> None:
    assert status_of(error) == status

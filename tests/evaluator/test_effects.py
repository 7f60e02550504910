from __future__ import annotations

from typing import get_args

import pytest

import preimage
from preimage.evaluator.effects import apply_instruction
from preimage.frontend.parser import parse_dockerfile
from preimage.model.instructions import AnyInstruction
from preimage.model.limits import Budget, Limits
from preimage.model.lint import Lint

ONE_OF_EACH = b"""FROM scratch
ADD a b
ARG a
CMD a
COPY a b
ENTRYPOINT a
ENV a=b
EXPOSE 1
HEALTHCHECK NONE
LABEL a=b
MAINTAINER a
ONBUILD USER a
RUN a
SHELL ["a"]
STOPSIGNAL 1
USER a
VOLUME a
WORKDIR /a
"""


def test_every_instruction_has_an_effect() -> None:
    parsed = parse_dockerfile(ONE_OF_EACH, Lint(), Budget(Limits()))
    assert {type(each) for each in parsed.stages[0].instructions} == set(get_args(AnyInstruction))
    # All but ONBUILD show in the history.
    assert len(preimage.compile(ONE_OF_EACH).image.history) == len(get_args(AnyInstruction)) - 1


def test_error_what_is_no_instruction_has_no_effect() -> None:
    with pytest.raises(AssertionError):
        apply_instruction(None, "RUN x")

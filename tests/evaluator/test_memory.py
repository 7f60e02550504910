"""What is remembered of the stages of one text, and what is not taken over to the next one."""

from __future__ import annotations

import pytest

from preimage.api import compile_request
from preimage.bases.static import StaticBases
from preimage.evaluator.memory import CompilationMemory
from preimage.model.errors import DockerfileError
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.options import BuildRequest

REQUEST = BuildRequest(all_stages=True, build_platform="linux/amd64", labels={"l": "m"})
BASES = StaticBases({"old": {"architecture": "x86_64", "os": "linux", "config": {}}, "*": {"config": {"Env": ["A=b"]}}})
OTHER_BASES = StaticBases({"*": {"config": {"Env": ["A=c"]}}})


def compile_facts(text: str, memory: CompilationMemory | None = None, bases: StaticBases = BASES) -> list[object]:
    budget = Budget(DEFAULT_LIMITS, len(text))
    try:
        result = compile_request(text.encode(), REQUEST, bases, None, budget, memory)
    except DockerfileError as error:
        return [str(error), error.locations, error.warnings]
    stages = [[each[1:3] for each in stage.records] for stage in result.trace.stages if stage is not None]
    return [result.image.to_json(), result.warnings, list(result.trace), stages, budget.measure()]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("FROM a AS x\nENV v=1\nFROM x\n", "FROM a AS x\nENV v=2\nFROM x\n", id="an instruction"),
        pytest.param("FROM a AS x\nENV v=1\nFROM b\n", "FROM a AS x\nFROM b\nENV v=1\n", id="an order"),
        pytest.param(
            "FROM a AS x\nENV v=1\nFROM x AS y\nENV w=$v\nFROM y\n",
            "FROM a AS x\nENV v=2\nFROM x AS y\nENV w=$v\nFROM y\n",
            id="the stage it is based on",
        ),
        pytest.param(
            "ARG v=1\nFROM a AS x\nARG v\nENV w=$v\nFROM x\n",
            "ARG v=2\nFROM a AS x\nARG v\nENV w=$v\nFROM x\n",
            id="the global scope",
        ),
        pytest.param(
            "FROM a AS x\nCOPY --from=b / /\nFROM a AS c\nFROM a AS d\n",
            "FROM a AS x\nCOPY --from=b / /\nFROM a AS b\nFROM a AS d\n",
            id="what it copies from",
        ),
        pytest.param(
            "FROM a AS b\nFROM a AS x\nENV v w\nFROM a AS c\n",
            "ARG v  \nFROM a AS x\nENV v w\nFROM a AS c\n",
            id="its number",
        ),
        pytest.param("FROM a\nRUN b\nENV c d\n", "FROM a\n# check=skip=all\nENV c d\n", id="a comment above"),
        pytest.param(
            "# check=skip=all\nFROM a\nENV c d\nFROM a\n", "# check=skip=X\nFROM a\nENV c d\nFROM a\n", id="checks"
        ),
        pytest.param(
            "FROM old AS x\nENV v=1\nFROM x\nENV w=1\n", "FROM old AS x\nENV v=1\nFROM x\nENV w=2\n", id="platform"
        ),
        pytest.param("FROM a\nENV v=$B\nFROM b\nUSER x\n", "FROM a\nENV v=$B\nFROM b\nUSER y\n", id="nothing"),
    ],
)
def test_the_next_text_compiles_as_if_it_were_the_first(before: str, after: str) -> None:
    memory = CompilationMemory()
    for text in (before, after, before, before):
        assert compile_facts(text, memory) == compile_facts(text)


def test_other_bases_are_looked_at() -> None:
    memory = CompilationMemory()
    text = "FROM a AS x\nENV v=$A\nFROM x\n"
    assert compile_facts(text, memory) != compile_facts(text, memory, OTHER_BASES)
    assert compile_facts(text, memory) == compile_facts(text)


def test_stages_that_stayed_what_they_were_are_not_run_again() -> None:
    memory = CompilationMemory()
    first, second = (
        compile_request(
            f"FROM a AS x\nENV v=1\nFROM x AS y\nFROM y\nENV w={value}\n".encode(), REQUEST, BASES, memory=memory
        )
        for value in "12"
    )
    shared = [one is other for one, other in zip(first.trace.stages, second.trace.stages, strict=True)]
    assert shared == [True, True, False]


def test_results_share_no_image() -> None:
    memory = CompilationMemory()
    text = b"FROM a AS x\nENV v=1\nFROM x\nUSER y\n"
    request = BuildRequest(build_platform="linux/amd64")
    first, second = (compile_request(text, request, BASES, memory=memory).image for _ in range(2))
    second.config.env.append("z=1")
    second.config.labels["z"] = "1"
    second.history.clear()
    assert first.to_json() == compile_request(text, request, BASES).image.to_json()


def test_error_of_a_limit_comes_as_without_memory() -> None:
    memory = CompilationMemory()
    text = "FROM a AS x\n" + "RUN echo $A\n" * 20 + "FROM x\n"
    compile_facts(text, memory)
    errors = []
    for each in (memory, None):
        budget = Budget(DEFAULT_LIMITS, len(text))
        budget.work = 300
        with pytest.raises(Exception) as caught:
            compile_request(text.encode(), REQUEST, BASES, None, budget, each)
        errors.append((type(caught.value), str(caught.value)))
    assert errors[0] == errors[1]

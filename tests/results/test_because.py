from __future__ import annotations

import pytest

import preimage

PORT = ("config.Env", "P")


def follow(
    compile_text, before: str, after: str, **options
) -> dict[tuple[str, object], tuple[tuple[str, object], ...]]:
    old = compile_text(before, **{name: value[0] for name, value in options.items()})
    new = compile_text(after, **{name: value[1] for name, value in options.items()})
    return {change.leaf: change.because for change in preimage.diff(old, new).changes}


@pytest.mark.parametrize(
    ("before", "after", "leaf", "because"),
    [
        pytest.param("ENV P=1\nLABEL l=$P", "ENV P=2\nLABEL l=$P", ("config.Labels", "l"), (PORT,), id="a variable"),
        pytest.param("ENV P=1\nEXPOSE $P", "ENV P=2\nEXPOSE $P", ("config.ExposedPorts", "1/tcp"), (PORT,), id="a port"),
        pytest.param(
            "ARG P=1\nEXPOSE $P", "ARG P=2\nEXPOSE $P", ("config.ExposedPorts", "2/tcp"), (("variable", "P"),), id="an ARG"
        ),
        pytest.param(
            "ENV P=1\nLABEL l=$P\nENV P=3", "ENV P=2\nLABEL l=$P\nENV P=3", ("config.Labels", "l"),
            (("variable", "P"),), id="a variable that is overwritten",
        ),
        pytest.param(
            "ENV P=1\nLABEL l=$P\nENV P=3", "ENV P=2\nLABEL l=$P\nENV P=4", ("config.Labels", "l"),
            (("variable", "P"),), id="not the entry that came later",
        ),
        pytest.param("LABEL l=1", "ENV P=2\nLABEL l=$P", ("config.Labels", "l"), (PORT,), id="used on one side"),
        pytest.param("LABEL l=1", "ARG P=2\nLABEL l=$P", ("config.Labels", "l"), (), id="an ARG on one side"),
        pytest.param(
            "ENV P=1\nLABEL l=a$P", "ENV P=1 Q=2\nLABEL l=b$P", ("config.Labels", "l"), (), id="the same value"
        ),
        pytest.param(
            'SHELL ["a"]\nCMD x', 'SHELL ["b"]\nCMD x', ("config.Cmd", None), (("config.Shell", None),), id="a shell"
        ),
        pytest.param(
            "CMD x", "ENTRYPOINT x", ("config.Cmd", None), (("config.Entrypoint", None),), id="ENTRYPOINT clears"
        ),
        pytest.param(
            "CMD x\nENTRYPOINT x", "ENTRYPOINT x", ("config.Cmd", None), (), id="the same ENTRYPOINT clears"
        ),
        pytest.param("CMD x", "USER y", ("config.ArgsEscaped", None), (("config.Cmd", None),), id="ArgsEscaped"),
        pytest.param("WORKDIR /a\nWORKDIR b", "WORKDIR /c\nWORKDIR b", ("config.WorkingDir", None), (), id="itself"),
    ],
)  # fmt: skip
def test_direct_reasons(compile_text, before: str, after: str, leaf, because) -> None:
    base = {"Cmd": ["base"]}
    assert follow(compile_text, f"FROM a\n{before}", f"FROM a\n{after}", base=(base, base))[leaf] == because


def test_old_value_of_the_leaf_itself_is_a_variable(compile_text) -> None:
    text = "FROM a\nENV PATH=/x:$PATH"
    found = follow(compile_text, text, text, base=({"Env": ["PATH=/a"]}, {"Env": ["PATH=/b"]}))
    assert found == {("config.Env", "PATH"): (("variable", "PATH"),)}


def test_variable_of_the_from_that_chose_the_base(compile_text) -> None:
    bases = preimage.StaticBases(
        {
            "docker.io/library/a:1": {"config": {"User": "x"}},
            "docker.io/library/a:2": {"config": {"User": "y", "OnBuild": ["LABEL l=1"]}},
        }
    )
    found = follow(compile_text, "ARG T=1\nFROM a:$T", "ARG T=2\nFROM a:$T", bases=(bases, bases))
    assert found == {("config.User", None): (("variable", "T"),), ("config.Labels", "l"): (("variable", "T"),)}

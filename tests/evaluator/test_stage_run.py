from __future__ import annotations

import pytest

import preimage

BASES = preimage.StaticBases({"*": {"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/bin", "OLD=1"]}}})


def found(text: str, **options: object) -> list[tuple[str, str, tuple[int, ...]]]:
    result = preimage.compile(text, bases=BASES, build_platform="linux/amd64", **options)
    return [(each.rule, each.message, each.lines) for each in result.warnings]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param("USER $X", ["Usage of undefined variable '$X'"], id="undefined"),
        pytest.param("USER ${X:-1}$X", ["Usage of undefined variable '$X'"], id="once a word"),
        pytest.param("ENV A=$X B=$X", ["Usage of undefined variable '$X'"] * 2, id="each word"),
        pytest.param("USER $OLP", ["Usage of undefined variable '$OLP' (did you mean $OLD?)"], id="near a name"),
        pytest.param("ENV A=1 B=$A", ["Usage of undefined variable '$A'"], id="of the same instruction"),
        pytest.param("USER $OLD$PATH", [], id="of the base"),
        pytest.param("ARG X\nUSER $X", [], id="arg without value"),
        pytest.param("ARG X=1 Y=$X", [], id="of the same arg"),
        pytest.param("USER $BUILDKIT_SBOM_SCAN_STAGE", [], id="always known"),
        pytest.param("USER '$X'\\$Y", [], id="protected"),
        pytest.param("RUN $X\nCMD $X\nHEALTHCHECK CMD $X", [], id="not looked at"),
        pytest.param("EXPOSE 8$X", [], id="not in EXPOSE"),
    ],
)
def test_undefined_variables(text: str, messages: list[str]) -> None:
    assert [message for rule, message, _ in found(f"FROM x\n{text}") if rule == "UndefinedVar"] == messages


def test_args_of_the_parent_are_known() -> None:
    assert found("FROM x AS a\nARG X\nFROM a\nUSER $X") == []


def test_error_comes_after_the_warning_of_its_word() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        found("FROM x\nUSER ${X?no}")
    assert str(raised.value) == 'failed to process "${X?no}": X: no'
    assert [warning.rule for warning in raised.value.warnings] == ["UndefinedVar"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('CMD ["a"]\n\ncmd ["b"]', [("cmd", (2,))], id="the word of the later, the lines of the earlier"),
        pytest.param(
            "HEALTHCHECK NONE\nHEALTHCHECK NONE\nHEALTHCHECK NONE",
            [("HEALTHCHECK", (2,)), ("HEALTHCHECK", (3,))],
            id="each after the first",
        ),
        pytest.param('ENTRYPOINT ["a"]\nCMD ["a"]', [], id="each kind for itself"),
        pytest.param('CMD ["a"]\nFROM x\nCMD ["a"]', [], id="each stage for itself"),
        pytest.param('CMD ["a"]\n# check=skip=all\nCMD ["b"]', [], id="comment above the later one"),
    ],
)
def test_repetition(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    warnings = [
        (message, lines)
        for rule, message, lines in found(f"FROM x\n{text}")
        if rule == "MultipleInstructionsDisallowed"
    ]
    assert warnings == [
        (
            f"Multiple {word} instructions should not be used in the same stage because only the last one will be used",
            lines,
        )
        for word, lines in expected
    ]


@pytest.mark.parametrize(
    ("base", "platform", "shell"),
    [
        pytest.param({"os": "linux"}, "windows/amd64", "/bin/sh -c", id="Linux base for Windows"),
        pytest.param({"os": "windows"}, "linux/amd64", "cmd /S /C", id="Windows base for Linux"),
        pytest.param({"os": "Windows"}, "linux/amd64", "/bin/sh -c", id="case counts"),
        pytest.param({}, "windows/amd64", "/bin/sh -c", id="no os"),
        pytest.param({"os": "windows", "config": {"Shell": ["a", "b"]}}, "linux/amd64", "a b", id="shell of the base"),
        pytest.param({"os": "windows", "config": {"Shell": []}}, "linux/amd64", "cmd /S /C", id="no words"),
    ],
)
def test_shell_goes_by_the_config_of_the_base(base: dict[str, object], platform: str, shell: str) -> None:
    image = preimage.compile(
        "FROM x\nRUN y", bases=preimage.StaticBases({"docker.io/library/x:latest": base}), platform=platform
    ).image
    assert image.history[-1].created_by == f"RUN {shell} y # buildkit"


def test_history_entry_is_buildkits() -> None:
    history = preimage.compile("FROM scratch\nRUN y\nUSER x").image.history
    assert history == [
        preimage.History(created_by="RUN /bin/sh -c y # buildkit", comment="buildkit.dockerfile.v0"),
        preimage.History(created_by="USER x", comment="buildkit.dockerfile.v0", empty_layer=True),
    ]

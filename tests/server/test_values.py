"""What compilations say of a line."""

from __future__ import annotations

from preimage.server.values import Effect, ValueAt, bound_by, find_moment, stage_leaves, summarize_stage


def compile_text(open_document, text: str, **keywords):
    ((_, compilation),) = open_document(text, **keywords).compilations
    return compilation


def test_values_are_compared_by_what_is_shown() -> None:
    assert ValueAt("set", "a") == ValueAt("set", "a")
    assert ValueAt("set", "a") != ValueAt("set", "a", "line 1")
    assert len({ValueAt("set", "a"), ValueAt("set", "a")}) == 1
    assert ValueAt("set", "a") != "a"


def test_effects_hide_secrets() -> None:
    assert Effect("config.Env", "API_KEY", None, "x").show("x") == "(hidden)"
    assert Effect("config.Env", "A", None, "x").show("x") == "x"


def test_what_a_line_binds(open_document) -> None:
    compilation = compile_text(open_document, "ARG g=1\nFROM scratch AS a\nARG g\nENV e=$g\nFROM b\nUSER x\n")
    assert bound_by(compilation, "g", 1) == ValueAt("set", "1")
    assert bound_by(compilation, "g", 3) == ValueAt("set", "1", "line 1 ARG")
    assert bound_by(compilation, "e", 4) == ValueAt("set", "1")
    assert bound_by(compilation, "e", 6) is None
    assert bound_by(compilation, "e", 7) is None


def test_moment_before_an_instruction(open_document) -> None:
    compilation = compile_text(open_document, "FROM scratch\nUSER a\nRUN x\nUSER b\nRUN y\n")
    assert [find_moment(compilation, line).before(("config.User", None)) for line in (2, 3, 4, 5)] == [
        None,
        "a",
        "a",
        "b",
    ]
    assert find_moment(compilation, 6) is None


def test_the_shell_of_another_system(open_document) -> None:
    bases = {"*": {"architecture": "amd64", "os": "windows", "config": {}}}
    compilation = compile_text(open_document, "FROM a\nRUN x\n", bases=bases, platforms=("windows/amd64",))
    assert find_moment(compilation, 2).shell() == ["cmd", "/S", "/C"]
    assert find_moment(compilation, 2).has_default_shell()


def test_stages_in_a_line(open_document) -> None:
    text = (
        "FROM scratch AS a\nENV x=1\nLABEL y=2\nONBUILD RUN z\nEXPOSE 80 443\nUSER u\nWORKDIR /w\nSTOPSIGNAL SIGINT\n"
        'ENTRYPOINT ["e"]\nCMD ["c"]\nHEALTHCHECK CMD h\nFROM a\nFROM b\nFROM scratch\n'
    )
    compilation = compile_text(open_document, text)
    assert summarize_stage(compilation, 0, 500) == (
        'user u · in /w · ENTRYPOINT ["e"] · CMD ["c"] · HEALTHCHECK h · STOPSIGNAL SIGINT · ports 443/tcp, 80/tcp'
        " · 2 ENV · 1 LABEL · 1 ONBUILD"
    )
    assert "ONBUILD" not in summarize_stage(compilation, 1, 500)
    assert summarize_stage(compilation, 2).startswith("base not known")
    assert len(summarize_stage(compilation, 0, 20)) == 20
    assert stage_leaves(compilation, 3)[1]

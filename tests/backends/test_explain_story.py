from __future__ import annotations

from typing import Any

import preimage
from preimage.backends.explain_story import Excerpts, render_field, render_line, render_variable
from preimage.backends.explain_table import Layout
from preimage.backends.hidden_values import hide_in_explanation


def answer(text: str, base: dict[str, Any] | None = None, *, show: bool = True, **asked: Any) -> dict[str, Any]:
    options = asked.pop("options", {})
    result = preimage.compile(text, bases=preimage.StaticBases({"*": {"config": base or {}}}), **options)
    found = result.explanation(fields=asked.pop("fields", []), **asked).to_dict()
    return found if show else hide_in_explanation(found)


def tell_field(text: str, path: str, key: str | None = None, base: dict[str, Any] | None = None, **options: Any) -> str:
    show = options.pop("show", True)
    copies = options.pop("copies", {})
    stage = options.pop("stage", 0)
    layout = options.pop("layout", Layout())
    (field,) = answer(text, base, fields=[(path, key)], show=show, options=options)["fields"]
    return render_field(field, stage, Excerpts(text.split("\n"), shows_values=show), layout, copies)


def tell_variable(text: str, name: str, line: int, *, show: bool = True, **options: Any) -> str:
    (variable,) = answer(text, variables=[(name, line)], show=show, options=options)["variables"]
    return render_variable(variable, 0, Excerpts(text.split("\n"), shows_values=show), Layout())


def tell_line(
    text: str, line: int, values: dict[tuple[str, object], str] | None = None, *, last: int = 0, **options: Any
) -> str:
    (entry,) = answer(text, lines=[line], options=options)["lines"]
    return render_line(entry, values or {}, Excerpts(text.split("\n"), shows_values=True), Layout(), last)


def test_cleared_command() -> None:
    text = 'FROM python:3.12-slim\nWORKDIR /srv\nENTRYPOINT ["python", "-m", "web"]\n'
    assert (
        tell_field(text, "config.Cmd", base={"Cmd": ["python3"]})
        == """\
Cmd is not set: cleared by ENTRYPOINT.
  base python:3.12-slim  ["python3"]
  line 3  ENTRYPOINT     cleared
      3 | ENTRYPOINT ["python", "-m", "web"]
  ENTRYPOINT drops a command that this stage did not set itself. A CMD below
  line 3 sets it again.
"""
    )


def test_cleared_in_between() -> None:
    text = 'FROM nginx:1.27\nENTRYPOINT ["/start.sh"]\n\nCMD ["--port", "80"]\n'
    assert (
        tell_field(text, "config.Cmd", base={"Cmd": ["nginx", "-g", "daemon off;"]})
        == """\
Cmd is ["--port","80"].
  base nginx:1.27     ["nginx","-g","daemon off;"]
  line 2  ENTRYPOINT  cleared
  line 4  CMD         ["--port","80"]   <- counts
      4 | CMD ["--port", "80"]
"""
    )


def test_value_with_what_it_uses() -> None:
    text = "FROM a\nARG P=80\nENV PORT=$P$X"
    assert (
        tell_field(text, "config.Env", "PORT")
        == """\
Env PORT is 80.
  line 3  ENV  80
      3 | ENV PORT=$P$X
  uses $P 80: line 2 ARG
  uses $X, which is not set
"""
    )


def test_port_is_there() -> None:
    assert tell_field("FROM a\nEXPOSE 80", "config.ExposedPorts", "80/tcp").startswith(
        "ExposedPorts 80/tcp is there.\n"
    )


def test_shell_that_was_used() -> None:
    assert '  uses Shell ["s"]: line 2 SHELL\n' in tell_field('FROM a\nSHELL ["s"]\nCMD x', "config.Cmd")


def test_absent_with_the_copying_line() -> None:
    text = "FROM a AS build\nHEALTHCHECK CMD x\nFROM a\nCOPY --from=build b c"
    assert (
        tell_field(text, "config.Healthcheck", copies={0: (4, 4)}, stage=1)
        == """\
Healthcheck is not set.
  line 2  HEALTHCHECK in stage build, of which this image only copies files (line 4)
"""
    )


def test_absent_in_a_stage_that_is_not_needed() -> None:
    text = "FROM a AS build\nHEALTHCHECK CMD x\nFROM a\n"
    assert "in stage build, which the target does not need\n" in tell_field(text, "config.Healthcheck", stage=1)


def test_unknown() -> None:
    text = "FROM x\nWORKDIR a"
    result = preimage.compile(text, unresolved="empty")
    fields = result.explanation(fields=[("config.WorkingDir", None), ("config.User", None)]).to_dict()["fields"]
    directory, user = (
        render_field(field, 0, Excerpts(text.split("\n"), shows_values=True), Layout(), {}) for field in fields
    )
    assert directory.startswith("WorkingDir is not known; over an empty base it would be /a.\n")
    assert user.startswith("User is not known.\n  base x  ?\n")


def test_secret_is_hidden_everywhere() -> None:
    text = "FROM a\nENV TOKEN=abc\nENV TOKEN=def"
    assert (
        tell_field(text, "config.Env", "TOKEN", show=False)
        == """\
Env TOKEN is (hidden).
  line 2  ENV  (hidden)
  line 3  ENV  (hidden)   <- counts
      3 | (hidden)
"""
    )


def test_trigger_shows_its_onbuild() -> None:
    text = "FROM a AS b\nONBUILD ENV A=1\nFROM b"
    assert (
        tell_field(text, "config.Env", "A", stage=1)
        == """\
Env A is 1.
  ONBUILD of line 2, at line 3  ENV  1
      2 | ONBUILD ENV A=1
"""
    )


def test_long_instruction_is_shortened() -> None:
    text = "FROM a\nENV " + " \\\n".join(f"A{number}=1" for number in range(20))
    shown = tell_field(text, "config.Env", "A1")
    assert "      8 | A6=1 \\\n        | …\n" in shown
    assert "A19" not in shown


def test_long_values_are_cut_unless_all_is_asked_for() -> None:
    text = f"FROM a\nENV A={'v' * 300}"
    assert "…" in tell_field(text, "config.Env", "A")
    assert "v" * 300 in tell_field(text, "config.Env", "A", layout=Layout(is_whole=True)).splitlines()[1]


class TestVariables:
    def test_above_from(self) -> None:
        text = 'ARG VERSION=3.2\n#\nFROM a\n#\nLABEL v="$VERSION"'
        assert (
            tell_variable(text, "VERSION", 5)
            == """\
$VERSION is not set at line 5.
  line 1  ARG VERSION=3.2   seen by FROM lines only
  The ARG at line 1 is seen by FROM lines only. Repeat 'ARG VERSION' between
  the FROM of the stage and line 5.
"""
        )

    def test_env_over_a_build_argument(self) -> None:
        text = "FROM a\nARG STAGE\nENV STAGE=prod\nLABEL s=$STAGE"
        shown = tell_variable(text, "STAGE", 4, build_args={"STAGE": "dev"}, show=False)
        assert (
            shown
            == """\
$STAGE is "prod" at line 4.
  line 2  ARG STAGE   (build argument)  (hidden)
  line 3  ENV                           prod   <- counts: newer
  The ARG at line 2 has no effect here: an ENV of the name counts.
"""
        )

    def test_empty_and_hidden(self) -> None:
        assert tell_variable("FROM a\nENV A=\nRUN x", "A", 3).startswith('$A is "" at line 3.\n')
        assert tell_variable("FROM a\nENV TOKEN=1\nRUN x", "TOKEN", 3, show=False).startswith(
            "$TOKEN is (hidden) at line"
        )

    def test_uses(self) -> None:
        assert "  uses $A 1: line 2 ARG\n" in tell_variable("FROM a\nARG A=1\nARG B=$A\nRUN x", "B", 4)

    def test_stage_that_is_not_evaluated(self) -> None:
        shown = tell_variable("FROM a\nRUN x\nFROM a", "A", 2)
        assert shown.startswith("$A is not known at line 2.\n  The target does not need this stage")


class TestLines:
    def test_what_it_sets(self) -> None:
        values: dict[tuple[str, object], str] = {("config.Env", "A"): "1", ("config.Env", "PORT"): "8000"}
        assert (
            tell_line("FROM a\nENV A=1 \\\n PORT=8000\nENV PORT=9", 2, values)
            == """\
lines 2-3  ENV, last stage
  Env A     1     in the result
  Env PORT  8000  lost: set again at line 4
"""
        )

    def test_arg(self) -> None:
        assert (
            tell_line("FROM a\nARG P=80\nENV Q=$P\nEXPOSE $Q", 2)
            == """\
line 2  ARG P=80, last stage
  sets nothing in the config
  feeds Env Q, ExposedPorts 80/tcp
"""
        )

    def test_above_from_and_nothing(self) -> None:
        assert tell_line("ARG A=1\n\nFROM a", 1).startswith("line 1  ARG A=1, above FROM\n")
        assert tell_line("ARG A=1\n\nFROM a", 2) == "line 2  no instruction\n"

    def test_stage_that_is_not_needed(self) -> None:
        assert tell_line("FROM a AS b\nUSER x\nFROM a", 2, last=1) == (
            "line 2  USER x, stage b\n  not evaluated: the target does not need this stage\n"
        )

    def test_option_that_goes_over_it(self) -> None:
        assert "lost: set again by --label\n" in tell_line("FROM a\nLABEL l=1", 2, labels={"l": "2"})

from __future__ import annotations

from typing import Any

import pytest

import preimage
from preimage.backends.explain_table import (
    Layout,
    make_rows,
    render_platforms,
    render_rows,
    render_sentences,
    render_table,
)

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
TEXT = """\
FROM python:3.12-slim
LABEL org.opencontainers.image.title=web
ENV PYTHONUNBUFFERED=1 \\
    PORT=8000
WORKDIR /srv
WORKDIR app
USER www-data
EXPOSE $PORT 9000
HEALTHCHECK --interval=1m30s CMD curl --fail "http://localhost:${PORT}/"
ONBUILD RUN x
CMD ["python","-m","web"]
"""
WHOLE = """\
Dockerfile                                               base python:3.12-slim

  User          www-data                                 line 7    USER
  ExposedPorts  8000/tcp                                 line 8    EXPOSE       $PORT: lines 3-4
                9000/tcp                                 line 8    EXPOSE
  Env
    PATH              /bin                               base
    LANG              C.UTF-8                            base
    PYTHONUNBUFFERED  1                                  lines 3-4 ENV
    PORT              8000                               lines 3-4 ENV
  Cmd           ["python","-m","web"]                    line 11   CMD          replaces base
  WorkingDir    /srv/app                                 line 6    WORKDIR      from line 5
  Labels
    kit                             1                    trigger of base python:3.12-slim, at line 1  ONBUILD LABEL kit=1
    org.opencontainers.image.title  web                  line 2    LABEL
  Healthcheck   curl --fail "http://localhost:${PORT}/"  line 9    HEALTHCHECK  every 1m30s
  OnBuild
    0                 RUN x                              line 10   ONBUILD
13 values: 10 from this file, 3 from the base. 'preimage explain' tells the story of one.
"""
PLATFORMS = """\
  User                 x                                            line 2 USER
  ExposedPorts 80/tcp                                               line 3 EXPOSE
  linux/amd64  Env V                avx2                            base
  linux/arm64  Env V                neon                            base
  Env PATH             /usr/local/sbin:/usr/local/bin:/usr/sbin:/…  default  the base has none
  linux/arm64  Env N                1                               base
"""
BASE = {"Env": ["PATH=/bin", "LANG=C.UTF-8"], "Cmd": ["python3"], "OnBuild": ["LABEL kit=1"]}


def explain(text: str, base: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    if "unresolved" not in options:
        options.setdefault("bases", preimage.StaticBases({"*": {"config": base or {}}}))
    return preimage.compile(text, build_platform="linux/amd64", **options).explanation().to_dict()


def render(text: str, base: dict[str, Any] | None = None, layout: Layout | None = None, **options: Any) -> str:
    return render_table(
        explain(text, base, **options),
        "Dockerfile",
        0,
        layout or Layout(),
        shows_all=False,
        fields_hint="preimage explain",
    )


def test_whole_table() -> None:
    assert render(TEXT, BASE) == WHOLE


def rows(text: str, base: dict[str, Any] | None = None, **options: Any) -> dict[str, tuple[str, str, str, str]]:
    """Give value, place, word and note of each row by its name."""
    fields = [
        field for field in explain(text, base, **options)["fields"] if field["path"] not in ("os", "architecture")
    ]
    return {row.name.strip(): (row.value, row.where, row.word, row.note) for row in make_rows(fields, 0)}


def test_rows_of_a_file() -> None:
    found = rows(TEXT, BASE)
    assert found["User"] == ("www-data", "line 7", "USER", "")
    assert found["ExposedPorts"] == ("8000/tcp", "line 8", "EXPOSE", "$PORT: lines 3-4")
    assert found["PATH"] == ("/bin", "base", "", "")
    assert found["Cmd"] == ('["python","-m","web"]', "line 11", "CMD", "replaces base")
    assert found["WorkingDir"] == ("/srv/app", "line 6", "WORKDIR", "from line 5")
    assert found["Healthcheck"][3] == "every 1m30s"
    assert found["kit"] == ("1", "trigger of base python:3.12-slim, at line 1", "", "ONBUILD LABEL kit=1")
    assert found["0"] == ("RUN x", "line 10", "ONBUILD", "")


@pytest.mark.parametrize(
    ("text", "options", "name", "row"),
    [
        pytest.param("FROM a", {}, "PATH", (PATH, "default", "", "the base has none"), id="a default"),
        pytest.param("FROM a\nLABEL l=1", {"labels": {"l": "2"}}, "l", ("2", "--label", "", "replaces line 2 LABEL"), id="an option"),
        pytest.param("FROM a\nUSER ''", {}, "User", ("(cleared)", "line 2", "USER", ""), id="cleared"),
        pytest.param(
            "FROM a\nHEALTHCHECK NONE", {}, "Healthcheck", ("NONE", "line 2", "HEALTHCHECK", "switched off"), id="switched off"
        ),
        pytest.param(
            "FROM a\nARG TARGETARCH\nLABEL l=$TARGETARCH$X", {}, "l",
            ("amd64", "line 3", "LABEL", "$TARGETARCH: platform, $X: not set"), id="uses",
        ),
        pytest.param(
            "FROM r.example.org/x:1", {"unresolved": "empty"}, "User",
            ("?", "unknown: r.example.org/x:1 is not known", "", ""), id="unknown",
        ),
        pytest.param(
            "FROM x\nWORKDIR a", {"unresolved": "empty"}, "WorkingDir", ("?", "unknown: line 2 WORKDIR", "", ""), id="unknown step"
        ),
    ],
)  # fmt: skip
def test_rows(text: str, options: dict[str, Any], name: str, row: tuple[str, str, str, str]) -> None:
    assert rows(text, **options)[name] == row


def test_value_of_a_parent_stage_names_it() -> None:
    field = next(f for f in explain("FROM a AS common\nENV TZ=UTC\nFROM common")["fields"] if f["key"] == "TZ")
    (row,) = make_rows([field], 1)[1:]
    assert (row.where, row.word) == ("line 2, stage common", "ENV")


def test_heading_and_summary() -> None:
    text = render("FROM python:3.12-slim\nUSER x", {"Cmd": ["c"]})
    first, *_, last, hint = text.splitlines()
    assert first == "Dockerfile                                               base python:3.12-slim"
    assert last == "3 values: 1 from this file, 1 from the base, 1 by default."
    assert hint == "'preimage explain' tells the story of one."


def test_summary_of_what_is_not_known() -> None:
    last = render("FROM x\nUSER y", unresolved="empty").splitlines()[-1]
    assert last.startswith("13 values: 1 from this file, 12 not known.")


def test_sentences() -> None:
    sentences = ["One, two, three.", "'preimage explain a' tells."]
    assert render_sentences(sentences, Layout(60)) == "One, two, three. 'preimage explain a' tells.\n"
    assert render_sentences(sentences, Layout(30)) == "One, two, three.\n'preimage explain a' tells.\n"
    assert render_sentences(sentences, Layout(10)) == "One, two,\nthree.\n'preimage\nexplain a'\ntells.\n"


class TestWidth:
    TEXT = f"FROM a\nENV LONG={'v' * 200}\nARG P=1\nUSER u$P"

    def test_value_is_cut(self) -> None:
        lines = render(self.TEXT).splitlines()
        assert max(map(len, lines[2:-1])) <= 100
        assert any("vvv…  line 2  ENV" in line.replace("line 2 ENV", "line 2  ENV") for line in lines)
        assert any(line.endswith("$P: line 3") for line in lines)

    def test_note_goes_before_the_value_gets_too_short(self) -> None:
        text = render(self.TEXT, layout=Layout(54))
        assert "$P" not in text
        assert "v" * 15 + "…" in text

    def test_place_stands_below_where_the_value_would_get_too_short(self) -> None:
        text = render(self.TEXT, layout=Layout(40))
        assert "  User  u1\n      line 4 USER  $P: line 3\n" in text
        assert f"    LONG  {'v' * 29}…\n      line 2 ENV\n" in text
        assert max(map(len, text.splitlines()[2:])) <= 40

    def test_value_is_never_below_sixteen_but_for_long_names(self) -> None:
        assert "v" * 15 + "…" in render(self.TEXT, layout=Layout(12))
        assert f"    {'n' * 40}  {'v' * 13}…\n" in render(f"FROM a\nENV {'n' * 40}={'v' * 99}", layout=Layout(60))

    def test_whole_values_wrap(self) -> None:
        text = render(self.TEXT, layout=Layout(60, is_whole=True))
        assert "…" not in text
        assert (
            sum(len(line.split()[-1 if "LONG" not in line else 1]) for line in text.splitlines() if "vvv" in line)
            == 200
        )


def test_paint() -> None:
    painted = render("FROM a\nUSER x", layout=Layout(paint=lambda style, text: f"<{style}>{text}</>"))
    assert "<name>  User  </>x" in painted.replace("User        ", "User  ")


def test_nothing_does_not_fail() -> None:
    assert render_rows([], Layout()) == ""


def test_platforms_in_one_table() -> None:
    bases = preimage.StaticBases(
        {
            "docker.io/library/a:latest|linux/amd64": {
                "architecture": "amd64",
                "os": "linux",
                "config": {"Env": ["V=avx2"]},
            },
            "docker.io/library/a:latest|linux/arm64": {
                "architecture": "arm64",
                "os": "linux",
                "config": {"Env": ["V=neon", "N=1"]},
            },
        }
    )
    platforms = ["linux/amd64", "linux/arm64"]
    answers = [explain("FROM a\nUSER x\nEXPOSE 80", bases=bases, platform=platform) for platform in platforms]
    assert render_platforms(answers, platforms, [0, 0], Layout()) == PLATFORMS


def test_long_origins_leave_less_for_values() -> None:
    table = render("FROM r.example.org/a/long/name/of/a/base:1\n", {}, unresolved="empty")
    [path] = [line for line in table.split("\n") if line.startswith("    PATH")]
    assert path.endswith("  unknown: r.example.org/a/long/name/of/a/base:1 is not known")
    assert len(path) <= 100

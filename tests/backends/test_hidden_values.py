from __future__ import annotations

import json
import time
from typing import Any

import pytest

import preimage
from preimage.backends.hidden_values import (
    has_secret,
    hide_in_config,
    hide_in_diff,
    hide_in_explanation,
    hide_lines,
    hide_passwords,
)

TEXT = """\
FROM a
ARG API_TOKEN=t0
ARG STAGE
ENV DB_PASSWORD=old
ENV DB_PASSWORD=$API_TOKEN PORT=80 NAME=$STAGE
LABEL secret=s l=1
ONBUILD ENV MY_KEY=k
"""


def explain(**options: Any) -> dict[str, Any]:
    bases = preimage.StaticBases({"*": {"config": {}}})
    result = preimage.compile(TEXT, bases=bases, build_args={"STAGE": "given"}, labels={"key": "v"}, **options)
    answer = result.explanation(variables=[("STAGE", 6), ("DB_PASSWORD", 6)])
    return hide_in_explanation(answer.to_dict())


def test_secrets_and_build_arguments_are_gone() -> None:
    text = json.dumps(explain())
    for secret in ("t0", "old", '"s"', "MY_KEY=k", '"v"'):
        assert secret not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("https://user:pw@host/x", "https://user:(hidden)@host/x", id="user and password"),
        pytest.param("git+ssh://:pw@host", "git+ssh://:(hidden)@host", id="no user"),
        pytest.param("a://u:p@b@h c://v:q:r@h", "a://u:(hidden)@h c://v:(hidden)@h", id="signs in passwords, two URLs"),
        pytest.param("https://user@host:80/x", "https://user@host:80/x", id="user alone"),
        pytest.param("https://host:80/a@b", "https://host:80/a@b", id="port"),
        pytest.param('["http://host:80", "a@b"]', '["http://host:80", "a@b"]', id="another word"),
        pytest.param("https://u:$PW@h https://u:${PW}@h", "https://u:$PW@h https://u:${PW}@h", id="variables"),
        pytest.param("https://u:${PW:-x}@h", "https://u:(hidden)@h", id="variable with a default"),
        pytest.param("u:pw@host", "u:pw@host", id="no URL"),
    ],
)
def test_passwords_of_urls(text: str, shown: str) -> None:
    assert hide_passwords(text) == shown


def test_passwords_take_linear_time() -> None:
    start = time.process_time()
    hide_passwords("://a:" * 200_000)
    hide_passwords("://" + "a:" * 500_000)
    assert time.process_time() - start < 2


URLS = """\
FROM a
ARG AT=https://u:pw0@h
ENV URL=https://u:pw1@h value=$AT
LABEL value=https://u:pw2@h
ONBUILD ADD https://u:pw3@h /
CMD ["curl", "https://u:pw4@h"]
RUN curl https://u:pw5@h
"""


def compile_urls(text: str = URLS) -> preimage.Compilation:
    return preimage.compile(text, bases=preimage.StaticBases({"*": {"config": {}}}))


def test_passwords_are_gone_from_explanation_difference_config_and_lines() -> None:
    result = compile_urls()
    shown = (
        hide_in_explanation(result.explanation(variables=[("AT", 3)]).to_dict()),
        hide_in_diff(preimage.diff(result, compile_urls("FROM a\n"), history=True).to_dict()),
        hide_in_config(result.image.to_dict(), ()),
        hide_lines(URLS.split("\n"), result.explainer.instruction_spans()),
    )
    for each in shown:
        text = json.dumps(each)
        assert "https://u:(hidden)@h" in text
        assert "pw" not in text
    assert hide_in_config(result.image.to_dict(), ())[1]


def test_difference_in_a_password_alone_says_that_it_is_hidden() -> None:
    found = preimage.diff(compile_urls(), compile_urls(URLS.replace("pw1", "qw1"))).to_dict()
    assert [(each["key"], each["hidden"]) for each in hide_in_diff(found)["changes"]] == [("URL", True)]
    found = preimage.diff(compile_urls(), compile_urls(URLS.replace("pw1@h", "qw1@i"))).to_dict()
    [change] = hide_in_diff(found)["changes"]
    assert (change["before"], change["after"]) == ("https://u:(hidden)@h", "https://u:(hidden)@i")
    assert "hidden" not in change


def test_hidden_entries_say_so() -> None:
    fields = {(field["path"], field["key"]): field for field in explain()["fields"]}
    password = fields["config.Env", "DB_PASSWORD"]
    assert (password["value"], password["hidden"]) == (None, True)
    assert (password["earlier"][0]["value"], password["earlier"][0]["hidden"]) == (None, True)
    assert (password["uses"][0]["value"], password["uses"][0]["hidden"]) == (None, True)


def test_values_of_the_image_are_shown() -> None:
    fields = {(field["path"], field["key"]): field for field in explain()["fields"]}
    assert "hidden" not in fields["config.Env", "PORT"]
    # It is in the image; the argument that it came from is not.
    name = fields["config.Env", "NAME"]
    assert name["value"] == "given"
    assert name["uses"][0]["hidden"]


def test_variables() -> None:
    stage, password = explain()["variables"]
    assert (stage["value"], stage["hidden"]) == (None, True)
    assert (password["value"], password["hidden"]) == (None, True)


def test_options_that_the_result_was_made_with() -> None:
    assert explain()["input"]["labels"] == {"key": "(hidden)"}


def test_whole_fields() -> None:
    result = preimage.compile("FROM scratch\nENV TOKEN=1 A=2\nLABEL token=3 b=4\nONBUILD ENV TOKEN=5\nONBUILD RUN x")
    fields = [("config.Env", None), ("config.Labels", None), ("config.OnBuild", None)]
    shown = hide_in_explanation(result.explanation(fields=fields).to_dict())["fields"]
    assert shown[0]["value"][1:] == ["TOKEN=(hidden)", "A=2"]
    assert shown[1]["value"] == {"token": "(hidden)", "b": "4"}
    assert shown[2]["value"] == ["(hidden)", "RUN x"]
    assert all(field["hidden"] for field in shown)


def test_differences_stay() -> None:
    results = [preimage.compile(f"FROM scratch\nENV TOKEN={value}\nUSER {value}\nRUN x") for value in "ab"]
    found = hide_in_diff(preimage.diff(*results, history=True).to_dict())
    by_path = {change["path"]: change for change in found["changes"]}
    assert (by_path["config.Env"]["before"], by_path["config.Env"]["hidden"]) == (None, True)
    assert by_path["config.User"]["after"] == "b"
    created = [
        (change["before"] or change["after"])["created_by"]
        for change in found["changes"]
        if change["path"] == "history"
    ]
    assert created == ["(hidden)", "USER a", "(hidden)", "USER b"]


def test_another_order_of_secrets() -> None:
    results = [preimage.compile(f"FROM scratch\nENV {text}") for text in ("TOKEN=1 A=2", "A=2 TOKEN=1")]
    (change,) = hide_in_diff(preimage.diff(*results).to_dict())["changes"]
    assert change["before"][1:] == ["TOKEN=(hidden)", "A=2"]


def test_nothing_is_changed_in_place() -> None:
    result = preimage.compile(TEXT.replace("FROM a", "FROM scratch"))
    answer = result.explanation().to_dict()
    before = json.dumps(answer)
    hide_in_explanation(answer)
    assert json.dumps(answer) == before


@pytest.mark.parametrize(
    "text",
    ["ENV TOKEN=1", "ARG A=1 API_KEY=2", "env token abc", 'LABEL "secret"=1', "RUN |1 TOKEN=x make", "ENV A=1 key=2"],
)
def test_instructions_with_a_secret(text: str) -> None:
    assert has_secret(text)


@pytest.mark.parametrize("text", ["ENV A=1", "RUN make TOKENS=1", "ENV PORT 80", "COPY key /key", "USER token"])
def test_left_alone(text: str) -> None:
    assert not has_secret(text)


def test_all_lines_of_an_instruction_are_hidden() -> None:
    lines = ["FROM a", 'ENV DB_PASSWORD="one \\', '  two"', "USER u", "# TOKEN=x"]
    hidden = hide_lines(lines, [range(1, 2), range(2, 4), range(4, 5)])
    assert hidden == ["FROM a", "(hidden)", "(hidden)", "USER u", "(hidden)"]


def test_history_does_not_show_build_arguments() -> None:
    old, new = (preimage.compile(f"FROM scratch\nARG V\nRUN {word}", build_args={"V": "gone"}) for word in "ab")
    text = json.dumps(hide_in_diff(preimage.diff(old, preimage.compile("FROM scratch"), history=True).to_dict()))
    assert "gone" in json.dumps(preimage.diff(old, new, history=True).to_dict())
    assert "gone" not in text


@pytest.mark.parametrize("text", [pytest.param("a" * 400_000, id="letters"), pytest.param("[" * 400_000, id="signs")])
def test_long_words_are_searched_in_linear_time(text: str) -> None:
    start = time.process_time()
    assert not has_secret(f"RUN {text}")
    # Tried from every character it took minutes.
    assert time.process_time() - start < 5


def test_config_without_what_is_hidden() -> None:
    image = {
        "os": "linux",
        "config": {"Env": ["A=1", "A_TOKEN=x"], "Labels": {"k": "v", "db_password": "p"}, "OnBuild": ["ENV T_KEY=y"]},
        "history": [{"created_by": "ARG V=1"}, {"created_by": "RUN |1 W=2 /bin/sh -c x"}, {"created_by": "CMD x"}],
    }
    shown, is_hidden = hide_in_config(image, ["W"])
    assert is_hidden
    assert shown == {
        "os": "linux",
        "config": {
            "Env": ["A=1", "A_TOKEN=(hidden)"],
            "Labels": {"k": "v", "db_password": "(hidden)"},
            "OnBuild": ["(hidden)"],
        },
        "history": [{"created_by": "ARG V=1"}, {"created_by": "(hidden)"}, {"created_by": "CMD x"}],
    }
    assert image["history"][1]["created_by"].startswith("RUN")


@pytest.mark.parametrize(
    "image",
    [
        pytest.param({"config": {}, "history": None}, id="empty"),
        pytest.param({"config": {"Env": ["A=1"], "User": "u"}, "history": [{}]}, id="no secrets"),
    ],
)
def test_config_with_nothing_to_hide_is_the_same(image) -> None:
    assert hide_in_config(image, ["V"]) == (image, False)

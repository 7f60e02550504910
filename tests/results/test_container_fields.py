from __future__ import annotations

from typing import Any

import preimage
from preimage.results.container_fields import STOP_TIMEOUT, explain_container

DOCKERFILE = """\
FROM scratch
ENV KEPT=1 HIDDEN=2 OVER=3
CMD ["old"]
HEALTHCHECK --retries=3 CMD true
SHELL ["/bin/sh"]
"""
ITSELF: dict[str, object] = {"file": None, "line": None, "what": "image"}


def at(line: int, what: str) -> dict[str, object]:
    return {"file": "compose.yaml", "line": line, "what": what}


def explain(config: dict[str, Any], origins: dict[tuple[str, ...], dict[str, object]]) -> dict[object, dict[str, Any]]:
    image = preimage.compile(DOCKERFILE, platform="linux/amd64").explanation().to_dict()["fields"]
    fields = explain_container(image, config, origins)
    assert [field["path"] for field in fields][:2] == ["architecture", "os"]
    return {(field["path"], field["key"]): field for field in fields}


def test_what_the_image_gives_has_its_cause() -> None:
    found = explain({"Env": ["KEPT=1"]}, {("Env", "KEPT"): ITSELF})["config.Env", "KEPT"]
    assert (found["state"], found["cause"]["kind"], found["cause"]["lines"]) == ("set", "instruction", [2, 2])


def test_what_the_service_gives_has_its_place_and_what_was_before() -> None:
    found = explain({"Env": ["OVER=9"]}, {("Env", "OVER"): at(4, "environment")})["config.Env", "OVER"]
    assert (found["value"], found["cause"]["kind"]) == ("9", "service")
    assert found["cause"]["origin"] == at(4, "environment")
    assert [(each["value"], each["cause"]["instruction"]) for each in found["earlier"]] == [("3", "ENV")]


def test_bare_names_and_what_is_not_there_are_cleared() -> None:
    origins: dict[tuple[str, ...], dict[str, object]] = {
        ("Env", "HIDDEN"): at(4, "environment"),
        ("Cmd",): at(7, "entrypoint"),
    }
    found = explain({"Env": ["HIDDEN"], "Cmd": None, "Entrypoint": ["x"]}, {**origins, ("Entrypoint",): at(7, "x")})
    assert (found["config.Env", "HIDDEN"]["state"], found["config.Env", "HIDDEN"]["value"]) == ("cleared", None)
    assert found["config.Cmd", None]["cause"]["origin"] == at(7, "entrypoint")
    assert found["config.Cmd", None]["state"] == "cleared"
    assert found["config.Shell", None]["cause"]["origin"]["what"] == "the engine, which gives it to no container"


def test_members_of_a_health_check() -> None:
    check = {"Test": ["CMD-SHELL", "true"], "Retries": 5}
    origins: dict[tuple[str, ...], dict[str, object]] = {
        ("Healthcheck",): at(3, "healthcheck"),
        ("Healthcheck", "Test"): ITSELF,
    }
    found = explain({"Healthcheck": check}, {**origins, ("Healthcheck", "Retries"): at(4, "healthcheck.retries")})
    members = found["config.Healthcheck", None]["members"]
    assert members["Test"]["lines"] == [4, 4]
    assert members["Retries"]["origin"] == at(4, "healthcheck.retries")


def test_what_no_image_has() -> None:
    found = explain({"StopTimeout": 0}, {("StopTimeout",): at(5, "stop_grace_period")})
    assert list(found)[-1] == (STOP_TIMEOUT, None)
    assert found[STOP_TIMEOUT, None]["value"] == 0


def test_labels_of_the_tool() -> None:
    found = explain({"Labels": {"a": "b"}}, {("Labels", "a"): {**ITSELF, "what": "compose"}})
    assert found["config.Labels", "a"]["cause"]["origin"]["what"] == "added by compose"

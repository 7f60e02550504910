from __future__ import annotations

import json

import pytest

from preimage.cli.docker_options import strip_booleans

PASTED = (
    "-t registry.example/a:1 --tag b --push --load=true --pull --no-cache --cache-from type=gha --cache-to type=gha "
    "--secret id=a,src=b --ssh default --progress plain -o type=image,push=true --provenance=false --sbom true "
    "--annotation a=b --metadata-file m.json --iidfile i --network host --add-host a:1 --ulimit nofile=1 "
    "--shm-size 1g --builder b --allow network.host --attest type=sbom --build-arg V=1 -f Dockerfile ."
).split()
TOLD = (
    "without effect on the config: -t, --tag, --push, --load, --pull, --no-cache, --cache-from, --cache-to, --secret, "
    "--ssh, --progress, --provenance, --sbom, --annotation, --metadata-file, --iidfile, --network, --add-host, "
    "--ulimit, --shm-size, --builder, --allow, --attest, --output\n"
)


@pytest.fixture(autouse=True)
def _dockerfile(tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nARG V\nENV V=$V\n")


def test_a_line_can_be_pasted(run, tmp_path) -> None:
    status, out, err = run("config", *PASTED)
    assert (status, err) == (0, "")
    assert "V=1" in json.loads(out)["config"]["Env"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Dockerfile"]


def test_what_has_no_effect_is_told_once(run) -> None:
    assert run("config", "-v", *PASTED).err == TOLD
    assert run("config", "-v").err == ""


@pytest.mark.parametrize("command", ["check", "outline", "explain", "snapshot", "lock"])
def test_other_commands_take_them_too(run, command) -> None:
    assert run(command, "-t", "a", "--push", "--pull=false").status == 0


def test_error_a_value_that_is_none(run) -> None:
    status, _, err = run("config", "--push=maybe")
    assert status == 2
    assert "--push" in err


def test_what_stands_behind_two_dashes_stays() -> None:
    assert strip_booleans(["--push=1", "--tag=1", "--", "--push=1"]) == ["--push", "--tag=1", "--", "--push=1"]

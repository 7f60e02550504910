from __future__ import annotations

from typing import Any

import pytest

import preimage
from preimage.results.portability_notes import find_portability_notes

BASE = {
    "config": {
        "Cmd": ["nginx", "-g", "daemon off;"],
        "StopSignal": "SIGQUIT",
        "Healthcheck": {"Test": ["CMD", "curl", "localhost"], "StartInterval": 1000000},
        "Shell": ["/bin/bash", "-c"],
        "OnBuild": ["ENV A=1"],
    }
}
OCI = "is dropped when buildah or podman builds this in OCI format, their default"


def find(text: str, base: object = BASE, **options: Any) -> list[tuple[str, str, tuple[int, ...]]]:
    result = preimage.compile(text, bases=preimage.StaticBases({"*": base}), **options)
    return [(note.rule.removeprefix("preimage/"), note.message, note.lines) for note in find_portability_notes(result)]


def names(text: str, base: object = BASE, **options: Any) -> list[str]:
    return [name for name, _, _ in find(text, base, **options)]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        pytest.param(
            "FROM scratch\nHEALTHCHECK \\\n  CMD x\n",
            [("OciFormatDropsHealthcheck", f"HEALTHCHECK {OCI}", (2, 3))],
            id="HEALTHCHECK",
        ),
        pytest.param(
            'FROM scratch\nSHELL ["a"]\nSHELL ["b"]\n', [("OciFormatDropsShell", f"SHELL {OCI}", (3,))], id="SHELL"
        ),
        pytest.param(
            "FROM scratch\nONBUILD RUN a\nENV B=1\nONBUILD RUN c\n",
            [("OciFormatDropsOnbuild", f"ONBUILD {OCI}", (2, 4))],
            id="ONBUILD",
        ),
        pytest.param(
            "FROM web:1\n",
            [
                ("OciFormatDropsHealthcheck", f"HEALTHCHECK from base image web:1 {OCI}", (1,)),
                ("OciFormatDropsShell", f"SHELL from base image web:1 {OCI}", (1,)),
            ],
            id="of the base image",
        ),
        pytest.param(
            "FROM scratch AS a\nHEALTHCHECK CMD x\nFROM a\n",
            [("OciFormatDropsHealthcheck", f"HEALTHCHECK {OCI}", (2,))],
            id="of the parent stage",
        ),
        pytest.param("FROM scratch\nHEALTHCHECK CMD x\nHEALTHCHECK NONE\n", [], id="none in the end"),
        pytest.param("FROM scratch AS a\nHEALTHCHECK CMD x\nFROM scratch\nCOPY --from=a a /\n", [], id="other stage"),
        pytest.param("FROM scratch\nENV A=1\nCMD x\n", [], id="nothing of the kind"),
    ],
)
def test_what_the_oci_format_drops(text, notes) -> None:
    assert find(text) == notes


def test_triggers_of_the_base_count_as_this_file() -> None:
    base = {"config": {"OnBuild": ["HEALTHCHECK --start-interval=5s CMD x"]}}
    assert [(name, lines) for name, _, lines in find("FROM web\nENV A=1\n", base)] == [
        ("OciFormatDropsHealthcheck", (1,)),
        ("StartIntervalNeedsEngine25", (1,)),
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("FROM scratch\nHEALTHCHECK --start-interval=5s CMD x\n", [(2,)], id="set"),
        pytest.param(
            "FROM scratch\nHEALTHCHECK --start-interval=5s CMD x\nHEALTHCHECK NONE\n", [(2,)], id="set and replaced"
        ),
        pytest.param("FROM scratch\nHEALTHCHECK --start-period=5s CMD x\n", [], id="other flag"),
        pytest.param("FROM web\n", [], id="of the base: no flag that could be refused"),
    ],
)
def test_start_interval(text, lines) -> None:
    assert [place for name, _, place in find(text) if name == "StartIntervalNeedsEngine25"] == lines


@pytest.mark.parametrize(
    ("instructions", "new"),
    [
        pytest.param('CMD ["python", "-m", "web"]', "python", id="CMD"),
        pytest.param('ENTRYPOINT ["/srv/web"]', "web", id="ENTRYPOINT"),
        pytest.param("CMD exec /srv/web --port 80", "web", id="shell form"),
        pytest.param('ENTRYPOINT ["/sbin/tini", "-g", "--", "web"]', "web", id="behind an init"),
        pytest.param('ENTRYPOINT ["/bin/sh"]', "sh", id="a shell itself"),
        pytest.param('CMD ["powershell.exe", "-Command", "C:\\\\web.exe -x"]', "web.exe", id="powershell"),
    ],
)
def test_inherited_for_another_program(instructions, new) -> None:
    notes = [note for note in find(f"FROM web\n{instructions}\n") if note[0].startswith("Inherited")]
    what = f"from base image web was made for nginx, but {new} runs in its place"
    assert notes == [
        ("InheritedHealthcheck", f"HEALTHCHECK {what}", (2,)),
        ("InheritedStopsignal", f"STOPSIGNAL SIGQUIT {what}", (2,)),
    ]


@pytest.mark.parametrize(
    "instructions",
    [
        pytest.param("ENV A=1", id="same command"),
        pytest.param('CMD ["/usr/sbin/nginx", "-T"]', id="same program by its path"),
        pytest.param("CMD nginx -T", id="same program in shell form"),
        pytest.param('CMD ["tini", "nginx"]', id="same program behind an init"),
        pytest.param('CMD ["x"]\nSTOPSIGNAL SIGTERM\nHEALTHCHECK CMD x', id="set here"),
        pytest.param('CMD ["x"]\nSTOPSIGNAL SIGTERM\nHEALTHCHECK NONE', id="set here to none"),
        pytest.param("CMD []", id="no program any more"),
        pytest.param('CMD ["sh", "-c", ""]', id="same shell"),
    ],
)
def test_left_alone_when_it_fits(instructions) -> None:
    base = {"config": BASE["config"] | ({"Cmd": ["sh"]} if "sh" in instructions else {})}
    assert not [name for name in names(f"FROM web\n{instructions}\n", base) if name.startswith("Inherited")]


@pytest.mark.parametrize(
    ("config", "instructions", "found"),
    [
        pytest.param({"Entrypoint": ["start.sh"]}, 'CMD ["x"]', False, id="arguments of the base's ENTRYPOINT"),
        pytest.param({"Entrypoint": ["start.sh"]}, 'ENTRYPOINT ["x"]', True, id="ENTRYPOINT of the base replaced"),
        pytest.param({"Cmd": None}, 'CMD ["x"]', False, id="base that runs nothing"),
        pytest.param({"Cmd": ["/bin/sh", "-ec", "httpd -k"]}, 'CMD ["httpd"]', False, id="shell form in the base"),
    ],
)
def test_what_the_base_runs(config, instructions, found) -> None:
    base = {"config": BASE["config"] | config}
    assert ("InheritedStopsignal" in names(f"FROM web\n{instructions}\n", base)) is found


def test_the_target_counts() -> None:
    text = 'FROM web AS a\nCMD ["x"]\nFROM scratch\nHEALTHCHECK CMD x\n'
    assert names(text, all_stages=True) == ["OciFormatDropsHealthcheck"]
    assert "InheritedStopsignal" in names(text, target="a")


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        pytest.param("skip=preimage/OciFormatDropsShell", ["OciFormatDropsHealthcheck"], id="one"),
        pytest.param("skip=all", [], id="all"),
        pytest.param("skip=OciFormatDropsShell", ["OciFormatDropsHealthcheck", "OciFormatDropsShell"], id="short name"),
        pytest.param("error=true", ["OciFormatDropsHealthcheck", "OciFormatDropsShell"], id="no failure"),
    ],
)
def test_switched_like_buildkits_rules(check, expected) -> None:
    text = 'FROM scratch\nHEALTHCHECK CMD x\nSHELL ["a"]\n'
    assert names(f"# check={check}\n{text}") == expected
    assert names(text, check=check) == expected

from __future__ import annotations

import pytest

import preimage
from preimage.backends.comparison import Side, render_differences

BASES = preimage.StaticBases(
    {"*": {"config": {"Env": ["PATH=/a"], "Labels": {"v": "1"}, "OnBuild": ["ENV T=2"], "User": "base"}}}
)
A, B = "a/Dockerfile", "b/Dockerfile"
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def compile_text(text: str, **options: object) -> preimage.Compilation:
    return preimage.compile(text, bases=BASES, platform="linux/amd64", **options)


def compare_configs(left: str, right: str) -> list[str]:
    sides = []
    for text, name in ((left, A), (right, B)):
        compiled = compile_text(text)
        sides.append(Side(compiled.image.config, compiled.trace, name))
    return render_differences(*sides)


@pytest.mark.parametrize(
    ("left", "right", "lines"),
    [
        pytest.param(
            "FROM scratch\nUSER app\n",
            "FROM scratch\n\nUSER web\n",
            ['config.User: "app" (a/Dockerfile:2 USER) != "web" (b/Dockerfile:3 USER)'],
            id="a field",
        ),
        pytest.param(
            "FROM scratch\nUSER app\n",
            "FROM scratch\n",
            ['config.User: "app" (a/Dockerfile:2 USER) != (none)'],
            id="a field that only one has",
        ),
        pytest.param(
            "FROM scratch\nENV A=1 B=2\n",
            "FROM scratch\nENV A=1\nENV B=3\n",
            ['config.Env[B]: "2" (a/Dockerfile:2 ENV) != "3" (b/Dockerfile:3 ENV)'],
            id="a variable",
        ),
        pytest.param(
            "FROM scratch\nENV A=1\nENV B=2\n",
            "FROM scratch\nENV B=2\nENV A=1\n",
            [f'config.Env: ["{PATH}", "A=1", "B=2"] ({A}:3 ENV) != ["{PATH}", "B=2", "A=1"] ({B}:3 ENV)'],
            id="only the order of variables",
        ),
        pytest.param(
            "FROM scratch\nHEALTHCHECK --interval=90s CMD true\n",
            "FROM scratch\nHEALTHCHECK CMD true\n",
            ["config.Healthcheck[Interval]: 1m30s (a/Dockerfile:2 HEALTHCHECK) != (none) (b/Dockerfile:2 HEALTHCHECK)"],
            id="a duration of the healthcheck",
        ),
        pytest.param(
            "FROM base\n",
            "FROM base\nENV T=5\nLABEL v=3\nUSER app\n",
            [
                'config.Env[T]: "2" (a/Dockerfile:1 ENV T=2 in a trigger) != "5" (b/Dockerfile:2 ENV)',
                'config.Labels[v]: "1" (base base) != "3" (b/Dockerfile:3 LABEL)',
                'config.User: "base" (base base) != "app" (b/Dockerfile:4 USER)',
            ],
            id="what comes from the base",
        ),
        pytest.param("FROM scratch\nUSER app\n", "FROM scratch\n\nUSER app\n", [], id="nothing"),
    ],
)
def test_configs(left: str, right: str, lines: list[str]) -> None:
    assert compare_configs(left, right) == lines


def test_images_end_with_their_history() -> None:
    left, right = compile_text("FROM scratch\nUSER app\n"), compile_text("FROM scratch\nUSER web\nEXPOSE 1\n")
    lines = render_differences(Side(left.image, left.trace), Side(right.image, right.trace))
    assert [line.partition(":")[0] for line in lines] == [
        "config.ExposedPorts[1/tcp]",
        "config.User",
        "history[0]",
        "history[0]",
        "history[1]",
    ]
    assert lines[2].startswith('history[0]: {"created_by": "USER app", ')
    assert lines[2].endswith("(Dockerfile:2 USER) != (none)")
    assert lines[3].startswith('history[0]: (none) != {"created_by": "USER web", ')
    assert lines[4].startswith('history[1]: (none) != {"created_by": "EXPOSE [1/tcp]", ')


def test_platforms_layers_and_times() -> None:
    left, right = (preimage.DockerOCIImage(architecture=name) for name in ("amd64", "arm64"))
    right.created = "2024-01-01T00:00:00Z"
    right.rootfs.diff_ids = ["sha256:1"]
    assert render_differences(Side(left), Side(right)) == [
        'architecture: "amd64" != "arm64"',
        'created: (none) != "2024-01-01T00:00:00Z"',
        'rootfs: {"type": "", "diff_ids": null} != {"type": "", "diff_ids": ["sha256:1"]}',
    ]


def test_parts_of_an_image() -> None:
    left, right = (preimage.History(created_by=text) for text in ("a", "b"))
    assert render_differences(Side(left), Side(right)) == ['created_by: "a" != "b"']


def test_healthchecks_without_a_trace() -> None:
    left, right = (preimage.HealthcheckConfig(test=["NONE"], retries=number) for number in (1, 2))
    assert render_differences(Side(left), Side(right)) == ["config.Healthcheck[Retries]: 1 != 2"]

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import preimage.backends.comparison
import preimage.testing  # pytester forgets modules that are loaded first in its runs
from preimage.inputs.base_sources import ON_UNRESOLVED

pytest_plugins = ["pytester"]

DOCKERFILE = """\
FROM scratch AS base
ARG V=1
ENV V=$V
USER app
HEALTHCHECK --interval=30s CMD true
FROM base AS prod
CMD serve
"""
SOURCES = str(Path(preimage.testing.__file__).parents[2])
BASE = {"architecture": "amd64", "os": "linux", "config": {"User": "base"}}


@pytest.fixture
def tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Give a folder with a Dockerfile in which pytest can be run, with no plugin but those that a test names."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    # For runs as processes of their own, which are in another folder.
    monkeypatch.setenv("PYTHONPATH", SOURCES)
    pytester.makefile("", Dockerfile=DOCKERFILE)
    return pytester


def run(tests: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return tests.runpytest_inprocess("-p", "preimage.pytest_plugin", "-p", "no:cacheprovider", *arguments)


def run_with(tests: pytest.Pytester, plugin: str, *arguments: str) -> pytest.RunResult:
    """Run pytest as a process of its own, with one plugin more."""
    return tests.runpytest_subprocess("-p", "preimage.pytest_plugin", "-p", plugin, *arguments)


def run_passing(tests: pytest.Pytester, code: str, *arguments: str) -> None:
    tests.makepyfile(code)
    result = run(tests, *arguments)
    assert result.ret == 0, result.stdout.str()


def run_failing(tests: pytest.Pytester, code: str, *lines: str) -> pytest.RunResult:
    tests.makepyfile(code)
    result = run(tests)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E *{line}" for line in lines])
    return result


def test_fixture_reads_well(tests: pytest.Pytester) -> None:
    run_passing(
        tests,
        """
        from preimage.testing import ImageFactory, seconds

        def test_image(preimage: ImageFactory):
            image = preimage("Dockerfile", target="prod", build_args={"V": "2"}, platform="linux/arm64")
            assert image.config.healthcheck.interval == seconds(30)
            assert image.env["V"] == "2"
            assert image.cmd == ["/bin/sh", "-c", "serve"]
            assert image.entrypoint == []
            assert image.user == "app"
            assert image.architecture == "arm64"
            assert [warning.rule for warning in image.warnings] == ["JSONArgsRecommended"]
        """,
    )


def test_fixture_is_there_for_fixtures_of_a_module(tests: pytest.Pytester) -> None:
    run_passing(
        tests,
        """
        import pytest

        @pytest.fixture(scope="module", params=["base", "prod"])
        def image(preimage, request):
            return preimage(target=request.param)

        def test_user(image):
            assert image.user == "app"
        """,
    )


def test_paths_are_relative_to_the_test_file_then_to_rootdir(tests: pytest.Pytester) -> None:
    tests.makeini("[pytest]\n")
    tests.mkdir("web")
    tests.mkdir("api")
    (tests.path / "web" / "Dockerfile").write_text("FROM scratch\nUSER web\n")
    for folder, user in (("web", "web"), ("api", "app")):
        (tests.path / folder / f"test_{folder}.py").write_text(
            f"def test_user(preimage):\n    assert preimage('Dockerfile').user == {user!r}\n"
        )
    assert run(tests).ret == 0


def test_settings(tests: pytest.Pytester) -> None:
    tests.makeini(
        """
        [pytest]
        preimage_bases =
            alpine:3.20=bases/alpine.json
        preimage_unresolved = empty
        preimage_platform = linux/s390x
        """
    )
    tests.mkdir("bases")
    (tests.path / "bases" / "alpine.json").write_text(json.dumps(BASE))
    tests.makefile("", Dockerfile="FROM debian AS unknown\nFROM alpine:3.20\n")
    run_passing(
        tests,
        """
        def test_image(preimage):
            assert preimage().user == "base"
            assert preimage(target="unknown").architecture == "s390x"
        """,
    )


def test_command_line_comes_before_settings(tests: pytest.Pytester) -> None:
    tests.makeini(
        """
        [pytest]
        preimage_bases = alpine=ini.json
        preimage_platform = linux/s390x
        """
    )
    (tests.path / "ini.json").write_text(json.dumps(BASE))
    (tests.path / "given.json").write_text(json.dumps(BASE | {"config": {"User": "given"}}))
    tests.makefile("", Dockerfile="FROM debian AS unknown\nFROM alpine\n")
    run_passing(
        tests,
        """
        def test_image(preimage):
            assert preimage().user == "given"
            assert preimage(target="unknown").architecture == "arm64"
        """,
        "--preimage-bases=alpine=given.json",
        "--preimage-unresolved=empty",
        "--preimage-platform=linux/arm64",
    )


def test_error_setting_that_makes_no_sense(tests: pytest.Pytester) -> None:
    tests.makeini("[pytest]\npreimage_unresolved = guess\n")
    result = run(tests)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: preimage_unresolved must be error or empty, not guess"])


def test_error_quotes_that_are_not_closed(tests: pytest.Pytester) -> None:
    tests.makeini("[pytest]\npreimage_test_files = '*.yaml Dockerfile\n")
    result = run(tests)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: preimage_test_files: '[*].yaml Dockerfile: No closing quotation"])


def test_error_of_any_kind_ends_in_the_test(tests: pytest.Pytester) -> None:
    tests.makefile("", Dockerfile="FROM alpine\n")
    tests.makefile(".json", alpine="{")
    tests.makepyfile(
        """
        def test_base(preimage):
            preimage()

        def test_platform(preimage):
            preimage(platform="a/b/c/d", unresolved="empty")
        """
    )
    result = run(tests, "--preimage-bases=alpine=alpine.json")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            ">       preimage()",
            "E       *BaseUnreadable: alpine.json: failed to parse image config: unexpected end of JSON input",
            "E       Dockerfile:1",
            "test_*.py:2: BaseUnreadable",
            '>       preimage(platform="a/b/c/d", unresolved="empty")',
            "E       *OptionError: failed to parse target platform a/b/c/d: *",
            "test_*.py:5: OptionError",
        ]
    )


def test_error_bases_that_are_not_there(tests: pytest.Pytester) -> None:
    tests.makepyfile("def test_image(preimage): pass")
    result = run(tests, "--preimage-bases=alpine=no.json")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*UsageError: preimage_bases: *No such file or directory: *no.json'"])


def test_error_unknown_base_ends_in_the_test(tests: pytest.Pytester) -> None:
    tests.makefile("", Dockerfile="FROM alpine\n")
    result = run_failing(
        tests,
        "def test_image(preimage):\n    preimage()\n",
        "MissingBaseError: alpine: docker.io/library/alpine:latest: not found",
        "1 | >>> FROM alpine",
        "Tests ask no registry. *",
    )
    result.stdout.no_fnmatch_line("*image_factory.py*")


def test_error_warnings_can_be_refused(tests: pytest.Pytester) -> None:
    result = run_failing(
        tests,
        "def test_image(preimage):\n    preimage(allow_warnings=False)\n",
        "UnwantedWarnings: Dockerfile:7: JSONArgsRecommended: JSON arguments recommended for CMD *",
    )
    result.stdout.no_fnmatch_line("*image_factory.py*")


@pytest.mark.parametrize(
    ("condition", "lines"),
    [
        pytest.param(
            'image.user == "root"', ["AssertionError: assert 'app' == 'root'", "*- root*", "*+ app*"], id="text"
        ),
        pytest.param('image.config.user == "root"', ["AssertionError: assert 'app' == 'root'"], id="of the config"),
        pytest.param('"root" == image.user', ["AssertionError: assert 'root' == 'app'"], id="other side"),
        pytest.param('image.user != "app"', ["AssertionError: assert 'app' != 'app'"], id="unequal"),
        pytest.param('"x" in image.user', ["AssertionError: assert 'x' in 'app'"], id="in"),
    ],
)
def test_error_plain_comparison_shows_the_line(tests: pytest.Pytester, condition: str, lines: list[str]) -> None:
    tests.makefile("", Dockerfile="FROM scratch\nUSER app\n")
    origin = "config.User was set by Dockerfile:2: USER app"
    code = f"def test_image(preimage):\n    image = preimage()\n    assert {condition}\n"
    run_failing(tests, code, lines[0], f"*{origin}", *lines[1:])


def test_error_comparison_of_other_values_is_left_alone(tests: pytest.Pytester) -> None:
    tests.makefile("", Dockerfile="FROM scratch\nUSER app\n")
    code = "def test_image(preimage):\n    assert preimage().user\n    user = ''.join('app')\n    assert user == 'b'\n"
    result = run_failing(tests, code, "AssertionError: assert 'app' == 'b'")
    result.stdout.no_fnmatch_line("*was set by*")


def test_error_images_that_differ(tests: pytest.Pytester) -> None:
    run_failing(
        tests,
        """
        def test_image(preimage):
            assert preimage(build_args={"V": "2"}) == preimage()
        """,
        "assert the two are not the same DockerOCIImage",
        'config.Env?V?: "2" (Dockerfile:3 ENV) != "1" (Dockerfile:3 ENV)',
        "history?0?: *",
    )


def test_error_configs_of_two_files_that_differ(tests: pytest.Pytester) -> None:
    (tests.path / "other.Dockerfile").write_text("FROM scratch\nUSER web\nHEALTHCHECK CMD true\n")
    run_failing(
        tests,
        """
        def test_image(preimage):
            assert preimage(target="base").config == preimage("other.Dockerfile").config
        """,
        "assert the two are not the same DockerOCIImageConfig",
        'config.Env?V?: "1" (Dockerfile:3 ENV) != (none)',
        "config.Healthcheck?Interval?: 30s (Dockerfile:5 HEALTHCHECK) != (none) (other.Dockerfile:3 HEALTHCHECK)",
        'config.User: "app" (Dockerfile:4 USER) != "web" (other.Dockerfile:2 USER)',
    )


def test_error_values_that_nobody_gave_out_differ(tests: pytest.Pytester) -> None:
    run_failing(
        tests,
        """
        import preimage as library

        def test_image():
            left, right = (library.compile(f"FROM scratch\\nUSER {user}").image.config for user in ("a", "b"))
            assert left == right
        """,
        'config.User: "a" != "b"',
    )


def test_error_lengths_of_time_that_differ(tests: pytest.Pytester) -> None:
    run_failing(
        tests,
        """
        from preimage.testing import minutes

        def test_image(preimage):
            assert preimage().healthcheck.interval == minutes(1.5)
        """,
        "assert 30s == 1m30s",
    )


def test_error_warnings_where_none_are_expected(tests: pytest.Pytester) -> None:
    run_failing(
        tests,
        "def test_image(preimage):\n    assert preimage().warnings == []\n",
        "assert there are warnings",
        "Dockerfile:7: JSONArgsRecommended: *",
    )


@pytest.mark.parametrize(
    ("comparison", "explanation"),
    [
        pytest.param("1 == 2", "assert 1 == 2", id="numbers"),
        pytest.param("[] == [1]", "assert [[][]] == [[]1[]]", id="lists"),
        pytest.param("preimage().config != preimage().config", "assert DockerOCIImageConfig(*", id="not equal"),
        pytest.param("preimage() == 'x'", "assert <image of *> == 'x'", id="something else"),
    ],
)
def test_other_comparisons_are_left_alone(tests: pytest.Pytester, comparison: str, explanation: str) -> None:
    run_failing(tests, f"def test_image(preimage):\n    preimage()\n    assert {comparison}\n", explanation)


def test_xdist(tests: pytest.Pytester) -> None:
    tests.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(20))
        def test_image(preimage, number):
            assert preimage(build_args={"V": str(number)}).env["V"] == str(number)
        """
    )
    tests.makeini("[pytest]\npreimage_test_files = *.yaml\n")
    (tests.path / "tests.yaml").write_text("schemaVersion: 2.0.0\nmetadataTest:\n  user: app\n")
    result = run_with(tests, "xdist", "-n", "2")
    result.assert_outcomes(passed=21)


TEST_FILE = """\
schemaVersion: 2.0.0
metadataTest:
  user: app
  envVars:
    - key: V
      value: "1"
imageTest:
  healthcheck: {interval: 30s}
commandTests:
  - name: starts
    command: serve
globalEnvVars:
  - {key: A, value: b}
"""


def write_test_file(
    tests: pytest.Pytester, setting: str, text: str = TEST_FILE, path: str = "tests/image.yaml"
) -> None:
    tests.makeini(f"[pytest]\npreimage_test_files =\n    {setting}\n")
    (tests.path / path).parent.mkdir(exist_ok=True, parents=True)
    (tests.path / path).write_text(text)


def test_test_files_are_collected(tests: pytest.Pytester) -> None:
    write_test_file(tests, "tests/*.yaml")
    result = run(tests, "-rs", "-v")
    result.assert_outcomes(passed=2, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "tests/image.yaml::Metadata Test PASSED*",
            "tests/image.yaml::Image Test PASSED*",
            "tests/image.yaml::commandTests: starts SKIPPED*",
            "SKIPPED * it needs a built image",
        ]
    )


@pytest.mark.parametrize(
    ("setting", "failed"),
    [
        pytest.param("tests/*.yaml Dockerfile --target base", 0, id="Dockerfile at rootdir"),
        pytest.param("*.yaml --build-arg V=2", 1, id="build arg"),
        pytest.param("*.yaml '--build-arg=V=1' --platform linux/s390x", 0, id="quotes"),
        pytest.param("*.yaml web.Dockerfile", 1, id="Dockerfile beside the test file"),
    ],
)
def test_settings_of_test_files(tests: pytest.Pytester, setting: str, failed: int) -> None:
    write_test_file(tests, setting)
    (tests.path / "tests" / "web.Dockerfile").write_text(DOCKERFILE.replace("app", "web"))
    run(tests).assert_outcomes(passed=2 - failed, failed=failed, skipped=1)


def test_dockerfile_nearest_to_the_test_file_counts(tests: pytest.Pytester) -> None:
    write_test_file(tests, "*.yaml", path="web/tests/deep/image.yaml")
    (tests.path / "web" / "Dockerfile").write_text(DOCKERFILE.replace("app", "web"))
    result = run(tests)
    result.assert_outcomes(passed=1, failed=1, skipped=1)
    result.stdout.fnmatch_lines(["*image.yaml: Metadata Test*", "Image user web does not match config user: app"])


def test_other_files_are_left_alone(tests: pytest.Pytester) -> None:
    write_test_file(tests, "other/*.yaml")
    run(tests).assert_outcomes()


def test_error_test_file_that_cannot_be_used(tests: pytest.Pytester) -> None:
    write_test_file(tests, "*.yaml", "schemaVersion: 2.0.0\nmetadataTset: {}\n")
    result = run(tests)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(['tests/image.yaml:2: unknown key "metadataTset"*'])


def test_error_options_that_are_none(tests: pytest.Pytester) -> None:
    write_test_file(tests, "*.yaml --tagret x")
    result = run(tests)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["preimage_test_files: --tagret x: unrecognized arguments: --tagret"])


def test_error_of_a_test_file_shows_the_dockerfile(tests: pytest.Pytester) -> None:
    write_test_file(tests, "*.yaml")
    (tests.path / "Dockerfile").write_text("FROM scratch\nUSRE app\n")
    result = run(tests)
    result.assert_outcomes(failed=2, skipped=1)
    result.stdout.fnmatch_lines(["*unknown instruction: USRE*", "Dockerfile:2", "*>>> USRE app"])


def test_the_choices_are_those_of_the_command_line(tests: pytest.Pytester) -> None:
    result = run(tests, "--help")
    result.stdout.fnmatch_lines([f"*--preimage-unresolved={{{','.join(ON_UNRESOLVED)}}}*"])


def test_the_plugin_is_light() -> None:
    program = """
import sys, pytest
before = set(sys.modules)
import preimage.pytest_plugin
print(*sorted(set(sys.modules) - before))
"""
    sources = str(Path(__file__).parents[1] / "compiler")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {sources!r}){program}"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["preimage", "preimage.pytest_plugin"]


SNAPSHOT_CODE = """
def test_image(preimage, {fixture}):
    image = preimage(target="prod", platform="linux/amd64")
    {check}
"""


def test_syrupy(tests: pytest.Pytester) -> None:
    code = SNAPSHOT_CODE.format(
        fixture="snapshot", check="assert image.to_dict() == snapshot\n    assert image.config == snapshot"
    )
    tests.makepyfile(code)
    assert run_with(tests, "syrupy", "--snapshot-update").ret == 0
    assert run_with(tests, "syrupy").ret == 0
    (tests.path / "Dockerfile").write_text(DOCKERFILE.replace("USER app", "USER web"))
    result = run_with(tests, "syrupy")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *'User': 'app'*", "E *'User': 'web'*"])


def test_inline_snapshot(tests: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    # What tells inline-snapshot that it runs in a pipeline or under xdist is about this run, not the one inside.
    for name in ("CI", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
        monkeypatch.delenv(name, raising=False)
    tests.makepyfile(
        """
        from inline_snapshot import snapshot

        def test_image(preimage):
            image = preimage(target="prod")
            assert image.cmd == snapshot()
            assert image.healthcheck.to_dict() == snapshot()
        """
    )
    # Fresh values are created, then reported as an error of the run, once.
    run_with(tests, "inline_snapshot.pytest_plugin", "--inline-snapshot=create")
    assert run_with(tests, "inline_snapshot.pytest_plugin").ret == 0
    (code,) = tests.path.glob("test_*.py")
    written = code.read_text().replace("'", '"')
    assert 'snapshot(["/bin/sh", "-c", "serve"])' in written
    assert '"Interval": 30000000000' in written
    (tests.path / "Dockerfile").write_text(DOCKERFILE.replace("30s", "31s"))
    run_with(tests, "inline_snapshot.pytest_plugin").assert_outcomes(failed=1, errors=1)


def test_pytest_regressions(tests: pytest.Pytester) -> None:
    tests.makepyfile(SNAPSHOT_CODE.format(fixture="data_regression", check="data_regression.check(image.to_dict())"))
    run_with(tests, "pytest_regressions.plugin", "-p", "pytest_datadir.plugin").assert_outcomes(failed=1)
    assert run_with(tests, "pytest_regressions.plugin", "-p", "pytest_datadir.plugin").ret == 0
    (tests.path / "Dockerfile").write_text(DOCKERFILE.replace("USER app", "USER web"))
    result = run_with(tests, "pytest_regressions.plugin", "-p", "pytest_datadir.plugin")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *-  User: app", "E *+  User: web"])

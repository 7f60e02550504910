from __future__ import annotations

import json
from pathlib import Path

import pytest

import preimage
from preimage.model.decoding import decode_image
from preimage.model.image import DockerOCIImage, DockerOCIImageConfig
from preimage.results.origins import Origins, find_origins
from preimage.test_files.document import ImageTest, MetadataTest, TestDocument, parse_document
from preimage.test_files.outcomes import FileOutcome, SkippedTest
from preimage.test_files.report import decide_exit_status, render_json, render_text
from preimage.test_files.runner import report_unusable, run_document
from preimage.test_files.syntax import TestFileError

PROJECTS = sorted((Path(__file__).parent / "projects").iterdir())
ALL_PROJECTS = pytest.mark.parametrize("project", [pytest.param(path, id=path.name) for path in PROJECTS])


def read_tests(project: Path) -> TestDocument:
    (path,) = project.glob("tests.*")
    return parse_document(path.read_bytes(), path.name)


def compile_project(project: Path) -> preimage.Compilation:
    bases = preimage.StaticBases(json.loads((project / "bases.json").read_bytes()))
    return preimage.compile((project / "Dockerfile").read_bytes(), platform="linux/amd64", bases=bases)


def test_there_are_five_projects() -> None:
    assert len(PROJECTS) == 5


@ALL_PROJECTS
def test_project(project: Path) -> None:
    known = json.loads((project / "image.json").read_bytes())
    image = decode_image(json.dumps(known["image"]).encode())
    origins = Origins(frozenset(known["baseLabels"]), known["healthcheckFromBase"])
    outcome = run_document(read_tests(project), image, origins)
    expected = json.loads((project / "expected.json").read_bytes())
    assert json.loads(render_json([outcome])) == expected
    assert decide_exit_status([outcome]) == (1 if expected["Fail"] else 0)


@ALL_PROJECTS
def test_project_from_its_dockerfile(project: Path) -> None:
    compiled = compile_project(project)
    image = json.loads(compiled.image.to_json())
    del image["history"]
    image.pop("created", None)
    assert image == json.loads((project / "image.json").read_bytes())["image"]
    outcome = run_document(
        read_tests(project), compiled.image, find_origins(compiled.trace, compiled.image.config.labels)
    )
    assert json.loads(render_json([outcome])) == json.loads((project / "expected.json").read_bytes())


def test_a_file_without_tests() -> None:
    skipped = (SkippedTest("commandTests", "a", 1),)
    outcome = run_document(TestDocument("a.yaml", not_run=skipped), DockerOCIImage(), Origins())
    assert outcome == FileOutcome("a.yaml", (), skipped)


def test_results_come_in_order() -> None:
    document = TestDocument("a.yaml", MetadataTest(user="a"), ImageTest(os="linux"))
    image = DockerOCIImage(os="linux", config=DockerOCIImageConfig(user="a"))
    outcome = run_document(document, image, Origins())
    assert [(result.name, result.passed) for result in outcome.results] == [
        ("Metadata Test", True),
        ("Image Test", True),
    ]


def test_error_an_unusable_file_is_a_failed_test() -> None:
    outcome = report_unusable(TestFileError("dir/a.yaml", 3, "fault"))
    assert render_text([outcome]).splitlines()[4:8] == [
        "=== RUN: ",
        "--- FAIL",
        "duration: 0s",
        "Error: error parsing config file: dir/a.yaml:3: fault",
    ]
    assert decide_exit_status([outcome]) == 1


def test_each_test_is_timed_by_the_clock() -> None:
    times = iter((100, 130, 170))
    document = TestDocument("x.yaml", MetadataTest(user="a"), ImageTest(os="linux"))
    outcome = run_document(document, DockerOCIImage(), Origins(), lambda: next(times))
    assert [int(result.duration) for result in outcome.results] == [30, 40]


def test_without_a_clock_no_test_takes_time() -> None:
    document = TestDocument("x.yaml", MetadataTest(user="a"))
    assert [int(result.duration) for result in run_document(document, DockerOCIImage(), Origins()).results] == [0]

from __future__ import annotations

import pytest

from preimage.model.errors import ProjectError
from preimage.projects.project import Build, Origin, Project


class Printed(Project):
    def to_json(self) -> str:
        return "{}"


def test_a_build_has_the_defaults_of_the_tools() -> None:
    build = Build("app")
    assert (build.name, build.context, build.dockerfile, build.dockerfile_inline) == ("app", ".", "Dockerfile", None)
    assert (build.target, build.platforms, dict(build.args), dict(build.labels)) == (None, (), {}, {})
    assert (dict(build.contexts), dict(build.origins)) == ({}, {})


def test_an_origin_is_by_key() -> None:
    build = Build("app", args={"A": "1"}, origins={("args", "A"): Origin("docker-bake.hcl", 3, "args")})
    assert build.origins["args", "A"].line == 3


def test_a_project_has_its_builds_by_name() -> None:
    project = Printed({"app": Build("app")}, {"default": ["app"]})
    assert (list(project.builds), dict(project.groups), project.warnings) == (["app"], {"default": ["app"]}, ())


def test_error_there_are_no_services() -> None:
    with pytest.raises(ProjectError) as caught:
        Printed({}).container("web", {})
    assert str(caught.value) == "no such service: web"

from __future__ import annotations

TEXT = "FROM a\nLABEL b=1 a=2\nENV A=1\nEXPOSE 80\n"


def test_fields_in_the_order_of_the_json(compile_text) -> None:
    explainer = compile_text(TEXT).explainer
    assert [(field.path, field.key) for field in explainer.fields()] == [
        ("architecture", None),
        ("os", None),
        ("config.ExposedPorts", "80/tcp"),
        ("config.Env", "PATH"),
        ("config.Env", "A"),
        ("config.Labels", "b"),
        ("config.Labels", "a"),
    ]


def test_fields_that_are_absent(compile_text) -> None:
    explainer = compile_text(TEXT).explainer
    paths = [path for path, _ in explainer.list_fields()]
    assert paths[:1] == ["author"]
    assert "config.Healthcheck" in paths
    assert paths.count("config.Env") == 2


def test_field_stands_for_its_keys(compile_text) -> None:
    explainer = compile_text(TEXT).explainer
    assert explainer.expand("config.Env") == [("config.Env", "PATH"), ("config.Env", "A")]
    assert explainer.expand("config.Env", "A") == [("config.Env", "A")]
    assert explainer.expand("config.Volumes") == [("config.Volumes", None)]
    assert explainer.expand("config.User") == [("config.User", None)]


def test_whole_explanation(compile_text) -> None:
    result = compile_text(TEXT, build_args={"X": "1"}, labels={"z": "9"})
    found = result.explanation(filename="Dockerfile", variables=[("A", 4)], lines=[2])
    answer = found.to_dict()
    assert list(answer) == ["input", "fields", "variables", "lines"]
    assert answer["input"]["file"] == "Dockerfile"
    assert len(answer["fields"]) == len(result.explainer.fields())
    assert answer["variables"][0]["value"] == "1"
    assert answer["lines"][0]["instruction"] == "LABEL"
    assert repr(found).startswith("Explanation({'file': 'Dockerfile'")


def test_only_what_is_asked(compile_text) -> None:
    answer = compile_text(TEXT).explanation(fields=[("config.User", None)]).to_dict()
    assert [field["path"] for field in answer["fields"]] == ["config.User"]
    assert answer["variables"] == answer["lines"] == []


def test_explainer_is_made_once(compile_text) -> None:
    result = compile_text(TEXT)
    assert result.explainer is result.explainer


def test_count_of_fields(compile_text) -> None:
    for text in (TEXT, "FROM scratch\nENV A=1 A=2\nCMD x\nENTRYPOINT y\n", "FROM a\nENV PATH=\n"):
        explainer = compile_text(text).explainer
        assert explainer.count_fields() == len(explainer.fields())

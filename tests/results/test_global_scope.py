from __future__ import annotations


def test_automatic_arguments_are_there_first(study) -> None:
    scope = study("FROM scratch", platform="linux/arm64").scope
    assert scope.last("TARGETARCH").value == "arm64"
    assert scope.last("TARGETARCH").cause.name == "TARGETARCH"
    assert scope.last("A") is None


def test_build_argument_takes_the_place_of_an_automatic_one(study) -> None:
    scope = study("FROM scratch", build_args={"TARGETARCH": "x"}).scope
    assert (scope.last("TARGETARCH").value, scope.last("TARGETARCH").cause.name) == ("x", "--build-arg")


def test_defaults_use_what_stands_above(study) -> None:
    scope = study("ARG A=1\nARG B=$A$C\nARG A=2\nFROM scratch").scope
    assert [(use.variable, use.value, use.cause is None) for use in scope.last("B").uses] == [
        ("A", "1", False),
        ("C", "", True),
    ]
    assert [binding.value for binding in scope.bindings["A"]] == ["1", "2"]


def test_value_before_a_line(study) -> None:
    found = study("ARG A=1\nARG A=2\nFROM scratch")
    second = found.places.at(2).instruction
    number = found.scope.starts[id(second)]
    assert found.scope.before("A", number).value == "1"
    assert found.scope.declared("A", number).lines == range(1, 2)
    assert found.scope.declared("A").lines == range(2, 3)
    assert found.scope.before("A", 0) is None


def test_arg_without_a_value_is_declared_only(study) -> None:
    scope = study("ARG A\nFROM scratch").scope
    assert scope.last("A") is None
    assert scope.declared("A").value is None


def test_epoch_that_is_no_time_is_taken_away(study) -> None:
    text = "ARG SOURCE_DATE_EPOCH=context\nFROM scratch"
    assert study(text).scope.last("SOURCE_DATE_EPOCH") is None
    assert study("ARG SOURCE_DATE_EPOCH=007\nFROM scratch").scope.last("SOURCE_DATE_EPOCH").value == "7"


def test_what_a_from_used(study) -> None:
    found = study("ARG T=1\nARG P=linux/arm64\nFROM --platform=$P a:$T$T\nFROM b")
    first, second = found.dockerfile.stages
    assert [use.variable for use in found.scope.uses_of_from(first.source)] == ["T", "P"]
    assert found.scope.uses_of_from(second.source) == []
    assert found.scope.uses_of_from(None) == []

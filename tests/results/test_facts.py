from __future__ import annotations

from preimage.model.causes import Cause, StageName
from preimage.model.instructions import Arg, From, Header, Instruction, Onbuild, User
from preimage.model.trace import BASE, LABEL_OPTION, PATH_DEFAULT, PLATFORM_OPTION, Source, StageTrace, TriggerRun
from preimage.results.facts import Binding, Declaration, Use, Write

FROM = From(Header("FROM", range(3, 4), ()), "a", "", "")
STAGE = StageTrace(0, FROM)
ENV = Instruction(Header("env", range(5, 7), ()))
ONBUILD = Onbuild(Header("ONBUILD", range(2, 3), ()), "USER x")
TRIGGER = TriggerRun(User(Header("USER", range(3, 4), ()), "x"), "USER x", 0, ONBUILD)


def test_cause_of_a_write_has_the_word_in_capitals() -> None:
    write = Write(1, STAGE, ENV, "config.Env", "A", "1")
    assert write.cause == Cause("instruction", instruction="ENV", lines=(5, 6), stage=StageName(0, None))
    assert write.instruction is ENV


def test_makers_are_instructions_of_the_file() -> None:
    assert Write(1, STAGE, ENV, "config.Env", "A", "1").makers == [ENV]
    assert Write(1, STAGE, TRIGGER, "config.User", None, "x").makers == [FROM, ONBUILD]
    assert Write(1, STAGE, PATH_DEFAULT, "config.Env", "PATH", "x").makers == [FROM]
    assert Write(1, STAGE, LABEL_OPTION, "config.Labels", "l", "x").makers == []


def test_same_cause() -> None:
    other = StageTrace(1, FROM)
    assert Write(1, STAGE, ENV, "p", None, 1).has_cause_of(Write(2, STAGE, ENV, "p", None, 2))
    assert Write(1, STAGE, PLATFORM_OPTION, "os", None, 1).has_cause_of(Write(2, other, PLATFORM_OPTION, "os", None, 2))
    assert not Write(1, STAGE, BASE, "os", None, 1).has_cause_of(Write(2, other, BASE, "os", None, 2))
    assert not Write(1, STAGE, ENV, "p", None, 1).has_cause_of(Write(2, STAGE, BASE, "p", None, 2))


def test_what_is_used_makes_unknown() -> None:
    unknown = Write(1, STAGE, BASE, "config.Env", "A", None)
    unknown.is_unknown = True
    write = Write(2, STAGE, ENV, "config.Env", "B", "1")
    write.add_use(Use(variable="C", value="", fact=None))
    assert not write.is_unknown
    write.add_use(Use(variable="A", value="", fact=unknown))
    assert write.is_unknown


def test_uses_as_json() -> None:
    write = Write(1, STAGE, ENV, "config.Shell", None, ["sh"])
    assert Use(path="config.Shell", value=["sh"], fact=write).to_dict() == {
        "path": "config.Shell",
        "key": None,
        "value": ["sh"],
        "cause": write.cause.to_dict(),
    }
    unset = Use(variable="A", value="", fact=None)
    assert unset.to_dict() == {"variable": "A", "value": "", "cause": None}
    assert repr(unset) == "Use('A', '', None)"


def test_cause_of_a_binding_is_where_its_text_came_from() -> None:
    arg = Arg(Header("ARG", range(4, 5), ()), [("A", None)])
    above = Binding(0, None, Source("default", "TARGETARCH"), "TARGETARCH", "amd64")
    assert above.cause == Cause("default", name="TARGETARCH")
    binding = Binding(1, STAGE, arg, "TARGETARCH", "amd64")
    assert binding.cause.instruction == "ARG"
    binding.inner = above
    assert binding.cause == above.cause
    binding.is_build_arg = True
    assert binding.cause == Cause("option", name="--build-arg")


def test_lines_of_a_declaration_are_those_of_the_file() -> None:
    assert Declaration(1, STAGE, TRIGGER, "1").lines == range(2, 3)
    assert not Declaration(1, STAGE, TriggerRun(TRIGGER.instruction, "x", 0, None), "1").lines


def test_unknown_copy_keeps_what_it_is() -> None:
    binding = Binding(1, STAGE, ENV, "A", "1")
    binding.is_arg = True
    copy = binding.as_unknown(5)
    assert (copy.number, copy.value, copy.is_arg, copy.is_unknown) == (5, "1", True, True)
    assert not binding.is_unknown

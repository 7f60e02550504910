from __future__ import annotations

from typing import get_args

from preimage.frontend.parser import PARSERS
from preimage.model.instructions import INSTRUCTION_NAMES, AnyInstruction, Env, Header, Instruction, Label


def test_every_instruction_but_from_is_one_of_the_union() -> None:
    names = {each.__name__.lower() for each in get_args(AnyInstruction)}
    assert names | {"from"} == set(INSTRUCTION_NAMES)
    assert all(issubclass(each, Instruction) for each in get_args(AnyInstruction))


def test_every_instruction_has_a_parser_and_names_are_sorted() -> None:
    assert set(PARSERS) == set(INSTRUCTION_NAMES)
    assert list(INSTRUCTION_NAMES) == sorted(INSTRUCTION_NAMES)


def test_instructions_hold_nothing_but_their_fields() -> None:
    assert not [each for each in get_args(AnyInstruction) if "__dict__" in dir(each)]


def test_equality_and_text() -> None:
    header = Header("ENV", range(2, 3), ("c",))
    env = Env(header, [("A", "1")], False)
    assert env == Env(header, [("A", "1")], False)
    assert env != Env(Header("ENV", range(3, 4), ("c",)), [("A", "1")], False)
    assert env != Label(header, [("A", "1")], False)
    assert repr(env) == "Env(word='ENV', lines=range(2, 3), comments=('c',), pairs=[('A', '1')], is_legacy=False)"

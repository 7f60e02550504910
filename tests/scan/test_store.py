from __future__ import annotations

from preimage.scan.building import BuiltRow
from preimage.scan.outcomes import EncodedOutcome, Outcome
from preimage.scan.store import Store
from preimage.scan.store_files import open_store
from preimage.scan.units import DOCKERFILE, Unit


def make_unit(name: str, parent: int = 0) -> Unit:
    return Unit(DOCKERFILE, f"/r/{name}", "r", name, folder="/r", parent=parent)


def write(store: Store, unit: Unit, *, ok: bool = True) -> None:
    outcome = EncodedOutcome(Outcome("s", "d", [BuiltRow({"path": unit.path, "platform": "p", "ok": ok})]))
    store.write(unit, outcome, outcome.rows or ())


def test_a_unit_keeps_its_number_when_it_is_written_again() -> None:
    with open_store("x.sqlite") as store:
        store.begin("")
        for name in ("a", "b", "c"):
            write(store, make_unit(name))
        before = store.find(make_unit("b").key)
        write(store, make_unit("b"), ok=False)
        after = store.find(make_unit("b").key)
        assert before is not None
        assert after is not None
        assert before.id == after.id
        assert store.count() == (3, 1)
        assert store.read_unit(after.id).key == make_unit("b").key


def test_what_was_not_seen_is_removed() -> None:
    with open_store("x.sqlite") as store:
        store.begin("")
        for number in range(2_500):
            write(store, make_unit(str(number)))
        store.finish()
    with open_store("x.sqlite") as store:
        store.begin("")
        store.keep([known.id for number in range(0, 2_500, 3) if (known := store.find(make_unit(str(number)).key))])
        assert store.remove_unseen() == 2_500 - 834
        assert store.count() == (834, 0)


def test_nothing_is_written_if_nothing_has_changed() -> None:
    with open_store("x.sqlite") as store:
        store.begin("settings")
        write(store, make_unit("a", store.write_folder(b"\0r\0", ("s", 1, "", b"", 1))))
        assert store.is_written
        store.remove_unseen()
        store.finish(is_settled=False)
        store.exported = "there"
    with open_store("x.sqlite") as store:
        store.begin("settings")
        known = store.find(make_unit("a").key)
        assert known is not None
        store.keep([known.id])
        store.keep_folder(known.parent)
        assert store.remove_unseen() == 0
        assert (store.is_written, store.is_settled, store.exported) == (False, False, "there")
        store.finish()
        assert not store.is_settled
        write(store, make_unit("b"))
        assert (store.is_written, store.is_complete, store.exported) == (True, False, "")


def test_a_folder_that_has_changed_knows_none_of_its_units() -> None:
    with open_store("x.sqlite") as store:
        store.begin("")
        number = store.write_folder(b"\0r\0", ("s", 1, "", b"", 1))
        write(store, make_unit("a", number))
        assert store.write_folder(b"\0r\0", ("t", 1, "", b"", 1)) == number
        known = store.find(make_unit("a").key)
        assert known is not None
        assert known.parent == 0
        store.move_unit(known, number)
        assert store.read_unit(known.id).parent == number
        store.finish()
    with open_store("x.sqlite") as store:
        store.begin("")
        store.keep([known.id])
        # The folder is gone, the unit is not: it was found by its name.
        assert store.remove_unseen() == 0
        assert store.read_unit(known.id).parent == 0


def test_a_unit_is_met_for_the_first_time_once() -> None:
    with open_store("x.sqlite") as store:
        assert [store.is_first(key) for key in ("a", "b", "a", "\udcff", "\udcff")] == [True, True, False, True, False]

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from preimage.model.outline import Outline, OutlineArg, OutlineMount, Target, Targets


@pytest.mark.parametrize("kind", [Outline, OutlineArg, OutlineMount, Target, Targets])
def test_values_do_not_change(kind: type) -> None:
    value = kind() if kind in (Outline, Target, Targets) else kind(name="a")
    with pytest.raises(FrozenInstanceError):
        setattr(value, fields(value)[0].name, "b")

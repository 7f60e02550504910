from __future__ import annotations

import pickle

from tests.scan.conftest import make_settings


def test_settings_can_be_sent() -> None:
    settings = pickle.loads(pickle.dumps(make_settings(build_args={"A": "1"}, platforms=["linux/arm64"])))
    assert (settings.build_args, settings.platforms) == ({"A": "1"}, ["linux/arm64"])
    assert settings.sources.for_folder("") is not None

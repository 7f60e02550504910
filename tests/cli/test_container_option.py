from __future__ import annotations

import argparse

from preimage.cli.container_option import add_container_option


def test_it_is_off_unless_given() -> None:
    parser = argparse.ArgumentParser()
    add_container_option(parser)
    assert parser.parse_args([]).container is False
    assert parser.parse_args(["--container"]).container is True

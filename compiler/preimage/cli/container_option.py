"""The option ``--container``, apart from what carries it out, which few runs need."""

from __future__ import annotations

from preimage.cli.arguments import ArgumentGroup


def add_container_option(parser: ArgumentGroup) -> None:
    """Add the option."""
    parser.add_argument(
        "--container",
        action="store_true",
        help="of a Compose service: what its container gets, from the image and from what the service says",
    )

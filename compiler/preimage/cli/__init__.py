"""The command line: arguments, exit statuses, and one file for each command."""

from preimage.cli.main import main

__all__ = ["main"]

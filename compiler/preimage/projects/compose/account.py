"""What reading one project may take in all, and what it has to say on the way."""

from __future__ import annotations

from preimage.model.errors import LimitError

MAX_CHARACTERS = 16 << 20
MAX_FILES = 1_000
MAX_PORTS = 200_000
MAX_VALUES = 1_000_000
MAX_VALUES_AGAIN = 250_000
MAX_BYTES_AGAIN = 2 << 20


class Account:
    """Counts down what a project's files choose; ``warnings`` are the tool's, each once, in order.

    - characters: all text that templates come to.
    - files: Compose files and env files read, a file that is read twice twice.
    - bytes again: those of files that are read once more, such as an env file of several services.
    - values again: those that are gone through once more, for a further document or as they are included again.
    - ports: ports of all services, ranges spelled out.
    - values: those of each document with all before it, aliases spelled out, and those of bases of ``extends``.
    """

    __slots__ = (
        "_bytes_again", "_characters", "_files", "_known", "_ports", "_values", "_values_again", "warnings",
    )  # fmt: skip

    def __init__(self) -> None:
        self._characters = MAX_CHARACTERS
        self._files = MAX_FILES
        self._ports = MAX_PORTS
        self._values = MAX_VALUES
        self._values_again = MAX_VALUES_AGAIN
        self._bytes_again = MAX_BYTES_AGAIN
        self._known: set[str] = set()
        self.warnings: dict[str, None] = {}

    def warn(self, message: str) -> None:
        """Note a warning, unless it is known."""
        self.warnings.setdefault(message)

    def spend_characters(self, count: int) -> None:
        """Count characters of expanded templates."""
        self._characters -= count
        if self._characters < 0:
            raise LimitError(f"variables expand to more than {MAX_CHARACTERS} characters in this project")

    def spend_file(self, path: str) -> None:
        """Count a file that is about to be read."""
        self._files -= 1
        if self._files < 0:
            raise LimitError(f"{path} would be more than the {MAX_FILES} files that a project may read")

    def spend_content(self, path: str, size: int) -> None:
        """Count the bytes of a file that was read, unless it is for the first time."""
        if path in self._known:
            self._bytes_again -= size
            if self._bytes_again < 0:
                raise LimitError(f"{path} is read again and again, more than {MAX_BYTES_AGAIN} bytes of known files")
        self._known.add(path)

    def spend_ports(self, count: int) -> None:
        """Count ports of a service."""
        self._ports -= count
        if self._ports < 0:
            raise LimitError(f"the services name more than {MAX_PORTS} ports")

    def spend_values(self, count: int) -> None:
        """Count values of a document, or of a base that is copied."""
        self._values -= count
        if self._values < 0:
            raise LimitError(f"the files make more than {MAX_VALUES} values")

    def spend_again(self, count: int) -> None:
        """Count values that are merged, checked and resolved once more."""
        self._values_again -= count
        if self._values_again < 0:
            raise LimitError(f"the same values are gone through again and again, more than {MAX_VALUES_AGAIN} in all")

"""Files of a Compose project: where they are, and their documents, each file read once.

Source: docs/reference/compose.md, "Folders and paths".
"""

from __future__ import annotations

from preimage.golang.paths import join
from preimage.projects.compose.account import Account
from preimage.projects.compose.documents import Document, read_document
from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.yamltext import YamlText, read_yaml
from preimage.projects.files import ProjectFiles


class Sources:
    """The files that a project is read from; ``home`` is the user's folder, None where nobody knows."""

    def __init__(self, files: ProjectFiles, home: str | None, account: Account) -> None:
        self.files = files
        self.home = home
        self.account = account
        self._texts: dict[str, YamlText] = {}
        self._documents: dict[str, list[Document | Fault]] = {}

    def absolute(self, path: str) -> str:
        """Give the absolute, clean path of one that counts from the folder the tool runs in."""
        return join(path) if path.startswith("/") else join(self.files.folder, path)

    def find(self, root: str, path: str) -> str:
        """Give the absolute path of a file that counts from a folder."""
        return path if path.startswith("/") else join(root, path)

    def relative_folder(self, root: str, path: str) -> str:
        """Give the folder of a path, seen from ``root``; what is no folder itself stands for the one it is in."""
        full = self.find(root, path)
        if not self.files.is_folder(full):
            full = directory_of(full)
        return relative_to(root, full)

    def read(self, path: str) -> bytes:
        """Give the content of a file.

        Raises:
            Fault: Go's text: ``open PATH: no such file or directory`` or ``read PATH: is a directory``.
        """
        self.account.spend_file(path)
        try:
            content = self.files.read(path)
        except IsADirectoryError:
            raise Fault(f"read {path}: is a directory", Node(None, path)) from None
        except FileNotFoundError:
            raise Fault(f"open {path}: no such file or directory", Node(None, path)) from None
        except PermissionError:
            raise Fault(f"open {path}: permission denied", Node(None, path)) from None
        except NotADirectoryError:
            raise Fault(f"open {path}: not a directory", Node(None, path)) from None
        except OSError as error:
            raise Fault(f"open {path}: {error.strerror or 'cannot be read'}", Node(None, path)) from None
        self.account.spend_content(path, len(content))
        return content

    def read_text(self, path: str) -> YamlText:
        """Give the YAML documents of a Compose file."""
        known = self._texts.get(path)
        if known is None:
            known = self._texts[path] = read_yaml(self.read(path))
        return known

    def read_documents(self, path: str) -> list[Document | Fault]:
        """Give the documents of a Compose file as values; a fault stands last, for what it ends.

        Documents behind a fault are not looked at.
        """
        known = self._documents.get(path)
        if known is not None:
            return known
        text = self.read_text(path)
        documents: list[Document | Fault] = []
        try:
            documents.extend(read_document(source, path) for source in text.documents)
        except Fault as fault:
            documents.append(fault)
        else:
            if text.fault is not None:
                message = f"failed to parse {path}: {text.fault}"
                documents.append(Fault(message, Node(None, path, text.fault.line)))
        self._documents[path] = documents
        return documents


def directory_of(path: str) -> str:
    """Give the folder that a path is in (Go's ``filepath.Dir``)."""
    return join(path.rpartition("/")[0]) or ("/" if path.startswith("/") else ".")


def relative_to(root: str, path: str) -> str:
    """Give the way from one absolute folder to another (Go's ``filepath.Rel``)."""
    first = [part for part in root.split("/") if part]
    second = [part for part in path.split("/") if part]
    shared = 0
    while shared < min(len(first), len(second)) and first[shared] == second[shared]:
        shared += 1
    return "/".join([".."] * (len(first) - shared) + second[shared:]) or "."

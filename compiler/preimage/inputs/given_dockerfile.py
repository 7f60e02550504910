"""The Dockerfile that a caller of the library hands over: its text, a file, or what another library holds."""

from __future__ import annotations

import os
import re

from preimage.golang.text import encode_utf8
from preimage.model.errors import LimitError, OptionError
from preimage.model.instructions import INSTRUCTION_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerfile_parse import DockerfileParser

    from preimage.model.limits import Limits

Text = bytes | str | os.PathLike[str]


def read_given_dockerfile(dockerfile: Text | DockerfileParser, limits: Limits) -> bytes:
    """Give the bytes of a Dockerfile: a text, the path of a file, or a ``dockerfile_parse.DockerfileParser``.

    Raises:
        TypeError: it is none of these.
        OptionError: a ``str`` that is the path of a file, and no text; a path that is no regular file.
        LimitError: it is larger than ``limits.dockerfile_bytes``.
        OSError: the file cannot be read.
    """
    if isinstance(dockerfile, str):
        # Nearly all Dockerfiles have two lines.
        if "\n" not in dockerfile and is_like_a_path(dockerfile):
            raise OptionError(
                f"{dockerfile!r} is the name of a file; a str is taken as the text of a Dockerfile: "
                f"give pathlib.Path({dockerfile!r}) to have the file read"
            )
        data = encode_utf8(dockerfile)
    elif isinstance(dockerfile, bytes | bytearray | memoryview):
        data = bytes(dockerfile)
    elif isinstance(dockerfile, os.PathLike):
        return _read_path(os.fspath(dockerfile), limits)
    else:
        content = getattr(dockerfile, "content", None)
        if not isinstance(content, str):
            kind = type(dockerfile).__name__
            raise TypeError(f"a Dockerfile is bytes, str, a path or a DockerfileParser, not {kind}")
        data = encode_utf8(content)
    if len(data) > limits.dockerfile_bytes:
        raise _too_large(limits)
    return data


def is_like_a_path(line: str) -> bool:
    """Tell whether a line that is all of a text can only be meant as the path of a Dockerfile.

    No text that can be compiled is: its first word is that of an instruction, or it is a comment.
    """
    words = line.split(None, 1)
    if not words or words[0].startswith("#") or words[0].lower() in INSTRUCTION_NAMES:
        return False
    name = re.split(r"[/\\]", line.rstrip())[-1]
    has_folder = len(words) == 1 and re.search(r"\w[/\\]|[/\\]\w", line) is not None
    from preimage.inputs.names import DOCKERFILE_PATTERN

    return has_folder or re.fullmatch(DOCKERFILE_PATTERN, name) is not None


def _read_path(path: str, limits: Limits) -> bytes:
    from preimage.bases.regular_files import open_regular, read_all

    try:
        with open_regular(path, follow=True) as file:
            data = read_all(file, limits.dockerfile_bytes)
    except ValueError as error:
        raise OptionError(f"{path} {error}; only regular files are read here") from error
    if data is None:
        raise _too_large(limits)
    return data


def _too_large(limits: Limits) -> LimitError:
    return LimitError(f"the Dockerfile is larger than {limits.dockerfile_bytes} bytes (limit dockerfile_bytes)")

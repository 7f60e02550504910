"""What set a value that a test took from an image: the line that a failing comparison shows beside it.

A comparison knows only the two values. One of them is told to be an image's if it is the very object that the image has
given out, not if it is merely equal.

Source: docs/reference/pytest.md, "Comparisons".
"""

from __future__ import annotations

from preimage.backends.comparison import show_cause
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.testing.compiled_image import CompiledImage

    Leaf = tuple[str, str | None]

_KEYED = ("config.Env", "config.Labels")
_LONGEST = 200


def describe_origin(image: CompiledImage, value: object, filename: str) -> str | None:
    """Say what set a value of an image: ``config.User: Dockerfile:3 USER: USER app``; None: it is none of the image's.

    ``filename`` is how the Dockerfile is called in it.
    """
    leaf = _find_leaf(image, value)
    if leaf is None:
        return None
    path, key = leaf
    found = image.explain(path, key)
    name = path if key is None else f"{path}[{key}]"
    if found.cause is None:
        return show_line(f"{name}: nothing in {filename} sets it")
    text = show_cause(found.cause, filename)
    line = found.cause.lines[0] if found.cause.lines is not None else 0
    written = image.line_text(line)
    if written:
        cut = f"{written[:_LONGEST]}..." if len(written) > _LONGEST else written
        text = f"{text.partition(' ')[0]}: {cut}" if found.cause.kind in ("instruction", "stage") else f"{text}: {cut}"
    return show_line(f"{name} was set by {text}")


def _find_leaf(image: CompiledImage, value: object) -> Leaf | None:
    # What was read last is what the test compares.
    config = image.config
    held = (
        ("config.User", config.user),
        ("config.Entrypoint", config.entrypoint),
        ("config.Cmd", config.cmd),
        ("config.WorkingDir", config.working_dir),
        ("config.Labels", config.labels),
        ("config.StopSignal", config.stop_signal),
        ("config.OnBuild", config.on_build),
        ("config.Shell", config.shell),
    )
    for path, part in (*reversed(image.given), *(each for each in held if each[1])):
        if part is value:
            return path, None
        if isinstance(part, dict):
            for key, each in part.items():
                if each is value:
                    return path, key if path in _KEYED else None
        elif isinstance(part, list) and any(each is value for each in part):
            return path, None
    return None

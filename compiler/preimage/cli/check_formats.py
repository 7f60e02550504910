"""The formats of ``preimage check``: how each is loaded, and what goes where.

What renders a format is loaded only if it is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from preimage.model.report import FileReport

    Render = Callable[[Sequence[FileReport]], Iterator[str]]


class Format:
    """A format of the report.

    - ``load`` gives what renders it, piece by piece.
    - ``load_painted`` the same in colour, with all that is foreign made visible; None: it has no colour.
    - ``is_json``: it is JSON, without a newline at its end.
    - ``is_visible``: what renders it makes visible what is foreign; the rest is for a build server to obey.
    - ``has_errors_apart``: errors of Dockerfiles are no part of it and go to standard error, as with docker.
    - ``is_for_people``: it ends in the closing line. The others are for machines, and nothing is added to them.
    """

    __slots__ = ("has_errors_apart", "is_for_people", "is_json", "is_visible", "load", "load_painted")

    def __init__(
        self,
        load: Callable[[], Render],
        load_painted: Callable[[], Render] | None = None,
        *,
        is_json: bool = False,
        is_visible: bool = False,
        has_errors_apart: bool = False,
        is_for_people: bool = False,
    ) -> None:
        self.load = load
        self.load_painted = load_painted
        self.is_json = is_json
        self.is_visible = is_visible
        self.has_errors_apart = has_errors_apart
        self.is_for_people = is_for_people


def _load_text() -> Render:
    from preimage.backends.check_text import stream_check

    return stream_check


def _load_painted_text() -> Render:
    from preimage.backends.check_text import stream_check
    from preimage.backends.colors import paint

    return lambda reports: stream_check(reports, paint)


def _load_json() -> Render:
    from preimage.backends.check_json import stream_check

    return stream_check


def _load_sarif() -> Render:
    from preimage.backends.check_sarif import stream_check
    from preimage.version import VERSION

    return lambda reports: stream_check(reports, version=VERSION)


def _load_github() -> Render:
    from preimage.backends.check_github import stream_check

    return stream_check


def _load_short() -> Render:
    from preimage.backends.check_short import stream_check

    return stream_check


def _load_painted_short() -> Render:
    from preimage.backends.check_short import stream_check
    from preimage.backends.colors import paint

    return lambda reports: stream_check(reports, paint)


def _load_json_lines() -> Render:
    from preimage.backends.check_json_lines import stream_check

    return stream_check


def _load_gitlab() -> Render:
    from preimage.backends.check_gitlab import stream_check

    return stream_check


def _load_rdjson() -> Render:
    from preimage.backends.check_rdjson import stream_check

    return stream_check


def _load_junit() -> Render:
    from preimage.backends.check_junit import stream_check

    return stream_check


def _load_checkstyle() -> Render:
    from preimage.backends.check_checkstyle import stream_check

    return stream_check


def _load_markdown() -> Render:
    from preimage.backends.check_markdown import stream_check

    return stream_check


FORMATS = {
    "text": Format(_load_text, _load_painted_text, has_errors_apart=True, is_for_people=True),
    "short": Format(_load_short, _load_painted_short, is_for_people=True),
    "json": Format(_load_json, is_json=True, has_errors_apart=True),
    "json-lines": Format(_load_json_lines, is_visible=True),
    "sarif": Format(_load_sarif, is_json=True),
    "github": Format(_load_github, is_visible=True),
    "gitlab": Format(_load_gitlab, is_json=True),
    "rdjson": Format(_load_rdjson, is_json=True),
    "markdown": Format(_load_markdown, is_visible=True),
    "junit": Format(_load_junit, is_visible=True),
    "checkstyle": Format(_load_checkstyle, is_visible=True),
}
"""Formats by name; the first is the usual one."""

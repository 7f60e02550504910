"""The comments of a pull or merge request, over the HTTP interfaces of GitHub and GitLab: found again, or made anew."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

ANSWER_LIMIT = 16 << 20
"""How large an answer may be, in bytes."""
PAGES_LIMIT = 100
SECONDS_LIMIT = 30
_NEXT_PAGE = re.compile(r';\s*rel="?next"?')
_DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class ServerError(Exception):
    """The server did not do what it was asked to; ``is_denied``: since whoever asks may not."""

    def __init__(self, text: str, *, is_denied: bool = False) -> None:
        super().__init__(text)
        self.is_denied = is_denied


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token goes to the server that it is for, and to no other."""

    def redirect_request(self, *arguments: object) -> None:
        return None


class Server:
    """A server whose answers are JSON; ``address`` begins all paths, ``headers`` say who asks."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        self._address = address.rstrip("/")
        self._headers = dict(headers)
        self._opener = urllib.request.build_opener(_NoRedirects)

    def send(self, method: str, path: str, body: str | None = None) -> Any:
        """Ask once, with ``{"body": body}`` if there is a body, and give the answer.

        Raises:
            ServerError: There is none, or it is an error.
        """
        return self._ask(method, path, body)[0]

    def list_pages(self, path: str) -> Iterator[dict[str, Any]]:
        """Give what a list has, on all of its pages.

        Raises:
            ServerError: As `send`; or the list is longer than `PAGES_LIMIT` pages of 100.
        """
        for page in range(1, PAGES_LIMIT + 1):
            answer, link = self._ask("GET", f"{path}?per_page=100&page={page}", None)
            if not isinstance(answer, list):
                raise ServerError(f"GET {path}: the answer is no list")
            yield from (entry for entry in answer if isinstance(entry, dict))
            if not _NEXT_PAGE.search(link):
                return
        raise ServerError(f"GET {path}: there are more than {PAGES_LIMIT * 100} comments")

    def _ask(self, method: str, path: str, body: str | None) -> tuple[Any, str]:
        asked = f"{method} {path.partition('?')[0]}"
        content = None if body is None else json.dumps({"body": body}).encode("utf-8", "replace")
        headers = self._headers | {"Content-Type": "application/json", "User-Agent": "preimage"}
        try:
            request = urllib.request.Request(f"{self._address}{path}", content, headers, method=method)
            with self._opener.open(request, timeout=SECONDS_LIMIT) as answer:
                text = answer.read(ANSWER_LIMIT + 1)
                link = answer.headers.get("Link", "")
        except urllib.error.HTTPError as error:
            with error:
                said = _read_message(error.read(ANSWER_LIMIT))
            raise ServerError(f"{asked}: {error.code} {said}", is_denied=error.code in _DENIED) from error
        except (OSError, ValueError) as error:
            raise ServerError(f"{asked}: {error}") from error
        if len(text) > ANSWER_LIMIT:
            raise ServerError(f"{asked}: the answer has more than {ANSWER_LIMIT} bytes")
        try:
            return json.loads(text), link
        except (ValueError, RecursionError) as error:
            raise ServerError(f"{asked}: the answer is no JSON") from error


def _read_message(text: bytes) -> str:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(answer.get("message", ""))[:500] if isinstance(answer, dict) else ""


def find_comment(comments: Iterator[dict[str, Any]], marker: str, is_own: Callable[[dict[str, Any]], bool]) -> str:
    """Give the id of the first comment of our own that begins with ``marker``, or nothing."""
    for comment in comments:
        body, number = comment.get("body"), comment.get("id")
        # Whoever may comment could write the marker, and change the comment later.
        if isinstance(body, str) and body.startswith(marker) and isinstance(number, int) and is_own(comment):
            return str(number)
    return ""

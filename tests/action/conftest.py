"""A scratch repository, a stand-in for the servers, and what GitHub does with an action: steps, conditions, outputs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PACKAGE = ("LICENSE", "README.md", "action", "compiler", "pyproject.toml", "setup.cfg", "setup.py")
NOBODY = {
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_AUTHOR_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Step(NamedTuple):
    """A step that has run: its exit status, what it printed, its outputs, and what it added to the summary."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str


class Repository:
    """A git repository, ``origin``, that a workflow has a clone of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        ran = subprocess.run(
            ["git", *arguments], cwd=folder or self.folder, env=clean_environment(), capture_output=True, check=False
        )
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout.decode().strip()

    def commit(self, files: dict[str, str | None]) -> str:
        """Write files, or remove those whose text is None, and give the commit."""
        for name, text in files.items():
            path = self.folder / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", "change")
        return self.git("rev-parse", "HEAD")

    def clone(self, folder: Path, *options: str) -> Path:
        self.git("clone", "-q", *options, f"file://{self.folder}", str(folder), folder=self.folder.parent)
        return folder


def clean_environment() -> dict[str, str]:
    left_out = ("GIT_", "PREIMAGE_", "PYTHON", "CI_", "COV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {name: value for name, value in kept.items() if not name.lower().endswith("_proxy")} | NOBODY


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "origin")


class Comments:
    """A server on loopback that keeps the comments of one pull or merge request, as GitHub and GitLab do.

    ``denies``: a status, and the methods that get it. ``requests`` has method, path and body of all that came.
    """

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, str]] = []
        self.denies: tuple[int, tuple[str, ...]] = (403, ())
        self.me: dict[str, Any] = {"login": "github-actions[bot]", "username": "project_1_bot"}
        self.headers: dict[str, str] = {}
        self.raw: bytes | None = None
        self.redirect = ""
        self.address = ""

    def add(self, body: str, **author: str) -> int:
        number = len(self.comments) + 1
        self.comments.append({"id": number, "body": body, "user": author or self.me, "author": author or self.me})
        return number

    def answer(self, method: str, path: str, query: str, body: str) -> tuple[int, dict[str, str], Any]:
        status, methods = self.denies
        if method in methods:
            return status, {}, {"message": "Resource not accessible by integration"}
        if path == "/user":
            return 200, {}, self.me
        if method == "GET":
            return self._list(path, query)
        if method == "POST":
            number = self.add(body)
            return 201, {}, self.comments[number - 1] | {"html_url": f"https://example.org/{number}"}
        number = int(path.rpartition("/")[2])
        self.comments[number - 1]["body"] = body
        return 200, {}, self.comments[number - 1] | {"html_url": f"https://example.org/{number}"}

    def _list(self, path: str, query: str) -> tuple[int, dict[str, str], Any]:
        wanted = {name: int(values[0]) for name, values in parse_qs(query).items()}
        start = (wanted["page"] - 1) * wanted["per_page"]
        page = self.comments[start : start + wanted["per_page"]]
        more = len(self.comments) > start + wanted["per_page"]
        link = f'<{self.address}{path}?page=1>; rel="first"'
        return 200, {"Link": f'{link}, <{self.address}{path}?page=9>; rel="next"' if more else link}, page


def make_handler(comments: Comments) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            text = self.rfile.read(length).decode()
            url = urlsplit(self.path)
            body = json.loads(text)["body"] if text else ""
            comments.requests.append((self.command, url.path, body))
            comments.headers = dict(self.headers)
            status, headers, answer = comments.answer(self.command, url.path, url.query, body)
            if comments.redirect:
                status, headers = 302, {"Location": comments.redirect}
            content = json.dumps(answer).encode() if comments.raw is None else comments.raw
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(content))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_PUT = _answer  # noqa: N815

        def log_message(self, *arguments: object) -> None:
            pass

    return Handler


@pytest.fixture
def comments() -> Iterator[Comments]:
    kept = Comments()
    with ThreadingHTTPServer(("127.0.0.1", 0), make_handler(kept)) as server:
        kept.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def action_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository as GitHub fetches it for an action."""
    folder = tmp_path_factory.mktemp("action") / "preimage"
    for name in PACKAGE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(source, folder)
    return folder


@pytest.fixture(scope="session")
def runner_temp(action_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the action's own step has installed preimage. pip needs a package index for that."""
    folder = tmp_path_factory.mktemp("runner")
    step = next(step for step in ACTION["runs"]["steps"] if step.get("id") == "install")
    env = {"RUNNER_TEMP": str(folder), "GITHUB_ACTION_PATH": str(action_folder), "PREIMAGE_PYTHON": sys.executable}
    ran = run_bash(step["run"], folder, env)
    assert ran.returncode == 0, ran.stdout.decode()
    return folder


def run_bash(script: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=clean_environment() | env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=600,
    )


class Workflow:
    """Runs steps of action.yml in a clone, as GitHub would: inputs and outputs by expressions, files for answers."""

    def __init__(self, clone: Path, env: dict[str, str], inputs: dict[str, str], work: Path) -> None:
        self.clone = clone
        self.env = env
        self.work = work
        self.values = {f"inputs.{name}": str(entry["default"]) for name, entry in ACTION["inputs"].items()}
        self.values |= {f"inputs.{name}": value for name, value in inputs.items()}

    def run(self) -> dict[str, Step]:
        """Run the steps that have a script, up to one that fails; give them by their ids."""
        done: dict[str, Step] = {}
        for step in ACTION["runs"]["steps"]:
            name = step.get("id", "")
            if "run" not in step or name == "install" or not self._holds(step.get("if", "true")):
                continue
            done[name] = self._run_step(step)
            self.values |= {f"steps.{name}.outputs.{key}": value for key, value in done[name].outputs.items()}
            if done[name].status:
                break
        return done

    def _run_step(self, step: dict[str, Any]) -> Step:
        output, summary = self.work / f"{step['id']}.output", self.work / f"{step['id']}.md"
        output.touch()
        env = {name: self._expand(value) for name, value in step.get("env", {}).items()}
        env |= self.env | {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        ran = run_bash(self._expand(step["run"]), self.clone, env)
        pairs = (line.partition("=") for line in output.read_text().splitlines())
        text = summary.read_text(encoding="utf-8") if summary.exists() else ""
        return Step(ran.returncode, ran.stdout.decode(), {name: value for name, _, value in pairs}, text)

    def _expand(self, text: str) -> str:
        return re.sub(r"\$\{\{ *(\S+) *\}\}", lambda match: self.values.get(match[1], ""), text)

    def _holds(self, condition: str) -> bool:
        text = condition.replace("${{", "").replace("}}", "").replace("&&", " and ").replace("!cancelled()", "True")
        text = re.sub(r"\b(inputs|steps)\.[\w.-]+", lambda match: repr(self.values.get(match[0], "")), text)
        return bool(eval(text.replace("true", "True") if text == "true" else text.strip()))


@pytest.fixture
def run_action(
    runner_temp: Path, action_folder: Path, comments: Comments, tmp_path: Path
) -> Callable[..., dict[str, Step]]:
    """Give a function that runs the action in a clone, for an event."""

    def run(clone: Path, event: dict[str, Any], name: str = "pull_request", **inputs: str) -> dict[str, Step]:
        work = tmp_path / f"run-{len(list(tmp_path.iterdir()))}"
        work.mkdir()
        (work / "event.json").write_text(json.dumps(event))
        (work / "preimage").symlink_to(runner_temp / "preimage")
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=clone, capture_output=True, check=True)
        env = {
            "GITHUB_ACTION_PATH": str(action_folder),
            "GITHUB_API_URL": comments.address,
            "GITHUB_BASE_REF": "main" if name == "pull_request" else "",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(work / "event.json"),
            "GITHUB_REPOSITORY": "owner/project",
            "GITHUB_SHA": head.stdout.decode().strip(),
            "RUNNER_TEMP": str(work),
        }
        given = {"token": "a-token"} | {key.replace("_", "-"): value for key, value in inputs.items()}
        return Workflow(clone, env, given, work).run()

    return run

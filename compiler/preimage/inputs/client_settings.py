"""What the settings of the docker client add to a build: its proxies, as build args.

Source: docs/reference/cli.md, "Settings of the docker client".
"""

from __future__ import annotations

import os
from functools import lru_cache

from preimage.inputs.reading import read_file
from preimage.model.errors import LimitError, OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MOST_BYTES = 1 << 20
_ARGS = {
    "httpProxy": "HTTP_PROXY",
    "httpsProxy": "HTTPS_PROXY",
    "noProxy": "NO_PROXY",
    "ftpProxy": "FTP_PROXY",
    "allProxy": "ALL_PROXY",
}


def find_client_config(env: Mapping[str, str]) -> str:
    """Give the path of the docker client's config."""
    home = env.get("HOME") or os.path.expanduser("~")
    return os.path.join(env.get("DOCKER_CONFIG") or os.path.join(home, ".docker"), "config.json")


def read_proxies(env: Mapping[str, str], say: Callable[[str], None]) -> dict[str, str]:
    """Give the build args that stand for the proxies of the client, in capital and small letters.

    Those of the engine that ``DOCKER_HOST`` names come before the usual ones. ``say`` is told, once for each file, of
    one that cannot be used.
    """
    path = find_client_config(env)
    proxies, trouble = _read(path)
    if trouble and trouble not in _told:
        _told.add(trouble)
        say(f"WARNING: {trouble}; the proxies in it are left out")
    found = proxies.get(env.get("DOCKER_HOST", ""), proxies.get("default", {}))
    args = {}
    for key, name in _ARGS.items():
        if found.get(key):
            args[name] = args[name.lower()] = found[key]
    return args


_told: set[str] = set()


@lru_cache(maxsize=4)
def _read(path: str) -> tuple[dict[str, dict[str, str]], str]:
    """Give the proxies by engine, and what is wrong with the file."""
    import json

    try:
        document = json.loads(read_file(path, _MOST_BYTES))
    except (FileNotFoundError, NotADirectoryError):
        return {}, ""
    except (LimitError, OptionError) as error:
        return {}, str(error)
    except OSError as error:
        return {}, f"{path}: {error.strerror}"
    except (ValueError, RecursionError):
        return {}, f"{path}: no valid JSON"
    proxies = document.get("proxies") if isinstance(document, dict) else None
    if proxies is None:
        return {}, ""
    is_sound = isinstance(proxies, dict) and all(
        isinstance(each, dict) and all(isinstance(value, str) for value in each.values()) for each in proxies.values()
    )
    return (proxies, "") if is_sound else ({}, f"{path}: proxies: want texts by name for each engine")

"""All functions of the library, by name.

Source: docs/reference/bake.md, "Functions".
"""

from __future__ import annotations

from preimage.projects.hcl.functions import (
    arithmetic,
    attempts,
    collections,
    encoding,
    formatting,
    network,
    paths,
    patterns,
    sets,
    text,
    times,
)
from preimage.projects.hcl.functions.define import refuse
from preimage.projects.hcl.scopes import Function

_VARIES = "its result is another each time"

LIBRARY: dict[str, Function] = {
    **arithmetic.FUNCTIONS,
    **attempts.FUNCTIONS,
    **collections.FUNCTIONS,
    **encoding.FUNCTIONS,
    **formatting.FUNCTIONS,
    **network.FUNCTIONS,
    **paths.FUNCTIONS,
    **patterns.FUNCTIONS,
    **sets.FUNCTIONS,
    **text.FUNCTIONS,
    **times.FUNCTIONS,
    "byteslen": refuse("byteslen", "no value is made of bytes", "buf:bytes"),
    "bytesslice": refuse("bytesslice", "no value is made of bytes", "buf:bytes offset:number length:number"),
    "bcrypt": refuse("bcrypt", _VARIES),
    "homedir": refuse("homedir", "its result is that of another machine"),
    "rsadecrypt": refuse("rsadecrypt", "it reads private keys"),
    "timestamp": refuse("timestamp", f"{_VARIES}; SOURCE_DATE_EPOCH in the environment would settle it"),
    "uuidv4": refuse("uuidv4", _VARIES),
}

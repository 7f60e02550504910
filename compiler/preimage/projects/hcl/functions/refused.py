"""Functions that the tool has and preimage has not."""

from __future__ import annotations

from preimage.projects.hcl.functions.define import refuse
from preimage.projects.hcl.scopes import Function

_VARIES = "its result is another each time"
_NO_BYTES = "no value is made of bytes"

FUNCTIONS: dict[str, Function] = {
    "bcrypt": refuse("bcrypt", _VARIES),
    "byteslen": refuse("byteslen", _NO_BYTES, "buf:bytes"),
    "bytesslice": refuse("bytesslice", _NO_BYTES, "buf:bytes offset:number length:number"),
    "homedir": refuse("homedir", "its result is that of another machine"),
    "rsadecrypt": refuse("rsadecrypt", "it reads private keys"),
    "timestamp": refuse("timestamp", _VARIES),
    "uuidv4": refuse("uuidv4", _VARIES),
}

"""Text in XML: made visible first, since XML 1.0 can hold no controls, then escaped."""

from __future__ import annotations

from preimage.model.visible import show_line

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escape_xml(text: str) -> str:
    """Give text for an element or for an attribute in double quotes; newlines and controls are shown as in Go."""
    # The two code points that are no characters are allowed nowhere in XML 1.0.
    return show_line(text).translate(_ESCAPES).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def render_attributes(**attributes: object) -> str:
    """Give attributes with a space in front of each; those that are None are left out."""
    return "".join(f' {name}="{escape_xml(str(value))}"' for name, value in attributes.items() if value is not None)

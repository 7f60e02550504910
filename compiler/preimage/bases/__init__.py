"""Where the config of a base image comes from.

The public sources are listed in ``public_sources``, and loaded when the first of them is used: most runs need
none, and what an archive or a registry needs takes long to load.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.bases.public_sources import *  # noqa: F403  # __all__ of that module says what
    from preimage.bases.public_sources import __all__ as __all__

if not TYPE_CHECKING:

    def __getattr__(name):
        if not name.startswith("_") or name == "__all__":
            import preimage.bases.public_sources as names

            if name == "__all__":
                return names.__all__
            if name in names.__all__:
                return getattr(names, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        return sorted({*globals(), *__getattr__("__all__")})

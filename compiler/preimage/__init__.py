"""preimage: the image config of a Dockerfile, before the image exists.

The public names are those of ``preimage.public_api``, bound when the first of them is used: pytest imports this package
in every run, for its plugin, and most of them need nothing of it.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.public_api import *  # noqa: F403  # __all__ of that module says what
    from preimage.public_api import __all__ as __all__

    __version__: str

if not TYPE_CHECKING:

    def __getattr__(name):
        if name == "__version__":
            from preimage.version import VERSION

            globals()[name] = VERSION
            return VERSION
        # Python and its tools ask every module for such names, which must not load everything.
        if name.startswith("_") and name != "__all__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        import preimage.public_api as names

        bound = {"__all__": names.__all__, **{each: getattr(names, each) for each in names.__all__}}
        if name not in bound:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals().update(bound)
        return bound[name]

    def __dir__():
        return sorted({*globals(), "__version__", *__getattr__("__all__")})

"""preimage: the image config of a Dockerfile, before the image exists.

The public names are those of ``preimage.public_api``, bound when the first of them is used: pytest imports this package
in every run, for its plugin, and most of them need nothing of it.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.public_api import *  # noqa: F403

__all__ = [  # noqa: F405
    "DOCKER_OCI_IMAGE_MEDIA_TYPE",
    "Base",
    "BaseError",
    "BaseNotFound",
    "BaseSource",
    "BaseUnreadable",
    "Change",
    "Compilation",
    "DockerOCIImage",
    "DockerOCIImageConfig",
    "DockerOCIImageConfigExt",
    "DockerfileError",
    "Duration",
    "Finding",
    "HealthcheckConfig",
    "History",
    "Image",
    "ImageConfig",
    "LimitError",
    "Limits",
    "LockError",
    "MissingBaseError",
    "OptionError",
    "Outline",
    "OutlineArg",
    "OutlineMount",
    "Platform",
    "PreimageError",
    "Reference",
    "RootFS",
    "StaticBases",
    "Target",
    "Targets",
    "Trace",
    "UsedBase",
    "compile",
    "outline",
    "targets",
]

if not TYPE_CHECKING:

    def __getattr__(name):
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from preimage import public_api

        globals().update({each: getattr(public_api, each) for each in __all__})
        return globals()[name]

    def __dir__():
        return sorted({*globals(), *__all__})

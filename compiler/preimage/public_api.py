"""All public names, bound together; ``import preimage`` gives them, and loads this module on their first use."""

from preimage.api import check, compile, diff, locate_words, outline, stage_graph, targets
from preimage.bases.static import StaticBases
from preimage.golang.durations import Duration
from preimage.many import compile_many
from preimage.model.bases import Base, BaseSource, UsedBase
from preimage.model.causes import Cause, StageName
from preimage.model.check_result import CheckResult
from preimage.model.errors import (
    BaseError,
    BaseNotFound,
    BaseUnreadable,
    DockerfileError,
    LimitError,
    LockError,
    MissingBaseError,
    OptionError,
    PreimageError,
    ProjectError,
)
from preimage.model.findings import Finding
from preimage.model.graph import GraphEdge, GraphNode, StageGraph
from preimage.model.image import (
    DOCKER_OCI_IMAGE_MEDIA_TYPE,
    DockerOCIImage,
    DockerOCIImageConfig,
    DockerOCIImageConfigExt,
    HealthcheckConfig,
    History,
    Image,
    ImageConfig,
    Platform,
    RootFS,
)
from preimage.model.limits import Limits
from preimage.model.outline import Outline, OutlineArg, OutlineMount, Target, Targets
from preimage.model.positions import PlacedHeredoc, PlacedInstruction, PlacedWord
from preimage.model.references import Reference
from preimage.model.trace import Change, Trace
from preimage.project_api import bake, compose
from preimage.projects.files import MemoryFiles, ProjectFiles
from preimage.projects.project import Build, Origin, Project, ProjectWarning
from preimage.results.compilation import Compilation

__all__ = [
    "DOCKER_OCI_IMAGE_MEDIA_TYPE",
    "Base",
    "BaseError",
    "BaseNotFound",
    "BaseSource",
    "BaseUnreadable",
    "Build",
    "Cause",
    "Change",
    "CheckResult",
    "Compilation",
    "DockerOCIImage",
    "DockerOCIImageConfig",
    "DockerOCIImageConfigExt",
    "DockerfileError",
    "Duration",
    "Finding",
    "GraphEdge",
    "GraphNode",
    "HealthcheckConfig",
    "History",
    "Image",
    "ImageConfig",
    "LimitError",
    "Limits",
    "LockError",
    "MemoryFiles",
    "MissingBaseError",
    "OptionError",
    "Origin",
    "Outline",
    "OutlineArg",
    "OutlineMount",
    "PlacedHeredoc",
    "PlacedInstruction",
    "PlacedWord",
    "Platform",
    "PreimageError",
    "Project",
    "ProjectError",
    "ProjectFiles",
    "ProjectWarning",
    "Reference",
    "RootFS",
    "StageGraph",
    "StageName",
    "StaticBases",
    "Target",
    "Targets",
    "Trace",
    "UsedBase",
    "bake",
    "check",
    "compile",
    "compile_many",
    "compose",
    "diff",
    "locate_words",
    "outline",
    "stage_graph",
    "targets",
]

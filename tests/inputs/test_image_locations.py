from __future__ import annotations

from pathlib import Path

import pytest

from preimage.bases.archive import ArchiveBases
from preimage.bases.layout import LayoutBases
from preimage.inputs.image_locations import open_images
from preimage.model.errors import BaseUnreadable


@pytest.mark.parametrize(
    ("location", "folder", "directory"),
    [
        pytest.param("oci-layout://images", "", "images", id="here"),
        pytest.param("oci-layout://images", "/tests", "/tests/images", id="in the folder"),
        pytest.param("oci-layout:///images:3.20", "/tests", "/images", id="absolute, with a tag"),
    ],
)
def test_layout_is_opened(location: str, folder: str, directory: str) -> None:
    images = open_images(location, folder)
    assert isinstance(images, LayoutBases)
    assert images.directory == directory


@pytest.mark.parametrize(
    ("location", "folder", "path"),
    [
        pytest.param("docker-archive:a.tar", "", "a.tar", id="here"),
        pytest.param("docker-archive:a.tar:app:1", "/tests", "/tests/a.tar", id="in the folder, with a name"),
        pytest.param("docker-archive:/a.tar", "/tests", "/a.tar", id="absolute"),
    ],
)
def test_archive_is_opened(location: str, folder: str, path: str) -> None:
    images = open_images(location, folder)
    assert isinstance(images, ArchiveBases)
    assert images.path == path


@pytest.mark.parametrize("location", ["base.json", "engine:", "docker-image://alpine", "oci-layout:images", ""])
def test_other_locations_are_left_alone(location: str, tmp_path: Path) -> None:
    assert open_images(location, str(tmp_path)) is None


def test_error_layout_without_a_directory() -> None:
    with pytest.raises(BaseUnreadable) as caught:
        open_images("oci-layout://")
    assert str(caught.value) == "oci-layout://: no directory given"

"""Results as their holders' own: what they would share with base images and the trace is copied once, at the end."""

from __future__ import annotations

from preimage.model.image import DockerOCIImage, HealthcheckConfig, History, JsonValue, RootFS


def detach_image(image: DockerOCIImage, base: DockerOCIImage | None) -> None:
    """Replace all that the image of a result shares with others: its base image, the trace, platforms asked for.

    The image, its config, and the containers of variables, labels and history are made for each evaluation anyway, and
    so are the entries of the history that the base does not have.
    """
    image.os_features = image.os_features.copy()
    config = image.config
    config.entrypoint = config.entrypoint.copy()
    config.cmd = config.cmd.copy()
    config.shell = config.shell.copy()
    if config.healthcheck is not None:
        config.healthcheck = _copy_healthcheck(config.healthcheck)
    if base is not None:
        _detach_from_base(image, base)


def _detach_from_base(image: DockerOCIImage, base: DockerOCIImage) -> None:
    rootfs = image.rootfs
    image.rootfs = RootFS(rootfs.type, rootfs.diff_ids.copy() if rootfs.diff_ids is not None else None)
    history = image.history
    for index, each in enumerate(base.history):
        history[index] = History(each.created, each.created_by, each.author, each.comment, each.empty_layer)
    if base.config.exposed_ports or base.config.volumes:
        for entries in (image.config.exposed_ports, image.config.volumes):
            for name in entries:
                entries[name] = {}


def _copy_healthcheck(check: HealthcheckConfig) -> HealthcheckConfig:
    return HealthcheckConfig(
        check.test.copy(),
        check.interval,
        check.timeout,
        check.start_period,
        check.start_interval,
        check.retries,
    )


def copy_value(value: object) -> object:
    """Copy the value of a field of an image, which may be a list or one of the image types."""
    if isinstance(value, list):
        return value.copy()
    if isinstance(value, JsonValue):
        from copy import deepcopy

        return deepcopy(value)
    return value

"""The shape of a Compose project: the keys of the Compose specification as version 2.40 of the tool knows them.

Source: docs/reference/compose.md, "Faults of shape".
"""

from __future__ import annotations

from functools import cache

from preimage.projects.compose.shapes import BOOLEAN, INTEGER, LIST, MAPPING, NULL, NUMBER, TEXT, Shape

_NAME = "^[a-zA-Z0-9._-]+$"
_ANY = "^.+$"

_TEXT = Shape(TEXT)
_SWITCH = Shape(BOOLEAN, TEXT)
_WHOLE = Shape(INTEGER, TEXT)
_AMOUNT = Shape(NUMBER, TEXT)
_TEXTS = Shape(LIST, items=_TEXT)
_NAMES = Shape(LIST, items=_TEXT, unique=True)
_TEXT_OR_NAMES = Shape(one_of=(_TEXT, _NAMES))
_PAIRS = Shape(
    one_of=(
        Shape(MAPPING, other_keys=(".+", Shape(TEXT, NUMBER, BOOLEAN, NULL)), is_closed=True),
        _NAMES,
    )
)
_WORDS = Shape(one_of=(Shape(NULL), _TEXT, _TEXTS))
_TEXT_OPTIONS = Shape(MAPPING, other_keys=(_ANY, _TEXT), is_closed=True)
_DRIVER_OPTIONS = Shape(MAPPING, other_keys=(_ANY, _AMOUNT))


def _mapping(**keys: Shape) -> Shape:
    """Give the shape of a mapping that has these keys, extensions and nothing else."""
    return Shape(MAPPING, keys=keys, is_closed=True, extensions=True)


def _mapping_with(required: tuple[str, ...], /, **keys: Shape) -> Shape:
    """Give the shape of such a mapping that must have some of its keys."""
    return Shape(MAPPING, keys=keys, required=required, is_closed=True, extensions=True)


def _mapping_or_null(**keys: Shape) -> Shape:
    """Give the shape of such a mapping that may be nothing."""
    return Shape(MAPPING, NULL, keys=keys, is_closed=True, extensions=True)


def _strict(required: tuple[str, ...], /, **keys: Shape) -> Shape:
    """Give the shape of a mapping that has these keys and nothing else, not even extensions."""
    return Shape(MAPPING, keys=keys, required=required, is_closed=True)


def _either(*shapes: Shape) -> Shape:
    return Shape(one_of=shapes)


def _list_of(shape: Shape, *, unique: bool = False) -> Shape:
    return Shape(LIST, items=shape, unique=unique)


def _choice(*texts: str) -> Shape:
    return Shape(TEXT, choices=texts)


def _same(shape: Shape, *names: str) -> dict[str, Shape]:
    return dict.fromkeys(names, shape)


_HOSTS = _either(
    Shape(MAPPING, other_keys=(".+", _either(_TEXT, _TEXTS)), is_closed=True),
    _NAMES,
)
_LIMITS = Shape(
    MAPPING,
    other_keys=("^[a-z]+$", _either(_WHOLE, _mapping_with(("soft", "hard"), hard=_WHOLE, soft=_WHOLE))),
)
_FILE_MOUNTS = _list_of(_either(_TEXT, _mapping(**_same(_TEXT, "source", "target", "uid", "gid"), mode=_AMOUNT)))
_HOOK = _mapping_with(
    ("command",), command=_WORDS, user=_TEXT, privileged=_SWITCH, working_dir=_TEXT, environment=_PAIRS
)
_EXTERNAL = Shape(BOOLEAN, TEXT, MAPPING, keys={"name": _TEXT}, is_closed=True, extensions=True)
_EXTERNAL_OR_MORE = Shape(BOOLEAN, TEXT, MAPPING, keys={"name": _TEXT})


def _make_build() -> Shape:
    return _either(
        _TEXT,
        _mapping(
            **_same(_TEXT, "context", "dockerfile", "dockerfile_inline", "isolation", "network", "target"),
            **_same(_TEXTS, "cache_from", "cache_to", "entitlements", "platforms", "tags"),
            **_same(_PAIRS, "additional_contexts", "args", "labels", "ssh"),
            **_same(_SWITCH, "no_cache", "privileged", "pull"),
            **_same(Shape(TEXT, BOOLEAN), "provenance", "sbom"),
            extra_hosts=_HOSTS,
            secrets=_FILE_MOUNTS,
            shm_size=_WHOLE,
            ulimits=_LIMITS,
        ),
    )


def _make_development() -> Shape:
    return _mapping_or_null(
        watch=_list_of(
            _mapping_with(
                ("path", "action"),
                ignore=_TEXT_OR_NAMES,
                include=_TEXT_OR_NAMES,
                path=_TEXT,
                action=_choice("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
                target=_TEXT,
                exec=_HOOK,
                initial_sync=Shape(BOOLEAN),
            )
        ),
    )


def _make_deployment() -> Shape:
    update = _mapping(
        parallelism=_WHOLE,
        **_same(_TEXT, "delay", "failure_action", "monitor"),
        max_failure_ratio=_AMOUNT,
        order=_choice("start-first", "stop-first"),
    )
    generic = _list_of(_mapping(discrete_resource_spec=_mapping(kind=_TEXT, value=_AMOUNT)))
    devices = _list_of(
        _mapping_with(
            ("capabilities",),
            capabilities=_NAMES,
            count=Shape(TEXT, INTEGER),
            device_ids=_NAMES,
            driver=_TEXT,
            options=_PAIRS,
        )
    )
    resources = _mapping(
        limits=_mapping(cpus=_AMOUNT, memory=_TEXT, pids=_WHOLE),
        reservations=_mapping(cpus=_AMOUNT, memory=_TEXT, generic_resources=generic, devices=devices),
    )
    return _mapping_or_null(
        mode=_TEXT,
        endpoint_mode=_TEXT,
        replicas=_WHOLE,
        labels=_PAIRS,
        rollback_config=update,
        update_config=update,
        resources=resources,
        restart_policy=_mapping(**_same(_TEXT, "condition", "delay", "window"), max_attempts=_WHOLE),
        placement=_mapping(
            constraints=_TEXTS, preferences=_list_of(_mapping(spread=_TEXT)), max_replicas_per_node=_WHOLE
        ),
    )


def _make_network_keys() -> dict[str, Shape]:
    """Give the keys of a service that say whom it can reach."""
    network = _mapping(
        **_same(_TEXT, "interface_name", "ipv4_address", "ipv6_address", "mac_address"),
        aliases=_NAMES,
        link_local_ips=_NAMES,
        driver_opts=_DRIVER_OPTIONS,
        priority=Shape(NUMBER),
        gw_priority=Shape(NUMBER),
    )
    port = _mapping(
        **_same(_TEXT, "name", "mode", "host_ip", "protocol", "app_protocol"),
        target=_WHOLE,
        published=Shape(TEXT, INTEGER),
    )
    return {
        "expose": _list_of(Shape(TEXT, NUMBER), unique=True),
        "networks": _either(_NAMES, Shape(MAPPING, other_keys=(_NAME, _either(network, Shape(NULL))), is_closed=True)),
        "ports": _list_of(_either(Shape(NUMBER), _TEXT, port), unique=True),
    }


def _make_volumes() -> Shape:
    size = _either(Shape(INTEGER, minimum=0), _TEXT)
    volume = _mapping_with(
        ("type",),
        type=_choice("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
        source=_TEXT,
        target=_TEXT,
        read_only=_SWITCH,
        consistency=_TEXT,
        bind=_mapping(
            propagation=_TEXT,
            create_host_path=_SWITCH,
            recursive=_choice("enabled", "disabled", "writable", "readonly"),
            selinux=_choice("z", "Z"),
        ),
        volume=_mapping(labels=_PAIRS, nocopy=_SWITCH, subpath=_TEXT),
        tmpfs=_mapping(size=size, mode=_AMOUNT),
        image=_mapping(subpath=_TEXT),
    )
    return _list_of(_either(_TEXT, volume), unique=True)


def _make_limit_keys() -> dict[str, Shape]:
    """Give the keys of a service that say what it may use."""
    rate = _strict((), path=_TEXT, rate=_WHOLE)
    weight = _strict((), path=_TEXT, weight=_WHOLE)
    device = _mapping_with(("source",), **_same(_TEXT, "source", "target", "permissions"))
    gpu = Shape(
        MAPPING,
        keys={
            "capabilities": _NAMES,
            "count": Shape(TEXT, INTEGER),
            "device_ids": _NAMES,
            "driver": _TEXT,
            "options": _PAIRS,
        },
    )
    rates = _same(_list_of(rate), "device_read_bps", "device_read_iops", "device_write_bps", "device_write_iops")
    return {
        "blkio_config": _strict((), **rates, weight=_WHOLE, weight_device=_list_of(weight)),
        "cpu_count": _either(_TEXT, Shape(INTEGER, minimum=0)),
        "cpu_percent": _either(_TEXT, Shape(INTEGER, minimum=0, maximum=100)),
        **_same(
            _AMOUNT, "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "cpus", "mem_limit",
            "memswap_limit", "pids_limit", "shm_size",
        ),
        "devices": _list_of(_either(_TEXT, device)),
        "gpus": _either(_choice("all"), _list_of(gpu)),
        **_same(_WHOLE, "mem_reservation", "mem_swappiness", "scale"),
        "oom_score_adj": _either(_TEXT, Shape(INTEGER, minimum=-1000, maximum=1000)),
        "ulimits": _LIMITS,
    }  # fmt: skip


def _make_link_keys() -> dict[str, Shape]:
    """Give the keys of a service that name other parts of the project, or files."""
    dependency = _mapping_with(
        ("condition",),
        restart=_SWITCH,
        required=Shape(BOOLEAN),
        condition=_choice("service_started", "service_healthy", "service_completed_successfully"),
    )
    env_file = _strict(("path",), path=_TEXT, format=_TEXT, required=_SWITCH)
    simple = Shape(TEXT, NUMBER, BOOLEAN)
    model = _mapping(endpoint_var=_TEXT, model_var=_TEXT)
    return {
        "configs": _FILE_MOUNTS,
        "depends_on": _either(_NAMES, Shape(MAPPING, other_keys=(_NAME, dependency), is_closed=True)),
        "env_file": _either(_TEXT, _list_of(_either(_TEXT, env_file))),
        "extends": _either(_TEXT, _strict(("service",), service=_TEXT, file=_TEXT)),
        "label_file": _either(_TEXT, _TEXTS),
        "models": _either(_NAMES, Shape(MAPPING, other_keys=(_NAME, _either(model, Shape(NULL))))),
        "provider": _mapping_with(
            ("type",),
            type=_TEXT,
            options=Shape(MAPPING, other_keys=(_ANY, _either(simple, _list_of(simple)))),
        ),
        "secrets": _FILE_MOUNTS,
    }


def _make_service() -> Shape:
    healthcheck = _mapping(
        disable=_SWITCH,
        **_same(_TEXT, "interval", "timeout", "start_period", "start_interval"),
        retries=_AMOUNT,
        test=_either(_TEXT, _TEXTS),
    )
    logging = _mapping(driver=_TEXT, options=Shape(MAPPING, other_keys=(_ANY, Shape(TEXT, NUMBER, NULL))))
    pull = "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+"
    return _mapping(
        **_same(_PAIRS, "annotations", "environment", "labels", "sysctls"),
        **_same(
            _SWITCH, "attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty"
        ),
        **_same(
            _TEXT, "cgroup_parent", "cpuset", "domainname", "hostname", "image", "ipc", "isolation", "mac_address",
            "network_mode", "platform", "pull_refresh_after", "restart", "runtime", "stop_grace_period", "stop_signal",
            "user", "userns_mode", "uts", "working_dir",
        ),
        **_same(_NAMES, "cap_add", "cap_drop", "device_cgroup_rules", "dns_opt", "external_links", "links", "profiles"),
        **_same(_NAMES, "security_opt", "volumes_from"),
        **_same(_WORDS, "command", "entrypoint"),
        **_same(_TEXT_OR_NAMES, "dns", "dns_search", "tmpfs"),
        **_same(_list_of(_HOOK), "post_start", "pre_stop"),
        **_make_network_keys(),
        **_make_limit_keys(),
        **_make_link_keys(),
        build=_make_build(),
        cgroup=_choice("host", "private"),
        container_name=Shape(TEXT, pattern="[a-zA-Z0-9][a-zA-Z0-9_.-]+"),
        credential_spec=_mapping(config=_TEXT, file=_TEXT, registry=_TEXT),
        deploy=_make_deployment(),
        develop=_make_development(),
        extra_hosts=_HOSTS,
        group_add=_list_of(Shape(TEXT, NUMBER), unique=True),
        healthcheck=healthcheck,
        logging=logging,
        pid=Shape(TEXT, NULL),
        pull_policy=Shape(TEXT, pattern=pull),
        storage_opt=Shape(MAPPING),
        use_api_socket=Shape(BOOLEAN),
        volumes=_make_volumes(),
    )  # fmt: skip


def _make_network() -> Shape:
    subnet = _mapping(**_same(_TEXT, "subnet", "ip_range", "gateway"), aux_addresses=_TEXT_OPTIONS)
    return _mapping_or_null(
        name=_TEXT,
        driver=_TEXT,
        driver_opts=_DRIVER_OPTIONS,
        ipam=_mapping(driver=_TEXT, config=_list_of(subnet), options=_TEXT_OPTIONS),
        external=_EXTERNAL,
        **_same(_SWITCH, "internal", "enable_ipv4", "enable_ipv6", "attachable"),
        labels=_PAIRS,
    )


def _resources(shape: Shape, *, is_closed: bool) -> Shape:
    return Shape(MAPPING, other_keys=(_NAME, shape), is_closed=is_closed)


@cache
def project_shape() -> Shape:
    """Give the shape of a whole project; it is made when it is first needed."""
    include = _either(_TEXT, _strict((), path=_TEXT_OR_NAMES, env_file=_TEXT_OR_NAMES, project_directory=_TEXT))
    volume = _mapping_or_null(name=_TEXT, driver=_TEXT, driver_opts=_DRIVER_OPTIONS, external=_EXTERNAL, labels=_PAIRS)
    source = {**_same(_TEXT, "name", "environment", "file", "template_driver"), "labels": _PAIRS}
    secret = _mapping(**source, external=_EXTERNAL_OR_MORE, driver=_TEXT, driver_opts=_DRIVER_OPTIONS)
    config = _mapping(**source, external=_EXTERNAL_OR_MORE, content=_TEXT)
    model = _mapping_with(("model",), name=_TEXT, model=_TEXT, context_size=Shape(INTEGER), runtime_flags=_TEXTS)
    return _mapping(
        version=_TEXT,
        name=_TEXT,
        include=_list_of(include),
        services=_resources(_make_service(), is_closed=True),
        models=_resources(model, is_closed=False),
        networks=_resources(_make_network(), is_closed=False),
        volumes=_resources(volume, is_closed=True),
        secrets=_resources(secret, is_closed=True),
        configs=_resources(config, is_closed=True),
    )

"""Image configs decoded by Go's rules."""

from __future__ import annotations

import functools
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preimage.golang.durations import Duration
from preimage.model.decoding import decode_image, decode_plain
from preimage.model.exact_decoding import decode_exactly
from preimage.model.image import DockerOCIImage, DockerOCIImageConfig, History

FIRST_YEAR = '"2006-01-02T15:04:05Z07:00"'


def decode(text: str) -> DockerOCIImage:
    return decode_image(text.encode("utf-8", "surrogateescape"))


def decode_config(text: str) -> DockerOCIImageConfig:
    return decode(f'{{"config":{text}}}').config


def write_config(text: str) -> str:
    return decode_config(text).to_json()


def fault_of(data: str | bytes) -> str:
    with pytest.raises(ValueError, match=".") as caught:
        decode_image(data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape"))
    assert type(caught.value) is ValueError
    return str(caught.value)


def test_full_config_survives() -> None:
    text = (
        '{"created":"2024-05-01T10:00:00Z","author":"a","architecture":"arm","os":"linux","os.version":"1",'
        '"os.features":["f"],"variant":"v7","rootfs":{"type":"layers","diff_ids":["sha256:aa"]},'
        '"history":[{"created":"2024-05-31T10:00:00.5+02:00","created_by":"x","author":"y","comment":"z",'
        '"empty_layer":true}],"config":{"User":"u","ExposedPorts":{"80/tcp":{}},"Env":["A=1"],"Entrypoint":["e"],'
        '"Cmd":["c"],"Volumes":{"/v":{}},"WorkingDir":"/w","Labels":{"l":"1"},"StopSignal":"SIGTERM",'
        '"ArgsEscaped":true,"Healthcheck":{"Test":["NONE"],"Interval":1,"Timeout":2,"StartPeriod":3,"StartInterval":4,'
        '"Retries":5},"OnBuild":["RUN x"],"Shell":["sh"]}}'
    )
    image = decode(text)
    assert image.to_json() == text
    assert image.config.healthcheck is not None
    assert type(image.config.healthcheck.interval) is Duration
    assert decode_plain(text.encode()) == decode_exactly(text.encode()) == image


@pytest.mark.parametrize(
    ("config", "written"),
    [
        pytest.param('{"env":["A=1"],"WORKINGDIR":"/w"}', '{"Env":["A=1"],"WorkingDir":"/w"}', id="case of keys"),
        pytest.param('{"\u017fhell":["sh"]}', '{"Shell":["sh"]}', id="long s in a key"),
        pytest.param('{"healthchec\u212a":{}}', '{"Healthcheck":{}}', id="Kelvin sign in a key"),
        pytest.param('{"\\u0055ser":"u"}', '{"User":"u"}', id="escape in a key"),
        pytest.param('{"Us\u0131r":"u","Image":5,"x":{"y":[{}]}}', "{}", id="unknown keys are lost"),
        pytest.param('{"Labels":{"A":"1","a":"2"}}', '{"Labels":{"A":"1","a":"2"}}', id="keys of data are not folded"),
        pytest.param('{"User":"u","User":null,"ArgsEscaped":true,"ArgsEscaped":null}', '{"User":"u","ArgsEscaped":true}',
                     id="null leaves scalars"),
        pytest.param('{"Env":["a"],"Env":null,"Labels":{"a":"b"},"Labels":null,"Healthcheck":{},"Healthcheck":null}', "{}",
                     id="null clears lists, maps and the healthcheck"),
        pytest.param('{"Env":[null,"a"],"Labels":{"l":null},"Volumes":{"/v":null}}',
                     '{"Env":["","a"],"Volumes":{"/v":{}},"Labels":{"l":""}}', id="null within lists and maps"),
        pytest.param('{"ExposedPorts":{"1/tcp":{"a":{"b":1}}}}', '{"ExposedPorts":{"1/tcp":{}}}',
                     id="content of a port is dropped"),
        pytest.param('{"Healthcheck":{"Test":["a"],"Retries":1},"healthcheck":{"Retries":2}}',
                     '{"Healthcheck":{"Test":["a"],"Retries":2}}', id="objects merge"),
        pytest.param('{"Healthcheck":{"Retries":1},"Healthcheck":null,"Healthcheck":{"Timeout":2}}',
                     '{"Healthcheck":{"Timeout":2}}', id="nothing merges across null"),
        pytest.param('{"Labels":{"a":"1","b":"2"},"Labels":{"b":"3"}}', '{"Labels":{"a":"1","b":"3"}}', id="maps merge"),
        pytest.param('{"Labels":{"a":"1","a":null}}', '{"Labels":{"a":""}}', id="a key twice in a map"),
        pytest.param('{"User":"u","user":"v"}', '{"User":"v"}', id="the last scalar counts"),
        pytest.param('{"Env":["a","b","c"],"Env":["x",null]}', '{"Env":["x","b"]}', id="lists merge by element"),
        pytest.param('{"Env":["a","b"],"Env":[],"Env":[null]}', '{"Env":[""]}', id="nothing merges across an empty list"),
        pytest.param('{"Env":["a","b"],"Env":null,"Env":[null]}', '{"Env":[""]}', id="nothing merges across no list"),
        pytest.param('{"Env":["a","b"],"Env":["x"],"Env":[null,null,null]}', '{"Env":["x","b",""]}',
                     id="elements past the end of a list come back"),
        pytest.param('{"User":"\\ud800","Env":["\\ud83d\\ude00\\ude00"]}', '{"User":"\ufffd","Env":["😀\ufffd"]}',
                     id="halves of characters"),
        pytest.param('{"User":"\udce2\udc82","Labels":{"\udcff":"\\/"}}', '{"User":"\ufffd\ufffd","Labels":{"\ufffd":"/"}}',
                     id="bytes that are not UTF-8"),
        pytest.param('{"Healthcheck":{"Retries":-0,"Interval":-9223372036854775808,"Timeout":9223372036854775807}}',
                     '{"Healthcheck":{"Interval":-9223372036854775808,"Timeout":9223372036854775807}}',
                     id="the ends of integers"),
        pytest.param(' {\n"User"\t:\r"u" } ', '{"User":"u"}', id="blanks"),
    ],
)  # fmt: skip
def test_config_is_decoded_by_the_rules_of_go(config: str, written: str) -> None:
    assert write_config(config) == written


@pytest.mark.parametrize(
    ("text", "image"),
    [
        pytest.param("null", DockerOCIImage(), id="null as a whole"),
        pytest.param(" {} ", DockerOCIImage(), id="an empty object"),
        pytest.param('{"OS.VERSION":"1"}', DockerOCIImage(os_version="1"), id="a folded key with a point"),
        pytest.param('{"config":null,"rootfs":null,"history":null}', DockerOCIImage(), id="null for objects"),
        pytest.param('{"history":[null,{}]}', DockerOCIImage(history=[History(), History()]), id="null in history"),
        pytest.param(
            '{"history":[{"created_by":"a","comment":"c"},{"author":"b"}],"history":[{"comment":"d"}]}',
            DockerOCIImage(history=[History(created_by="a", comment="d")]),
            id="history entries merge",
        ),
        pytest.param(
            '{"config":{"User":"u"},"Config":{"WorkingDir":"/w"}}',
            DockerOCIImage(config=DockerOCIImageConfig(user="u", working_dir="/w")),
            id="configs merge",
        ),
        pytest.param('{"created":"2024-01-01T00:00:00Z","created":null}', DockerOCIImage(), id="null clears a time"),
        pytest.param('{"rootfs":{"diff_ids":["a"]},"rootfs":{"diff_ids":null}}', DockerOCIImage(), id="no layers"),
    ],
)
def test_image_is_decoded_by_the_rules_of_go(text: str, image: DockerOCIImage) -> None:
    assert decode(text) == image


def test_empty_list_of_layers_is_no_null() -> None:
    assert decode('{"rootfs":{"diff_ids":[]}}').rootfs.diff_ids == []
    assert decode('{"rootfs":{"diff_ids":["a"],"diff_ids":[]}}').rootfs.diff_ids == []


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        pytest.param("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z", id="left alone"),
        pytest.param("2024-01-01T00:00:00.120Z", "2024-01-01T00:00:00.12Z", id="zeros at the end"),
        pytest.param("2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00Z", id="a fraction of zeros"),
        pytest.param("2024-01-01T0:00:00,1234567899+00:00", "2024-01-01T00:00:00.123456789Z", id="what Go tolerates"),
        pytest.param("2024-01-01T00:00:00+12:60", "2024-01-01T00:00:00+13:00", id="sixty minutes in a zone"),
    ],
)
def test_times_become_as_go_prints_them(read: str, printed: str) -> None:
    assert decode(f'{{"created":"{read}"}}').created == printed
    assert decode(f'{{"history":[{{"created":"{read}"}}]}}').history[0].created == printed


@pytest.mark.parametrize("zone", ["+24:00", "-24:60", "+23:60"])
def test_error_zone_of_a_day_is_read_but_not_written(zone: str) -> None:
    image = decode(f'{{"history":[{{"created":"2024-01-31T00:00:00.5{zone}"}}]}}')
    with pytest.raises(ValueError, match=r"Time\.MarshalJSON: timezone hour outside of range \[0,23\]$"):
        image.to_json()


ROOT = "DockerOCIImage.Image"
CONFIG = "DockerOCIImageConfig.config"
EXT = f"{CONFIG}.DockerOCIImageConfigExt"
CHECK = "HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck"


@pytest.mark.parametrize(
    ("text", "kind", "path", "go_type"),
    [
        ('{"author":1}', "number", f"{ROOT}.author", "string"),
        ('{"Architecture":[]}', "array", f"{ROOT}.Platform.architecture", "string"),
        ('{"os":{}}', "object", f"{ROOT}.Platform.os", "string"),
        ('{"os.version":true}', "bool", f"{ROOT}.Platform.os.version", "string"),
        ('{"os.features":"f"}', "string", f"{ROOT}.Platform.os.features", "[]string"),
        ('{"os.features":[1]}', "number", f"{ROOT}.Platform.os.features", "string"),
        ('{"variant":false}', "bool", f"{ROOT}.Platform.variant", "string"),
        ('{"rootfs":[]}', "array", f"{ROOT}.rootfs", "v1.RootFS"),
        ('{"rootfs":{"type":1.5}}', "number", "RootFS.Image.rootfs.type", "string"),
        ('{"rootfs":{"diff_ids":{}}}', "object", "RootFS.Image.rootfs.diff_ids", "[]digest.Digest"),
        ('{"rootfs":{"diff_ids":[[]]}}', "array", "RootFS.Image.rootfs.diff_ids", "digest.Digest"),
        ('{"history":{}}', "object", f"{ROOT}.history", "[]v1.History"),
        ('{"history":[{},"x"]}', "string", f"{ROOT}.history", "v1.History"),
        ('{"history":[{"created_by":1}]}', "number", "History.Image.history.created_by", "string"),
        ('{"history":[{"author":1}]}', "number", "History.Image.history.author", "string"),
        ('{"history":[{"comment":[]}]}', "array", "History.Image.history.comment", "string"),
        ('{"history":[{"empty_layer":0}]}', "number", "History.Image.history.empty_layer", "bool"),
        ('{"config":"x"}', "string", "DockerOCIImage.config", "v1.DockerOCIImageConfig"),
        ('{"config":{"user":1}}', "number", f"{CONFIG}.ImageConfig.User", "string"),
        ('{"config":{"WorkingDir":{}}}', "object", f"{CONFIG}.ImageConfig.WorkingDir", "string"),
        ('{"config":{"StopSignal":9}}', "number", f"{CONFIG}.ImageConfig.StopSignal", "string"),
        ('{"config":{"Env":"A=1"}}', "string", f"{CONFIG}.ImageConfig.Env", "[]string"),
        ('{"config":{"Entrypoint":[{}]}}', "object", f"{CONFIG}.ImageConfig.Entrypoint", "string"),
        ('{"config":{"Cmd":[true]}}', "bool", f"{CONFIG}.ImageConfig.Cmd", "string"),
        ('{"config":{"ExposedPorts":["80"]}}', "array", f"{CONFIG}.ImageConfig.ExposedPorts", "map[string]struct {}"),
        ('{"config":{"Volumes":{"/v":""}}}', "string", f"{CONFIG}.ImageConfig.Volumes", "struct {}"),
        ('{"config":{"Labels":[]}}', "array", f"{CONFIG}.ImageConfig.Labels", "map[string]string"),
        ('{"config":{"Labels":{"a":1}}}', "number", f"{CONFIG}.ImageConfig.Labels", "string"),
        ('{"config":{"ArgsEscaped":"true"}}', "string", f"{CONFIG}.ImageConfig.ArgsEscaped", "bool"),
        ('{"config":{"OnBuild":{}}}', "object", f"{EXT}.OnBuild", "[]string"),
        ('{"config":{"Shell":[1]}}', "number", f"{EXT}.Shell", "string"),
        ('{"config":{"Healthcheck":[]}}', "array", f"{EXT}.Healthcheck", "v1.HealthcheckConfig"),
        ('{"config":{"Healthcheck":{"Test":"NONE"}}}', "string", f"{CHECK}.Test", "[]string"),
        ('{"config":{"Healthcheck":{"Test":[1]}}}', "number", f"{CHECK}.Test", "string"),
        ('{"config":{"Healthcheck":{"Interval":"30s"}}}', "string", f"{CHECK}.Interval", "time.Duration"),
        ('{"config":{"Healthcheck":{"Timeout":1.5}}}', "number 1.5", f"{CHECK}.Timeout", "time.Duration"),
        ('{"config":{"Healthcheck":{"StartPeriod":3e10}}}', "number 3e10", f"{CHECK}.StartPeriod", "time.Duration"),
        ('{"config":{"Healthcheck":{"StartInterval":9223372036854775808}}}', "number 9223372036854775808",
         f"{CHECK}.StartInterval", "time.Duration"),
        ('{"config":{"Healthcheck":{"Retries":1.0}}}', "number 1.0", f"{CHECK}.Retries", "int"),
        ('{"config":{"Healthcheck":{"Retries":-9223372036854775809}}}', "number -9223372036854775809",
         f"{CHECK}.Retries", "int"),
        ('{"config":{"Healthcheck":{"Retries":' + "1" * 5000 + "}}}", "number " + "1" * 5000, f"{CHECK}.Retries", "int"),
    ],
)  # fmt: skip
def test_error_wrong_type(text: str, kind: str, path: str, go_type: str) -> None:
    assert fault_of(text) == f"json: cannot unmarshal {kind} into Go struct field {path} of type {go_type}"


@pytest.mark.parametrize(
    ("text", "kind"), [("[]", "array"), ('""', "string"), ("1.5", "number"), ("true", "bool"), ("false", "bool")]
)
def test_error_wrong_type_of_the_whole(text: str, kind: str) -> None:
    assert fault_of(text) == f"json: cannot unmarshal {kind} into Go value of type v1.DockerOCIImage"


def test_error_first_of_two_wrong_types() -> None:
    assert fault_of('{"config":{"Env":2,"User":1},"author":3}').split(" field ")[1] == (
        "DockerOCIImageConfig.config.ImageConfig.Env of type []string"
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            '{"author":1,"created":"yesterday"}',
            f'parsing time "yesterday" as {FIRST_YEAR}: cannot parse "yesterday" as "2006"',
            id="a bad time beats a wrong type before it",
        ),
        pytest.param('{"created":5}', "Time.UnmarshalJSON: input is not a JSON string", id="a number"),
        pytest.param('{"history":[{"created":{}}]}', "Time.UnmarshalJSON: input is not a JSON string", id="an object"),
        pytest.param(
            '{"history":[{"created":"2023-02-29T00:00:00Z"}]}',
            'parsing time "2023-02-29T00:00:00Z": day out of range',
            id="a day that the month has not",
        ),
        pytest.param(
            '{"created":"\\u0032024-01-01T00:00:00Z"}',
            f'parsing time "\\\\u0032024-01-01T00:00:00Z" as {FIRST_YEAR}: '
            'cannot parse "\\\\u0032024-01-01T00:00:00Z" as "2006"',
            id="escapes are not undone",
        ),
        pytest.param(
            '{"created":"\udcff"}', f'parsing time "\\xff" as {FIRST_YEAR}: cannot parse "\\xff" as "2006"', id="a byte"
        ),
    ],
)
def test_error_time(text: str, fault: str) -> None:
    assert fault_of(text) == fault


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        pytest.param(b"", "unexpected end of JSON input", id="nothing"),
        pytest.param(b'{"author":1,"os":}', "invalid character '}' looking for beginning of value", id="before types"),
        pytest.param(b"\xef\xbb\xbf{}", "invalid character 'ï' looking for beginning of value", id="byte order mark"),
        pytest.param(b'{"os":NaN}', "invalid character 'N' looking for beginning of value", id="NaN"),
        pytest.param(b'{"x":Infinity}', "invalid character 'I' looking for beginning of value", id="Infinity"),
        pytest.param(b'{"x":-Infinity}', "invalid character 'I' in numeric literal", id="negative infinity"),
    ],
)
def test_error_syntax(data: bytes, fault: str) -> None:
    assert fault_of(data) == fault


@pytest.mark.parametrize(("opening", "closing"), [('{"x":', "}"), ("[", "]")])
def test_depth_costs_no_recursion(opening: str, closing: str) -> None:
    depth = 9_999
    assert decode('{"x":' + opening * depth + "1" + closing * depth + ',"os":"linux"}').os == "linux"


@pytest.mark.parametrize("opening", ['{"x":', "["])
def test_error_too_deep(opening: str) -> None:
    assert fault_of(opening * 10_001) == f"invalid character '{opening[0]}' exceeded max depth"
    assert fault_of(opening * 10_000) == "unexpected end of JSON input"


def test_shallow_stack_is_enough() -> None:
    text = '{"x":' + "[" * 5_000 + "]" * 5_000 + ',"config":{"Healthcheck":{"Test":["NONE"]}}}'
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(400)
    try:
        assert decode(text).config.to_json() == '{"Healthcheck":{"Test":["NONE"]}}'
    finally:
        sys.setrecursionlimit(limit)


# --- both decoders ---

plain_texts = st.sampled_from(["", "a", "PATH=/bin", "é<>&", "2024-01-01T00:00:00Z", "1"])
plain_times = st.sampled_from(["2024-01-01T00:00:00Z", "2024-12-31T0:00:00.50+01:00", "2024-02-29T23:59:59,1-00:30"])
odd_texts = st.sampled_from(["\ud800", "a\ud83d\ude00", "2024-12-32T00:00:00Z", "2024-01-01T00:00:00+23:60"])
plain_numbers = st.sampled_from([0, 1, -5, 30_000_000_000, (1 << 63) - 1])
odd_numbers = st.sampled_from([1 << 63, 1.5, 1e300, -0.0])
odd_values = st.recursive(
    st.none() | st.booleans() | odd_texts | odd_numbers | plain_texts | plain_numbers,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(odd_texts | plain_texts, inner, max_size=2),
    max_leaves=3,
).map(json.dumps)
KEYS = {
    None: ["created", "author", "architecture", "os", "os.version", "os.features", "variant", "rootfs", "history", "config"],
    "rootfs": ["type", "diff_ids"],
    "history": ["created", "created_by", "author", "comment", "empty_layer"],
    "config": [
        *("User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal"),
        *("ArgsEscaped", "Healthcheck", "OnBuild", "Shell"),
    ],
    "Healthcheck": ["Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"],
}  # fmt: skip
LISTS = {"os.features", "diff_ids", "Env", "Entrypoint", "Cmd", "OnBuild", "Shell", "Test"}
NUMBERS = {"Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"}


def plain_value(key: str) -> st.SearchStrategy[str]:
    """JSON text of the right shape for a key."""
    if key == "history":
        return st.lists(struct_text("history"), max_size=2).map(lambda entries: f"[{','.join(entries)}]")
    if key in KEYS:
        return struct_text(key)
    if key in LISTS:
        return st.lists(plain_texts, max_size=3).map(json.dumps)
    if key in NUMBERS:
        return plain_numbers.map(json.dumps)
    if key == "Labels":
        return st.dictionaries(plain_texts, plain_texts, max_size=2).map(json.dumps)
    if key in ("ExposedPorts", "Volumes"):
        return st.dictionaries(plain_texts, st.just({"a": 1}), max_size=2).map(json.dumps)
    if key in ("ArgsEscaped", "empty_layer"):
        return st.sampled_from(["true", "false"])
    return (plain_times if key == "created" else plain_texts).map(json.dumps)


def write_pair(key: str, value: str) -> str:
    return f"{json.dumps(key, ensure_ascii=False)}:{value}"


@functools.cache
def struct_text(name: str | None) -> st.SearchStrategy[str]:
    """JSON text of a struct as the plain decoder takes it."""
    pairs = [
        st.builds(write_pair, st.just(key), plain_value(key) | st.just("null"))
        for key in KEYS[name]
    ]  # fmt: skip
    unknown = odd_values.map(lambda value: write_pair("unknown", value))
    return st.permutations([*pairs, unknown]).flatmap(lambda chosen: st.tuples(*chosen[:4])).map(
        lambda written: f"{{{','.join(written)}}}"
    )  # fmt: skip


@functools.cache
def odd_struct_text(name: str | None) -> st.SearchStrategy[str]:
    """JSON text of a struct with keys in other spellings or twice, and values of other types."""

    def write(key: str) -> st.SearchStrategy[str]:
        inner = odd_struct_text(key) if key in KEYS else odd_values
        if key == "history":
            inner = st.lists(inner, max_size=3).map(lambda entries: f"[{','.join(entries)}]")
        spelling = st.sampled_from([key, key, key.upper(), key.replace("s", "\u017f").replace("k", "\u212a")])
        return st.builds(write_pair, spelling, st.one_of(plain_value(key), plain_value(key), inner))

    pairs = st.lists(st.sampled_from(KEYS[name]).flatmap(write), max_size=4)
    return pairs.map(lambda written: f"{{{','.join(written)}}}")


@settings(deadline=None)
@given(struct_text(None))
def test_both_decoders_agree_on_plain_configs(text: str) -> None:
    plain = decode_plain(text.encode())
    # Unknown values may hold what makes the text worth a second look.
    assert plain is not None or "\\ud8" in text
    assert plain in (None, decode_exactly(text.encode()))


@settings(deadline=None)
@given(odd_struct_text(None))
def test_both_decoders_agree_on_odd_configs(text: str) -> None:
    plain = decode_plain(text.encode())
    try:
        exact = decode_exactly(text.encode())
    except ValueError as fault:
        assert plain is None
        assert str(fault).startswith(("json: ", "parsing time ", "Time."))
    else:
        assert plain in (None, exact)
        assert isinstance(exact, DockerOCIImage)


@settings(deadline=None)
@given(st.binary(max_size=30) | st.text('{}[]":,0123456789.eE+-truefalsn\\u \udc80', max_size=30).map(
    lambda text: text.encode("utf-8", "surrogateescape")
))  # fmt: skip
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    plain = decode_plain(data)
    try:
        exact = decode_exactly(data)
    except ValueError as fault:
        assert plain is None
        assert str(fault).startswith(("invalid character ", "unexpected end of JSON input", "json: "))
    else:
        assert plain in (None, exact)


def test_typical_config_is_plain() -> None:
    config = {
        "architecture": "amd64",
        "container_config": {"Hostname": "x", "Cmd": None},
        "created": "2024-05-01T10:00:00.123456789Z",
        "docker_version": "20.10",
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": ["sha256:aa"]},
        "history": [{"created": "2024-05-31T10:00:00Z", "created_by": "RUN a && b", "empty_layer": True}],
        "config": {"Hostname": "", "AttachStdin": False, "Env": ["A=1"], "Cmd": None, "Labels": None, "Volumes": {}},
    }
    data = json.dumps(config).replace("&", "\\u0026").encode()
    plain = decode_plain(data)
    assert plain is not None
    assert plain == decode_exactly(data)
    assert plain.history == [History(created="2024-05-31T10:00:00Z", created_by="RUN a && b", empty_layer=True)]

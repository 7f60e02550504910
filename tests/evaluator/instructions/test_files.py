from __future__ import annotations

import pytest

import preimage
from preimage.model.ignore import parse_ignore_file

DIGEST = "sha256:" + "a" * 64
GIT = "https://x/y.git"


def run(text: str, **options: object) -> preimage.Compilation:
    return preimage.compile(f"FROM scratch\n{text}", **options)


@pytest.mark.parametrize(
    ("text", "created_by"),
    [
        pytest.param(
            "COPY --chown=1:1 --link --parents a <<EOF b/\nEOF",
            "COPY --parents --chown=1:1 a <<EOF b/ # buildkit",
            id="flags and heredoc",
        ),
        pytest.param("COPY --chmod=755 --chown=$X a b", "COPY --chmod=755 a b # buildkit", id="empty flag"),
        pytest.param("COPY --chmod=u+rwX,g-w,o= a b", "COPY --chmod=u+rwX,g-w,o= a b # buildkit", id="symbolic mode"),
        pytest.param('COPY ["a b", "c"]', "COPY a b c # buildkit", id="array"),
        pytest.param("COPY $X $Y", "COPY   # buildkit", id="nothing"),
        pytest.param("COPY github.com/a/b HTTP://x /", "COPY github.com/a/b HTTP://x / # buildkit", id="look local"),
        pytest.param("ADD --keep-git-dir --unpack a b", "ADD a b # buildkit", id="flags of ADD"),
        pytest.param(f"ADD --checksum={DIGEST} https://x/y /", "ADD https://x/y / # buildkit", id="web"),
        pytest.param(f"ADD --checksum=x {GIT} /", f"ADD {GIT} / # buildkit", id="git with any checksum"),
        pytest.param(
            f"ADD --keep-git-dir {GIT}?keep-git-dir=1 {GIT}?keep-git-dir=true /",
            f"ADD {GIT}?keep-git-dir=1 {GIT}?keep-git-dir=true / # buildkit",
            id="git that agrees",
        ),
        pytest.param("ADD ./https://x a:b /", "ADD ./https://x a:b / # buildkit", id="local"),
    ],
)
def test_history(text: str, created_by: str) -> None:
    entry = run(text).image.history[-1]
    assert (entry.created_by, entry.empty_layer) == (created_by, False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "COPY --chmod=8 a b",
            "invalid chmod parameter: '8'. it should be octal string and between 0 and 07777",
            id="mode with a digit that is not octal",
        ),
        pytest.param(
            "ADD --chmod=17777 a b",
            "invalid chmod parameter: '17777'. it should be octal string and between 0 and 07777",
            id="mode too large",
        ),
        pytest.param("COPY --chmod=a!r a b", "invalid syntax", id="symbolic mode"),
        pytest.param("COPY git@x:y /", "source can't be a git ref for COPY", id="git"),
        pytest.param("COPY https://x/y /", "source can't be a URL for COPY", id="web"),
        pytest.param(f"COPY {GIT}?a=b /", 'unexpected query "a"', id="git query"),
        pytest.param("COPY github.com/a/b?a=b /", 'unexpected query "a"', id="query of what looks local"),
        pytest.param(
            f"ADD --checksum={DIGEST} a b c", "checksum can't be specified for multiple sources", id="checksum of two"
        ),
        pytest.param(
            f"ADD --checksum={DIGEST} a b", "checksum requires HTTP(S) or Git sources", id="checksum of a file"
        ),
        pytest.param("ADD --checksum=x https://x/y /", "invalid checksum digest format", id="bad checksum"),
        pytest.param(
            f"ADD --keep-git-dir=false {GIT}?keep-git-dir=1 /", "inconsistent keep-git-dir configuration", id="keep"
        ),
        pytest.param(f"ADD --checksum=abc {GIT}?checksum=abd /", 'checksum mismatch "abc" != "abd"', id="checksums"),
        pytest.param(f"ADD {GIT}?checksum=abc https://x/y /", "invalid checksum digest format", id="of an earlier one"),
        pytest.param("COPY a ${X?no}", 'failed to process "${X?no}": X: no', id="word"),
        pytest.param("COPY <<EOF /\n${X?no}\nEOF", 'failed to process "${X?no}\\n": X: no', id="heredoc"),
    ],
)
def test_error_values(text: str, message: str) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run(text)
    assert str(raised.value) == message
    assert raised.value.locations == (tuple(range(2, 3 + text.count("\n"))),)


def test_variables_are_looked_up_in_order() -> None:
    text = "ADD --checksum=$C --chmod=$B --chown=$A $D <<EOF <<'RAW' $E\n$F\nEOF\n$G\nRAW"
    names = [warning.message.split("$")[1][0] for warning in run(text).warnings]
    assert names == ["A", "B", "C", "D", "E", "F"]


WINDOWS_DRIVE = "The specified path is not on the system drive (C:)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("COPY a D:\\x", f"removing drive letter: {WINDOWS_DRIVE}", id="destination"),
        pytest.param("COPY a C:x:y", f"removing drive letter: {WINDOWS_DRIVE}", id="destination stripped once more"),
        pytest.param(
            "COPY D:\\a x", f"removing drive letter: removing drive letter: {WINDOWS_DRIVE}", id="source of COPY"
        ),
        pytest.param(
            "ADD D:\\a x", f"removing drive letter: removing drive letter: {WINDOWS_DRIVE}", id="source of ADD"
        ),
        pytest.param(
            "COPY --parents D:/a x",
            f"removing drive letter: removing drive letter: {WINDOWS_DRIVE}",
            id="parents without a pivot",
        ),
        pytest.param(
            "COPY --parents C:x:y z",
            f"removing drive letter: removing drive letter: {WINDOWS_DRIVE}",
            id="path that is required as a whole",
        ),
        pytest.param(
            "COPY --parents C:/a/./D:/b x",
            f"removing drive letter: removing drive letter: {WINDOWS_DRIVE}",
            id="behind the pivot",
        ),
        pytest.param(
            "COPY --parents D:/a/./b x",
            f"removing drive letter: removing drive letter: {WINDOWS_DRIVE}",
            id="before the pivot",
        ),
        pytest.param("COPY <<D:x x\nD:x", f"removing drive letter: {WINDOWS_DRIVE}", id="heredoc"),
    ],
)
def test_error_drive(text: str, message: str) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run(text, platform="windows/amd64")
    assert str(raised.value) == message
    assert run(text, platform="linux/amd64").warnings == []


def test_error_working_directory_with_a_colon_on_windows() -> None:
    text = "WORKDIR C:x:y\nCOPY a "
    with pytest.raises(preimage.DockerfileError) as raised:
        run(f"{text}b", platform="windows/amd64")
    assert str(raised.value) == f"removing drive letter: {WINDOWS_DRIVE}"
    assert run(f"{text}/b", platform="windows/amd64").image.history[-1].created_by == "COPY a /b # buildkit"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("COPY C:/a C:/b", id="system drive"),
        pytest.param("COPY --parents C:/a/./b*/c x", id="pivot with a wildcard"),
        pytest.param("COPY --parents a/./b x", id="pivot"),
        pytest.param("COPY --parents a x", id="no pivot"),
        pytest.param("COPY --parents a/./C:b x", id="drive behind the pivot"),
        pytest.param("COPY --parents C:x:* y", id="path with a wildcard is not required"),
        pytest.param("COPY a C:c:/", id="destination that is absolute when stripped once more"),
        pytest.param("ADD https://x/y x", id="web"),
    ],
)
def test_good_paths_on_windows(text: str) -> None:
    image = run(text, platform="windows/amd64").image
    assert image.history[-1].created_by == f"{text} # buildkit"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            "COPY a b ./secret/ /", ['Attempting to Copy file "secret" that is excluded by .dockerignore'], id="COPY"
        ),
        pytest.param(
            "ADD secret secret/x /",
            [
                'Attempting to Add file "secret" that is excluded by .dockerignore',
                'Attempting to Add file "secret/x" that is excluded by .dockerignore',
            ],
            id="ADD",
        ),
        pytest.param("COPY --from=b secret /\nFROM scratch AS b", [], id="not from a stage"),
        pytest.param("ADD https://secret /", [], id="not from the web"),
        pytest.param("COPY <<secret /\nsecret", [], id="not a heredoc"),
    ],
)
def test_ignored_files(text: str, messages: list[str]) -> None:
    ignore_file = parse_ignore_file(b"secret\n")
    result = preimage.compile(f"FROM scratch AS z\n{text}", ignore_file=ignore_file, target=None)
    assert [warning.message for warning in result.warnings] == messages

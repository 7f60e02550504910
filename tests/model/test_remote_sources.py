from __future__ import annotations

import pytest

from preimage.model.remote_sources import GitSource, is_git_source, is_http_source, parse_git_source

REPOSITORY = "https://example.com/r.git"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param(REPOSITORY, GitSource(), id="https"),
        pytest.param("http://example.com/r.git", GitSource(), id="http"),
        pytest.param("HTTPS://example.com/r.git", GitSource(), id="upper case scheme"),
        pytest.param("https://example.com/r.gi%74", GitSource(), id="an escaped path"),
        pytest.param("https://user:p%40ss@example.com:8443/r.git", GitSource(), id="user and port"),
        pytest.param("https://[::1]:80/r.git", GitSource(), id="an address in brackets"),
        pytest.param("https://[fe80::1%25eth0]/r.git", GitSource(), id="an address with a zone"),
        pytest.param("https://é.example/r.git", GitSource(), id="a host beyond ASCII"),
        pytest.param("git://example.com/r", GitSource(), id="git needs no suffix"),
        pytest.param("git://a/b@example.com:x", GitSource(), id="user and port only stand before the path"),
        pytest.param("SSH://git@example.com/r", GitSource(), id="ssh needs no suffix"),
        pytest.param("git@example.com:a/b", GitSource(), id="user, host and path"),
        pytest.param("git@example.com:", GitSource(), id="an empty path"),
        pytest.param("git@example.com:a/b#v1:d", GitSource(ref="v1", subdir="d"), id="scp style with a fragment"),
        pytest.param("git@example.com:a/b?ref=v1", GitSource(ref="v1"), id="scp style with a query"),
        pytest.param("git@example.com:a/b?ref=v1#v1:d", GitSource(ref="v1", subdir="d"), id="scp style with both"),
        pytest.param("git@example.com:a#b?c", GitSource(ref="b?c"), id="a question mark in a fragment"),
        pytest.param("git@example.com:a#%41", GitSource(ref="%41"), id="scp style fragments are not decoded"),
        pytest.param(f"{REPOSITORY}#main:docs", GitSource(ref="main", subdir="docs"), id="a fragment"),
        pytest.param(f"{REPOSITORY}#:docs:x", GitSource(subdir="docs:x"), id="a fragment with a subdir alone"),
        pytest.param(f"{REPOSITORY}#a%2Fb", GitSource(ref="a/b"), id="an escaped fragment"),
        pytest.param(f"{REPOSITORY}?", GitSource(), id="an empty query"),
        pytest.param(f"{REPOSITORY}?ref=a&subdir=b", GitSource(ref="a", subdir="b"), id="ref and subdir"),
        pytest.param(f"{REPOSITORY}?ref=a+b%2b", GitSource(ref="a b+"), id="an escaped query"),
        pytest.param(f"{REPOSITORY}?ref=a#a", GitSource(ref="a"), id="query and fragment agree"),
        pytest.param(f"{REPOSITORY}?tag=v1", GitSource(ref="refs/tags/v1"), id="a tag"),
        pytest.param(f"{REPOSITORY}?tag=refs/tags/v1", GitSource(ref="refs/tags/v1"), id="a tag in full"),
        pytest.param(f"{REPOSITORY}?branch=main", GitSource(ref="refs/heads/main"), id="a branch"),
        pytest.param(f"{REPOSITORY}?branch=refs/heads/m", GitSource(ref="refs/heads/m"), id="a branch in full"),
        pytest.param(f"{REPOSITORY}?branch=a&ref=refs/heads/a", GitSource(ref="refs/heads/a"), id="branch and ref"),
        pytest.param(f"{REPOSITORY}?checksum=abc", GitSource(ref="abc", checksum="abc"), id="a checksum alone"),
        pytest.param(f"{REPOSITORY}?commit=abc#m", GitSource(ref="m", checksum="abc"), id="a commit and a ref"),
        pytest.param(f"{REPOSITORY}?keep-git-dir=0", GitSource(keep_git_dir=False), id="keep-git-dir off"),
        pytest.param(f"{REPOSITORY}?keep-git-dir", GitSource(keep_git_dir=True), id="keep-git-dir without a value"),
        pytest.param(f"{REPOSITORY}?submodules=", GitSource(submodules=True), id="submodules with an empty value"),
        pytest.param(f"{REPOSITORY}?submodules=F", GitSource(submodules=False), id="submodules off"),
        pytest.param(f"{REPOSITORY}?fetch-by-commit", GitSource(fetch_by_commit=True), id="fetch-by-commit"),
        pytest.param(f"{REPOSITORY}?mtime=checkout", GitSource(mtime="checkout"), id="mtime"),
        pytest.param(
            f"{REPOSITORY}?x=%zz&a;b&&ref=a", GitSource(ref="a"), id="pairs that cannot be decoded are dropped"
        ),
        pytest.param("github.com/a/b", GitSource(looks_local=True), id="github.com without a scheme"),
        pytest.param("github.com/a?ref=m#:d", GitSource("m", "d", looks_local=True), id="github.com with a query"),
    ],
)
def test_git_source(text: str, source: GitSource) -> None:
    assert parse_git_source(text) == source
    assert is_git_source(text)
    assert not is_http_source(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a", id="a file"),
        pytest.param("", id="nothing"),
        pytest.param("a:b", id="a colon"),
        pytest.param("C:\\a.git", id="a drive"),
        pytest.param("./git@example.com:a/b", id="behind a dot"),
        pytest.param("../https://example.com/r.git", id="behind two dots"),
        pytest.param("ftp://example.com/r.git", id="another scheme"),
        pytest.param("HTTP://example.com/f", id="an upper case scheme of a file"),
        pytest.param("git+ssh://example.com/r.git", id="a scheme with a plus"),
        pytest.param("git://example.com:port/r", id="a bad port"),
        pytest.param("git://example.com/%zz", id="a bad escape in the path"),
        pytest.param("git://example.com/r#%zz", id="a bad escape in the fragment"),
        pytest.param("git://ex%41mple.com/r", id="an ASCII escape in the host"),
        pytest.param("git://exa mple.com/r", id="a blank in the host"),
        pytest.param("git://u|@example.com/r", id="a bad user"),
        pytest.param("git://u%zz@example.com/r", id="a bad escape in the user"),
        pytest.param("git://[::1/r", id="an open bracket"),
        pytest.param("git://[::1]x/r", id="text after a bracket"),
        pytest.param("git://[example.com]/r", id="a name in brackets"),
        pytest.param("git://x[::1]/r", id="text before a bracket"),
        pytest.param("git://example.com/\x01", id="a control character"),
        pytest.param("@example.com:a/b", id="no user"),
        pytest.param("git@:a/b", id="no host"),
        pytest.param("git@example.com/a", id="no colon"),
        pytest.param("us.er@example.com:a", id="a dot in the user"),
        pytest.param("git@example.com:a\n", id="a newline"),
        pytest.param("git@example.com:a?ref=%zz", id="scp style with a query that cannot be decoded"),
        pytest.param("git@example.com:a?ref=b;c", id="scp style with a semicolon"),
        pytest.param("github.com/%zz", id="github.com with a bad escape"),
        pytest.param("github.com", id="github.com alone"),
    ],
)
def test_local_source_left_alone(text: str) -> None:
    assert parse_git_source(text) is None
    assert not is_git_source(text)
    assert not is_http_source(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("http://example.com/f", id="http"),
        pytest.param("https://example.com/f", id="https"),
        pytest.param("https://example.com/r.git/", id="a slash after .git"),
        pytest.param("https://example.com/r.GIT", id="an upper case suffix"),
        pytest.param("https://example.com/f?x=r.git", id=".git in the query"),
        pytest.param("https://example.com/f#r.git", id=".git in the fragment"),
        pytest.param("https://example.com/f?ref=", id="queries of files are not checked"),
        pytest.param("https://", id="nothing after the scheme"),
        pytest.param("https://example.com:port/r.git", id="a repository with a bad port"),
        pytest.param("https://example.com/%zz/r.git", id="a repository with a bad escape"),
    ],
)
def test_http_source(text: str) -> None:
    assert is_http_source(text)
    assert parse_git_source(text) is None
    assert not is_git_source(text)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param("?ref=", 'query "ref" has no value', id="an empty value"),
        pytest.param("?ref", 'query "ref" has no value', id="no value"),
        pytest.param("?foo", 'query "foo" has no value', id="no value of an unknown key"),
        pytest.param("?ref=a&ref=a", 'query "ref" has multiple values', id="twice"),
        pytest.param("?x=a&x=b", 'query "x" has multiple values', id="an unknown key twice"),
        pytest.param("?submodules&submodules", 'query "submodules" has multiple values', id="a boolean twice"),
        pytest.param("?foo=bar", 'unexpected query "foo"', id="another key"),
        pytest.param("?REF=a", 'unexpected query "REF"', id="an upper case key"),
        pytest.param("?%ff%22=a", r'unexpected query "\xff\""', id="a key that needs quoting"),
        pytest.param("?ref=a#b", 'ref conflicts: "b" vs "a"', id="ref and fragment"),
        pytest.param("?tag=a#a", 'ref conflicts: "a" vs "refs/tags/a"', id="tag and fragment"),
        pytest.param("?branch=a&ref=a", 'ref conflicts: "a" vs "refs/heads/a"', id="branch and ref"),
        pytest.param("?subdir=a#m:b", 'subdir conflicts: "b" vs "a"', id="subdir and fragment"),
        pytest.param("?branch=a&tag=b", "branch conflicts with tag", id="branch and tag"),
        pytest.param("?keep-git-dir=yes", 'invalid keep-git-dir value: "yes"', id="keep-git-dir"),
        pytest.param("?submodules=maybe", 'invalid submodules value: "maybe"', id="submodules"),
        pytest.param("?fetch-by-commit=x", 'invalid fetch-by-commit value: "x"', id="fetch-by-commit"),
        pytest.param("?mtime=now", 'invalid mtime value: "now" (must be "checkout" or "commit")', id="mtime"),
        pytest.param("?mtime=", 'query "mtime" has no value', id="mtime without a value"),
    ],
)
@pytest.mark.parametrize(
    "repository",
    [
        pytest.param(REPOSITORY, id="https"),
        pytest.param("git@example.com:a/b", id="scp style"),
        pytest.param("github.com/a/b", id="github.com"),
    ],
)
def test_error_of_query(repository: str, query: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_git_source(repository + query)
    assert str(caught.value) == message
    assert not is_git_source(repository + query)


def test_long_source_is_read_at_once() -> None:
    assert parse_git_source("git@example.com:" + "a" * 200_000 + "\n") is None
    assert parse_git_source("git@example.com:" + "?" * 200_000 + "\n") is None

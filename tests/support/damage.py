"""Bytes of a good file → bytes that somebody or something has damaged."""

from hypothesis import strategies as st

TOKENS = [
    *(b'"', b"'", b",", b";", b"\n", b"\r", b"\t", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80"),
    *(b"NaN", b"Infinity", b"-1e308", b"1e400", b"12,000", b"0", b"-", b"null", b"true", b"2999"),
    *(b"[", b"]", b"{", b"}", b"[[[[[[[[", b'{"a":', b"[" * 3000, b"=1+1", b"sep=;\n", b"\xcc\x8a"),
    *(b"\xe2\x80\xa8", b"9" * 400, b"a" * 2000, b'"crs": null,', b"\xf0\x9f\x9a\x93"),
]
_places = st.floats(0, 1)
_changes = st.lists(
    st.tuples(
        st.sampled_from(["insert", "replace", "delete", "double", "cut"]),
        _places,
        _places,
        st.one_of(st.sampled_from(TOKENS), st.binary(max_size=8)),
    ),
    min_size=1,
    max_size=6,
)


def damaged(good):
    """A strategy of what is left of `good` after up to six changes."""
    return _changes.map(lambda changes: _changed(good, changes))


def _changed(content, changes):
    for deed, first, length, token in changes:
        start = int(first * len(content))
        # Short ones mostly: whole files that are gone are soon boring.
        end = start + int(length**4 * (len(content) - start))
        middle = content[start:end]
        content = {
            "insert": content[:start] + token + content[start:],
            "replace": content[:start] + token + content[start + len(token) :],
            "delete": content[:start] + content[end:],
            "double": content[:end] + middle + content[end:],
            "cut": content[: max(start, 1)],
        }[deed]
    return content[:2_000_000]

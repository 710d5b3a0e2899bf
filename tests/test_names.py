"""Names in texts: the index by first word finds what one pattern of all names would find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from winnow.checks.names import _by_first_word, _occurrences

TEXTS = st.text(alphabet="aAé'. \n1_“", max_size=40)
NAMES = st.sets(st.text(alphabet="aAé'. 1_“", min_size=1, max_size=5), min_size=1, max_size=12)


@given(TEXTS, NAMES)
def test_occurrences_are_those_of_one_pattern(text: str, names: set[str]) -> None:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    expected = [(match.start(), match[0]) for match in pattern.finditer(text)]
    assert list(_occurrences(text, _by_first_word(names))) == expected


def test_the_longest_name_at_a_place_counts_and_only_whole_words() -> None:
    names = _by_first_word(["Kim", "Kim Jong Un", "U.S", "'Kim"])
    text = "Kim Jong Un, Kimberly, U.S.A and 'Kim"
    assert list(_occurrences(text, names)) == [(0, "Kim Jong Un"), (23, "U.S"), (33, "'Kim")]

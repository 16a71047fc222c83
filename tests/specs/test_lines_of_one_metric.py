"""The short cut for lines of one metric takes no line that is another kind's."""

from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.sodacl.check_line import BUILTIN
from seltzer_specs.sodacl.parse import KINDS, parser_of

WORDS = st.sampled_from(
    (*sorted(BUILTIN), "freshness", "schema", "abs", "not", "change", "values in", "between",
     "not between", "and", "(", ")", "(a)", "(a, b)", '("a b")', "[a]", "<", "<=", "=", "!=", "<>",
     "+", "-", "*", "/", "1", "2.5", "-3", "5 %", "%", "same as", "min(a, 3)", "\n", " ")
)  # fmt: skip


@given(words=st.lists(WORDS, min_size=1, max_size=7), gap=st.sampled_from(("", " ")))
def test_a_line_goes_to_the_first_kind_that_has_it(words: list[str], gap: str) -> None:
    line = gap.join(words)

    assert parser_of(line) is next(parse for pattern, parse in KINDS if pattern.fullmatch(line))

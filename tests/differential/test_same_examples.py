"""The examples of `tests/soda_examples` through soda-core 3.5.6, as far as it can run them."""

from pathlib import Path

import pytest
from tests.differential.answer import Answer, are_close
from tests.differential.soda_side import Soda
from tests.soda_examples.bakery import NOW, SHOP
from tests.soda_examples.expectations import EXAMPLES, Expected, expectations, runs_in_soda_core

# The Soda process has one data source.
OF_TWO_SOURCES = frozenset({"row_count_same_as_in"})
RUNNABLE = [
    file for file in EXAMPLES if runs_in_soda_core(file) and file.stem not in OF_TWO_SOURCES
]


@pytest.mark.parametrize("file", RUNNABLE, ids=lambda file: file.stem)
def test_soda_says_what_the_example_expects_of_it(file: Path, soda: Soda) -> None:
    found = soda.answer_file(SHOP, file.read_text("utf-8"), {"NOW": NOW, "END": NOW})
    expected = sorted(
        expectations(file, of_soda=True), key=lambda one: (one.line, one.outcome, one.value or 0)
    )
    answers = [(line, answer) for line in sorted(found) for answer in in_order(found[line])]

    assert [line for line, _ in answers] == [one.line for one in expected]
    for (_, answer), one in zip(answers, expected, strict=True):
        assert answer.outcome == one.outcome, one
        # Soda gives no value to the whole of a group by, and rounds what it shows.
        assert answer.value is None or are_near(answer.value, one), one


def in_order(answers: list[Answer]) -> list[Answer]:
    """Sort what stands on one line as the comments do."""
    return sorted(answers, key=lambda one: (one.outcome, one.value or 0))


def are_near(value: float, expected: Expected) -> bool:
    """Tell whether a value is the expected one, to the digits of the comment."""
    return expected.value is not None and are_close(
        float(f"{value:.9g}"), float(f"{expected.value:.9g}")
    )

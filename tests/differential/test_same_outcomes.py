"""The same files and the same rows through soda-core 3.5.6 and through Seltzer.

`SELTZER_DIFFERENTIAL_CASES` says how many checks (5000 for the long run) and
`SELTZER_DIFFERENTIAL_SEED` which batch is the first.
"""

import os
from collections import Counter

from tests.differential.batches import CASES, make_batch
from tests.differential.compare import compare
from tests.differential.explanations import EXPLANATIONS, Disagreement
from tests.differential.seltzer_side import NewSource
from tests.differential.soda_side import Soda

WANTED = int(os.environ.get("SELTZER_DIFFERENTIAL_CASES", "360"))
FIRST = int(os.environ.get("SELTZER_DIFFERENTIAL_SEED", "0"))
ENOUGH_FOR_EVERY_EXPLANATION = 5000


def test_every_check_has_soda_s_outcome_and_value_or_a_documented_difference(
    soda: Soda, new_source: NewSource
) -> None:
    cases = contradictions = 0
    fired: Counter[str] = Counter()
    unexplained: list[Disagreement] = []
    for seed in range(FIRST, FIRST + -(-WANTED // CASES)):
        found = compare(make_batch(seed), soda, new_source)
        cases += found.cases
        contradictions += found.contradictions
        for disagreement in found.disagreements:
            names = [one.name for one in EXPLANATIONS if one.holds(disagreement)]
            fired.update(names[:1])
            if not names:
                unexplained.append(disagreement)
    print(f"{cases} checks; {contradictions} that Soda answers in two ways; explained: {fired}")

    assert not unexplained, "\n".join(map(str, unexplained))
    if cases >= ENOUGH_FOR_EVERY_EXPLANATION:
        assert [one.name for one in EXPLANATIONS if not fired[one.name]] == []

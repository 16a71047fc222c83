"""One batch through both, and the checks that they answer differently."""

from dataclasses import dataclass

from tests.differential.answer import are_equal
from tests.differential.case import Batch
from tests.differential.explanations import Disagreement
from tests.differential.seltzer_side import NewSource, answer_with_seltzer
from tests.differential.soda_side import Soda


@dataclass(frozen=True)
class Comparison:
    """What a batch showed.

    Attributes:
        cases: Checks that both were asked.
        disagreements: Those with two answers.
        contradictions: Checks to which Soda gives another answer when others stand beside them.
    """

    cases: int
    disagreements: tuple[Disagreement, ...]
    contradictions: int


def compare(batch: Batch, soda: Soda, new_source: NewSource) -> Comparison:
    """Ask both every check of a batch.

    Seltzer is asked as people ask it, all at once. Soda is asked each check alone, as one that
    fails on DuckDB takes all others down with it, and once more all at once where that works.
    """
    ours = answer_with_seltzer(batch, new_source)
    alone = {place: soda.answer_one(batch, suite, index) for place, suite, index in batch.places()}
    sound = [place for place, answer in alone.items() if answer.outcome != "error"]
    together = soda.answer_together(batch, sound)
    contradictions = sum(not are_equal(answer, alone[place]) for place, answer in together.items())
    disagreements = tuple(
        Disagreement(batch.seed, suite, suite.questions[index], alone[place], ours[place])
        for place, suite, index in batch.places()
        if not are_equal(alone[place], ours[place])
    )
    return Comparison(len(alone), disagreements, contradictions)

"""What the examples expect, as their comments say: `# => warn 2; soda fail 3`."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "files"
EXAMPLES = tuple(sorted(FOLDER.glob("*.yml")))
COMMENT = re.compile(r"# => (?P<ours>[^;]+)(?:; soda (?P<theirs>.+))?$")
NOT_IN_SODA_CORE = ("# Soda wants ", "# Soda's library only", "# Soda Core reads this header and")


@dataclass(frozen=True, order=True)
class Expected:
    """One result: its line in the file, its outcome, and its value where one is given."""

    line: int
    outcome: str
    value: float | None


def expectations(file: Path, *, of_soda: bool = False) -> list[Expected]:
    """Give what a file expects, in its order; several results of one line are split by commas."""
    found: list[Expected] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        match = COMMENT.search(line)
        if match is None:
            continue
        text = match["theirs"] if of_soda and match["theirs"] else match["ours"]
        for part in text.split(","):
            outcome, _, value = part.strip().partition(" ")
            found.append(Expected(number, outcome, float(value) if value else None))
    return found


def runs_in_soda_core(file: Path) -> bool:
    """Tell whether Soda Core alone can run the file; its first line says why not."""
    return not file.read_text("utf-8").startswith(NOT_IN_SODA_CORE)

"""`valid min` and `valid max` compare numbers as numbers, also where SQLite keeps them as text."""

from collections.abc import Callable, Sequence

from tests.scanner.scans import scan

from seltzer_specs.data_sources import DataSourceSettings

TABLE = (
    "CREATE TABLE t (a TEXT, n INTEGER)",
    "INSERT INTO t VALUES ('9', 9), ('10', 10), (' 1e1 ', 11), ('abc', 'abc'), ('', 5), (NULL, 1)",
)


def test_text_that_is_no_number_is_in_no_range(
    new_source: Callable[[str, Sequence[str]], DataSourceSettings],
) -> None:
    text = """
    checks for t:
      - invalid_count(a) = 3:
          valid min: 10
      - invalid_count(n) = 4:
          valid min: 10
      - valid_count(a) = 1:
          valid max: 9.5
    """

    result = scan(text, new_source("sqlite", TABLE))

    assert [check.judgement.value for check in result.checks] == [3, 4, 1]

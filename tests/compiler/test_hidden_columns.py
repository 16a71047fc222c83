"""A query of a user cannot show a hidden column under another name."""

import pytest

from seltzer_compiler.hidden_columns import find_disguise
from seltzer_compiler.user_sql import parse_query
from seltzer_dialects.registry import get_dialect


def disguise(sql: str, dialect: str = "postgres") -> str | None:
    query = parse_query(sql, get_dialect(dialect).sqlglot)
    return find_disguise(query, lambda name: name.lower() == "email")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM people",
        "SELECT p.* FROM people AS p",
        "SELECT id FROM people WHERE email IS NULL",
        "SELECT email, id FROM people",
        "SELECT p.email FROM people p JOIN orders o ON p.email = o.email",
        "SELECT id FROM people GROUP BY id, email HAVING COUNT(DISTINCT email) > 1",
        "SELECT id FROM people WHERE id IN (SELECT id FROM other WHERE email = 'x')",
        "SELECT id FROM people WHERE email IN (SELECT email FROM other)",
        "SELECT id FROM people p WHERE EXISTS (SELECT * FROM other o WHERE o.id = p.id)",
        "SELECT * FROM (SELECT id, email FROM people) AS inside",
        "WITH found AS (SELECT * FROM people) SELECT * FROM found",
        "SELECT id, COUNT(*) AS n FROM people GROUP BY id",
        "SELECT id AS e, name || 'x' AS x FROM people ORDER BY email",
        "SELECT id FROM people UNION SELECT id FROM others",
    ],
)
def test_a_query_that_keeps_names_may_be_shown(sql: str) -> None:
    assert disguise(sql) is None


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT email AS e FROM people", 'selects the hidden column "email" as something else'),
        ('SELECT "Email" AS e FROM people', 'selects the hidden column "Email" as something else'),
        ("SELECT upper(email) FROM people", "as something else"),
        ("SELECT max(p.email) AS m FROM people p", "as something else"),
        ("SELECT CASE WHEN email > 'a' THEN 1 END AS x FROM people", "as something else"),
        ("SELECT (SELECT email FROM people LIMIT 1) AS x", "as something else"),
        ("SELECT (SELECT * FROM (SELECT email FROM people) AS y LIMIT 1) AS x", "star inside"),
        ("SELECT id FROM a UNION SELECT email FROM people", "as something else"),
        ("SELECT id, name FROM a UNION ALL SELECT * FROM people", "star inside"),
        ("WITH x AS (SELECT email AS e FROM people) SELECT e FROM x", "as something else"),
        ("WITH x(e) AS (SELECT email FROM people) SELECT e FROM x", "gives the columns of a table"),
        ("SELECT e FROM people AS p(id, e)", "gives the columns of a table other names"),
        ("SELECT p FROM people p", 'selects "p", which is a whole row'),
        ("SELECT row_to_json(people) AS j FROM people", 'selects "people", which is a whole row'),
        ("SELECT to_jsonb(p.*) AS j FROM people p", "star inside of an expression"),
        ("SELECT (p).email AS e FROM people p", 'selects "p", which is a whole row'),
        ("SELECT id, u FROM people, UNNEST(ARRAY[email]) AS t(u)", ""),
        (
            "SELECT row_number() OVER (ORDER BY id) AS n, lag(email) OVER () FROM people",
            "something",
        ),
    ],
)
def test_a_query_that_may_rename_is_refused(sql: str, reason: str) -> None:
    found = disguise(sql)

    assert found is not None
    assert reason in found


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COLUMNS('e.*') AS x FROM people",
        "SELECT * RENAME (email AS e) FROM people",
        "SELECT * REPLACE (email || '' AS id) FROM people",
        "SELECT struct_pack(a := email) FROM people",
        "SELECT #2 AS x FROM people",
        "SELECT people.email.domain FROM people",
        "SELECT [x FOR x IN [email]] AS y FROM people",
        "SELECT * FROM people UNPIVOT (v FOR k IN (id, email))",
        "SELECT people FROM people",
    ],
)
def test_what_only_duckdb_can_do_is_refused_as_well(sql: str) -> None:
    assert disguise(sql, "duckdb") is not None


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("clickhouse", "SELECT * APPLY(toString) FROM people"),
        ("clickhouse", "SELECT tuple(*) AS x FROM people"),
        ("mysql", "SELECT CONCAT(`Email`, '') AS x FROM people"),
        ("sqlite", "SELECT [email] || '' AS x FROM people"),
    ],
)
def test_other_engines_have_their_own_ways(dialect: str, sql: str) -> None:
    assert disguise(sql, dialect) is not None

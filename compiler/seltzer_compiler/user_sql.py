"""SQL that users wrote, read as trees: one statement that only reads, or none at all.

Trees are cached by text; callers copy them before they change anything.
"""

import difflib
import logging
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as SqlglotDialect
from sqlglot.errors import SqlglotError, TokenError

_CACHED_TEXTS = 16_384

# sqlglot warns on standard error about statements that we refuse anyway.
logging.getLogger("sqlglot").addHandler(logging.NullHandler())

_WRITES = (
    exp.Alter,
    exp.Attach,
    exp.Command,
    exp.Copy,
    exp.Create,
    exp.Delete,
    exp.Detach,
    exp.Drop,
    exp.Insert,
    exp.Into,
    exp.Lock,
    exp.Merge,
    exp.Pragma,
    exp.Set,
    exp.Update,
    exp.Use,
)


_EXPRESSIONS = (
    exp.Condition,
    exp.Filter,
    exp.IgnoreNulls,
    exp.RespectNulls,
    exp.Subquery,
    exp.WithinGroup,
)


class UserSqlError(ValueError):
    """SQL in a spec that cannot be used; the text says why and fits into a sentence."""


@lru_cache(maxsize=_CACHED_TEXTS)
def parse_expression(text: str, dialect: type[SqlglotDialect]) -> exp.Expr:
    """Read a condition or an aggregate expression.

    Raises:
        UserSqlError: it is not exactly one expression, or it could write.
    """
    tree = _only_statement(text, dialect)
    if isinstance(tree, exp.Query) and not isinstance(tree, exp.Subquery):
        raise UserSqlError("wants an expression, got a whole SELECT; use a query")
    if not isinstance(tree, _EXPRESSIONS):
        raise UserSqlError(f"wants an expression, got {_kind(tree)}")
    return tree


@lru_cache(maxsize=_CACHED_TEXTS)
def parse_query(text: str, dialect: type[SqlglotDialect]) -> exp.Query:
    """Read a SELECT.

    Raises:
        UserSqlError: it is not exactly one query, or it could write.
    """
    tree = _only_statement(text, dialect)
    if isinstance(tree, exp.Values):
        tree = exp.select("*").from_(tree)
    if not isinstance(tree, exp.Query):
        got = "an expression" if isinstance(tree, _EXPRESSIONS) else _kind(tree)
        raise UserSqlError(f"wants a whole SELECT, got {got}")
    return tree


@lru_cache(maxsize=_CACHED_TEXTS)
def parse_sample(text: str, dialect: type[SqlglotDialect]) -> exp.TableSample:
    """Read a sampling clause, such as `TABLESAMPLE BERNOULLI (50)`.

    Raises:
        UserSqlError: it is something else.
    """
    bare = exp.select("1").from_("t")
    tree = _only_statement(" ".join((bare.sql(), text)), dialect)
    table = tree.find(exp.Table)
    sample = table.args.get("sample") if table is not None else None
    if table is not None:
        table.set("sample", None)
    if not isinstance(sample, exp.TableSample) or tree != bare:
        raise UserSqlError("is no sampling clause; write for example TABLESAMPLE BERNOULLI (50)")
    # sqlglot makes other sizes of what an engine does not know, and nothing of it for SQLite.
    rendered = sample.sql(dialect=dialect).strip()
    if not rendered:
        raise UserSqlError("the engine cannot use: it does not sample")
    if "".join(rendered.upper().split()) != "".join(text.upper().split()):
        raise UserSqlError(f"the engine would read as {rendered}; write what you mean")
    return sample


def _only_statement(text: str, dialect: type[SqlglotDialect]) -> exp.Expr:
    try:
        parsed = sqlglot.parse(text, dialect=dialect)
    except (SqlglotError, RecursionError) as error:
        raise UserSqlError(_unreadable(text, error)) from error
    statements = [
        tree for tree in parsed if tree is not None and not isinstance(tree, exp.Semicolon)
    ]
    if len(statements) != 1:
        raise UserSqlError(f"wants one statement, got {len(statements)}")
    write = statements[0].find(*_WRITES)
    if write is not None:
        raise UserSqlError(f"may only read, got {_kind(write)}")
    return statements[0]


def _unreadable(text: str, error: Exception) -> str:
    """Say why a text is no SQL, in the words of its author where they are known mistakes."""
    first = text.strip().split(maxsplit=1)[0].lower() if text.strip() else ""
    if first == "where":
        return "starts with WHERE; write the condition alone"
    if isinstance(error, TokenError):
        return "cannot be read as SQL: a quote is opened and never closed"
    near = difflib.get_close_matches(first, ("select",), cutoff=0.75)
    if near and first != "select":
        return f'cannot be read as SQL: it starts with "{first.upper()}"; did you mean SELECT?'
    return f"cannot be read as SQL: {_first_line(error)}"


def _kind(tree: exp.Expr) -> str:
    return type(tree).__name__.upper()


def _first_line(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, sqlglot.ParseError) and error.errors:
        found = error.errors[0]
        # The parser names its own classes: "Required keyword: 'this' missing for <class '…EQ'>".
        what = str(found["description"]).partition(" for <class ")[0]
        what = "a part is missing" if what.startswith("Required keyword") else what
        return f'{what} at "{found["highlight"]}"'.rstrip(".").lower()
    return str(error).splitlines()[0].rstrip(".")

"""Reference checks: `values in (a, b) must not exist in blacklist (x, y)`."""

from dataclasses import dataclass, replace

from seltzer_specs.checks import Check, ReferenceCheck
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.datasets import dataset_of
from seltzer_specs.sodacl.failed_rows import or_any_row
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted
from seltzer_specs.sodacl.item import CheckItem, common_fields, dataset_json, has_dataset
from seltzer_specs.sodacl.line_words import parse_columns, split_words
from seltzer_specs.sodacl.thresholds_config import take_thresholds

EXAMPLE = "write for example `values in customer_id must exist in customers id`"


@dataclass(frozen=True, slots=True)
class _Line:
    """What the line of a reference check says."""

    columns: tuple[Name, ...]
    target: DatasetRef
    target_columns: tuple[Name, ...]
    is_forbidden: bool


def parse_reference(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one reference check; None after noting a mistake."""
    try:
        line = _parse_line(item.line, context)
    except IdentifierError as error:
        context.problems.add(str(error), item.location, "reference")
        return None
    if not has_dataset(item, context):
        return None
    thresholds = take_thresholds("", config, item.location)
    fields = common_fields(
        item,
        config,
        context,
        identity=[
            "reference",
            line.is_forbidden,
            [[column.text, column.is_quoted] for column in line.columns],
            dataset_json(line.target),
            [[column.text, column.is_quoted] for column in line.target_columns],
        ],
        label=".".join(["reference", *(column.text for column in line.columns)]),
    )
    if thresholds is None:
        return None
    return ReferenceCheck(
        columns=line.columns,
        target=line.target,
        target_columns=line.target_columns,
        is_forbidden=line.is_forbidden,
        thresholds=or_any_row(thresholds),
        **fields,
    )


def _parse_line(text: str, context: Context) -> _Line:
    words = split_words(text)
    is_forbidden = words[4:5] == ["not"]
    expected = ["must", "not", "exist", "in"] if is_forbidden else ["must", "exist", "in"]
    end = 3 + len(expected)
    if words[3:end] == expected and len(words) == end + 4 and words[end + 2] == "in":
        named = f"{words[end + 3]}.{words[end]}"
        raise IdentifierError(
            f"a data source stands in front of its dataset; write `{named} {words[end + 1]}`, got "
            f'"{" ".join(words[end:])}"'
        )
    if words[3:end] != expected or len(words) != end + 2:
        from seltzer_specs.sodacl.near_lines import near_reference  # only mistakes need it

        meant = near_reference(text) or f"{EXAMPLE}, several columns as (a, b)"
        raise IdentifierError(f'"{text}" is no reference check; {meant}')
    columns, target_columns = parse_columns(words[2]), parse_columns(words[end + 1])
    if len(columns) != len(target_columns):
        raise IdentifierError(
            f"{len(columns)} columns cannot refer to {len(target_columns)}; name as many on "
            "both sides"
        )
    target = _target(words[end], context)
    return _Line(columns, target, target_columns, is_forbidden)


def _target(word: str, context: Context) -> DatasetRef:
    target = dataset_of(parse_dotted(word), context.data_sources)
    own = context.dataset.data_source if context.dataset is not None else None
    if target.data_source == (own or context.default_data_source):
        return replace(target, data_source=None)
    return target

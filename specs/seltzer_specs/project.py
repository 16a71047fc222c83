"""The project file: `seltzer.yml`, with the data sources, the specs and the server.

```yaml
name: shop
data_sources:
  warehouse:
    type: postgres
    host: db.example.org
    port: 5432
    username: ${env.PGUSER}
    password: ${env.PGPASSWORD}
    database: shop
    schema: public
```

`seltzer.yml` is looked for in this folder and the folders above it. Paths in it are relative to it.
With everything that may stand in it:

```yaml
apiVersion: seltzer/v1          # these two are optional
kind: Project
name: shop
default_data_source: warehouse
data_sources:
  warehouse:
    type: postgres
    host: db.example.org
    username: ${env.PGUSER}
    password: ${env.PGPASSWORD}
    database: shop
    schema: public
  local:
    type: duckdb
    path: warehouse.duckdb
specs:
  - checks/
  - monitors/*.yml
server:
  url: https://seltzer.example.org
  api_key: ${env.SELTZER_API_KEY}
variables:
  floor: 10
state_dir: .seltzer
notify: ["slack:#shop-data"]
group_key: ${env.SELTZER_GROUP_KEY}
```

Keys:
    apiVersion: The version of the language.
    kind: What the document is.
    name: Required; scans are kept under it.
    data_sources: By name, the `type` and the connection's options, side by side; `max_bytes` is
      what one scan may read, for example `50 GB`: see [cost](../cost.md); `threads` and
      `query_timeout` (seconds) limit its queries: see [queries](../queries.md);
      `partition_columns` are those of datasets of which a scan reads only what changed: see
      [incremental scans](../incremental-scans.md).
    default_data_source: For checks that name none; the only data source without it.
    specs: Files, folders and patterns; `checks/` and `monitors/` without it. `seltzer pull` puts
      new monitors where they are read, in a place named for monitors first.
    server: Its `url` and `api_key`; without it an embedded server keeps history in `state_dir`.
    variables: Values of `${NAME}` in specs; plain values only. See [variables](variables.md).
    state_dir: Folder of the embedded server and the spool; `.seltzer` without it.
    notify: Receivers for checks and monitors that name none.
    samples: What may be shown of bad rows, and where; without it no row is fetched. See
      [samples](../samples.md).
    group_key: Secret of 32 characters or more that names
      [groups](group-by.md#what-leaves-the-machine) on the server, as `${env.NAME}`; without it one
      is kept in `state_dir`.

Secrets:
    `${env.NAME}` reads the environment, in connections, `server` and `group_key` only, and
    `${env_var('NAME', 'default')}` has a value for when that is not set. A variable that is not
    set is an error that names it and its place, once a command needs it: `validate`, `compile`,
    `explain`, `diff` and `ci` connect to nothing and run without secrets, and a scan needs those
    of its own data source only.

    No message shows what a connection reads from the environment, nor passwords and the
    credentials of URLs in any option; values of fewer than six characters and common words
    (`localhost`, `postgres`) are hidden in password-like options only. What comes out of the
    environment stays text, so a password of digits is a password.

Soda's configuration:
    `seltzer scan -d warehouse -c configuration.yml checks.yml` runs without a project file:

    ```yaml
    # not a spec
    data_source warehouse:
      type: postgres
      host: localhost
      username: ${POSTGRES_USER}
      password: ${env_var('POSTGRES_PASSWORD')}
      database: shop
      schema: public
    ```

    Options may also stand below `connection:`. Other sections (`soda_cloud`, `sampler`,
    `dbt_cloud`) are passed over. `seltzer migrate -c configuration.yml` writes a
    [project file](../migrate.md) from it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_specs.byte_size import parse_bytes
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import SpecErrorGroup, UnsetVariableError
from seltzer_specs.location import Location
from seltzer_specs.misplaced import IN_PROJECT
from seltzer_specs.options_reader import Options, read_options, read_secret
from seltzer_specs.problems import Problems, describe, did_you_mean
from seltzer_specs.sample_policy import SamplePolicy, take_sample_policy
from seltzer_specs.scan_limits import read_limits
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.variables import Variables
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import Node, Scalar, Sequence, read_documents

if TYPE_CHECKING:  # imported where a project has a secret: pydantic takes long
    from pydantic import SecretStr

PROJECT_FILE = "seltzer.yml"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
MIN_GROUP_KEY = 32
PARTITION_COLUMNS = "partition_columns"
PROJECT_KEYS = (
    "apiVersion", "kind", "name", "default_data_source", "data_sources", "specs", "server",
    "variables", "state_dir", "notify", "samples", "group_key",
)  # fmt: skip
HEAD = {"apiVersion": "seltzer/v1", "kind": "Project"}
DEFAULT_SPECS = ("checks/", "monitors/")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """The server that scans are pushed to.

    Attributes:
        url: Its address, without a slash at the end.
        api_key: What its requests are signed with.
        unset: Environment variables that the two lack: mistakes only to who connects.
    """

    url: str
    api_key: "SecretStr"
    unset: tuple[UnsetVariableError, ...] = ()

    def require_set(self) -> None:
        """Stop before a connection without an address or a key.

        Raises:
            SpecErrorGroup: the variables that are not set.
        """
        if self.unset:
            raise SpecErrorGroup(self.unset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What `seltzer.yml` says.

    Attributes:
        name: Under which scans are kept.
        default_data_source: For checks and commands that name none.
        specs: Files, folders and patterns, relative to the project file.
        server: None runs the embedded server.
        variables: For `${NAME}` in specs.
        state_dir: Folder of the embedded server and the spool, relative to the project file.
        notify: Receivers for checks and monitors that name none.
        samples: What may be shown of bad rows; None for nothing.
        group_key: Secret that names groups of the data outside of the scanner's machine; None
            keeps one in the state folder; its variable where the environment lacks that.
    """

    name: str
    default_data_source: str | None = None
    data_sources: tuple[DataSourceSettings, ...] = ()
    specs: tuple[str, ...] = DEFAULT_SPECS
    server: ServerSettings | None = None
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    state_dir: str = ".seltzer"
    notify: tuple[str, ...] = ()
    samples: SamplePolicy | None = None
    group_key: "SecretStr | UnsetVariableError | None" = None


def parse_project(text: str, file: str, environment: Mapping[str, str]) -> Project:
    """Parse a project file.

    Args:
        text: Its content.
        file: Its name for messages.
        environment: Values of `${env.NAME}`.

    Raises:
        SpecErrorGroup: all mistakes in it. A secret that the environment lacks is none: it stands
            where the secret would, for who needs it.
    """
    problems = Problems()
    documents = read_documents(text, file)
    root = documents[0].root if len(documents) == 1 else None
    if not isinstance(root, MappingNode):
        problems.add("a project file is one YAML mapping", _start(file), "project")
        raise SpecErrorGroup(problems.errors)
    context = Context(
        problems=problems,
        variables=Variables(environment=environment, has_env=True),
        now=datetime.min.replace(tzinfo=timezone.utc),
    )
    _refuse_environment(root, problems)
    if problems.errors:
        raise SpecErrorGroup(problems.errors)
    project = _read(
        Config(root, of="the project file", context=context, place_of=IN_PROJECT.get), root
    )
    if problems.errors:
        raise SpecErrorGroup(problems.errors)
    return project


def _start(file: str) -> Location:
    return Location(file)


_PLAIN_KEYS = frozenset({"name", "default_data_source", "specs", "state_dir", "notify"})


def _refuse_environment(root: MappingNode, problems: Problems) -> None:
    """Note variables where messages quote the value, which may be a secret."""
    for key, node in root.entries:
        if key.text not in _PLAIN_KEYS:
            continue
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Scalar) and "${" in item.text:
                problems.add(
                    f'"{key.text}" wants a plain value, got "{item.text}"; the environment is '
                    "read in connections, server and group_key only",
                    item.location,
                    "variable",
                )


def _read_head(config: Config, root: MappingNode) -> None:
    """Accept the head of a versioned document, which a project file may have."""
    for key, wanted in HEAD.items():
        node = config.take(key)
        if node is not None and not (isinstance(node, Scalar) and node.text == wanted):
            config.context.problems.add(
                f'"{key}" of a project file is {wanted}, got {describe(node)}',
                node.location,
                "api-version" if key == "apiVersion" else "unknown-kind",
            )
    has_kind, has_version = root.get("kind") is not None, root.get("apiVersion") is not None
    if has_kind != has_version:
        config.context.problems.add(
            "a project file has both `apiVersion: seltzer/v1` and `kind: Project`, or neither; "
            f"add {'apiVersion' if has_kind else 'kind'}",
            root.location,
            "api-version",
        )


def _read(config: Config, root: MappingNode) -> Project:
    _read_head(config, root)
    name = config.take_text("name")
    if name is None:
        config.context.problems.add(
            'the project file wants "name"; write for example `name: shop`',
            root.location,
            "missing-key",
        )
    sources = _read_sources(config)
    specs = config.take_texts("specs")
    project = Project(
        name=name or "",
        default_data_source=_read_default(config, sources),
        data_sources=sources,
        specs=specs or DEFAULT_SPECS,
        server=_read_server(config),
        variables=_read_variables(config),
        state_dir=config.take_text("state_dir") or ".seltzer",
        notify=config.take_receivers(),
        samples=take_sample_policy(config),
        group_key=_read_group_key(config),
    )
    config.finish()
    return project


def _read_default(config: Config, sources: tuple[DataSourceSettings, ...]) -> str | None:
    node = config.take_scalar("default_data_source")
    names = [source.name for source in sources]
    if node is None:
        return names[0] if len(names) == 1 else None
    if node.text not in names:
        config.context.problems.add(
            f'"default_data_source" names no data source, got "{node.text}"'
            f"{did_you_mean(node.text, names)}",
            node.location,
            "unknown-data-source",
        )
    return node.text


def _read_sources(config: Config) -> tuple[DataSourceSettings, ...]:
    node = config.take("data_sources")
    if node is None:
        return ()
    if not isinstance(node, MappingNode):
        config.complain(node, "data_sources", "a mapping of name to connection")
        return ()
    found = [_read_source(key, value, config.context) for key, value in node.entries]
    return tuple(source for source in found if source is not None)


def _read_source(key: Scalar, node: Node, context: Context) -> DataSourceSettings | None:
    if not isinstance(node, MappingNode):
        context.problems.add(
            f'data source "{key.text}" wants a mapping with "type", got {describe(node)}',
            node.location,
            "wrong-value",
        )
        return None
    options = read_options(node, context)
    options.values.pop(PARTITION_COLUMNS, None)
    for option, value in node.entries:
        if not isinstance(value, Scalar) and option.text != PARTITION_COLUMNS:
            context.problems.add(
                f'"{option.text}" of data source "{key.text}" wants one value, '
                f"got {describe(value)}; connection options stand beside `type:`",
                option.location,
                "wrong-value",
            )
    if not NAME.fullmatch(key.text):
        context.problems.add(
            f'a data source\'s name has letters, digits, "_" and "-", got "{key.text}"',
            key.location,
            "wrong-value",
        )
    kind = options.values.pop("type", None)
    if not isinstance(kind, str):
        place = node.get("type")
        # A type whose variable is not set has its mistake already.
        if not isinstance(place, Scalar) or "${" not in place.text:
            context.problems.add(
                f'data source "{key.text}" wants "type", for example `type: duckdb`',
                (place or node).location,
                "missing-key",
            )
        return None
    schema = options.values.get("schema")
    schema = schema if isinstance(schema, str) else None
    limits = read_limits(node, options.values, context)
    return DataSourceSettings(
        key.text,
        kind,
        options.values,
        schema,
        options.unset,
        options.from_environment,
        max_bytes=_read_max_bytes(node, options, context),
        limits=limits,
        partition_columns=_read_partition_columns(node, context),
    )


def _read_partition_columns(node: MappingNode, context: Context) -> dict[str, str]:
    place = node.get(PARTITION_COLUMNS)
    if place is None:
        return {}
    if isinstance(place, MappingNode):
        found = {key.text: value.text for key, value in place.entries if isinstance(value, Scalar)}
        if len(found) == len(place.entries):
            return found
    context.problems.add(
        f'"{PARTITION_COLUMNS}" wants a column for each dataset, for example '
        f"`{{orders: ordered_on}}`, got {describe(place)}",
        place.location,
        "wrong-value",
    )
    return {}


def _read_max_bytes(node: MappingNode, options: Options, context: Context) -> int | None:
    """Take the budget of a data source's scans out of its connection options."""
    place = node.get("max_bytes")
    if options.values.pop("max_bytes", None) is None or not isinstance(place, Scalar):
        return None
    found = parse_bytes(place.text)
    if not found:
        context.problems.add(
            f'"max_bytes" wants an amount such as `50 GB` or `2 TiB`, got "{place.text}"',
            place.location,
            "wrong-value",
        )
    return found


def _read_server(config: Config) -> ServerSettings | None:
    node = config.take("server")
    if node is None:
        return None
    if not isinstance(node, MappingNode):
        config.complain(node, "server", "a mapping with url and api_key")
        return None
    server = Config(node, of='"server"', context=config.context)
    nodes = server.take_scalar("url"), server.take_scalar("api_key")
    server.finish()
    url, key = (read_secret(n, config.context) if n is not None else None for n in nodes)
    if node.get("url") is None or node.get("api_key") is None:
        config.context.problems.add(
            '"server" wants "url" and "api_key", the key as ${env.SELTZER_API_KEY}',
            node.location,
            "missing-key",
        )
    if url is None or key is None:
        return None
    unset = tuple(value for value in (url, key) if isinstance(value, UnsetVariableError))
    if isinstance(url, UnsetVariableError):
        return ServerSettings(url="", api_key=_secret(""), unset=unset)
    if not url.startswith(("http://", "https://")):
        config.context.problems.add(
            '"server.url" wants an address that starts with http:// or https://',
            (node.get("url") or node).location,
            "wrong-value",
        )
        return None
    text = key if isinstance(key, str) else ""
    return ServerSettings(url=url.rstrip("/"), api_key=_secret(text), unset=unset)


def _read_group_key(config: Config) -> "SecretStr | UnsetVariableError | None":
    node = config.take_scalar("group_key")
    key = read_secret(node, config.context) if node is not None else None
    if isinstance(key, UnsetVariableError):
        return key
    if node is None or key is None:
        return None
    if "${" not in node.text or len(key) < MIN_GROUP_KEY:
        # Never quoted: it may be the key itself.
        config.context.problems.add(
            f'"group_key" wants a secret of {MIN_GROUP_KEY} characters or more from the '
            "environment; write `group_key: ${env.SELTZER_GROUP_KEY}`",
            node.location,
            "wrong-value",
        )
        return None
    return _secret(key)


def _secret(text: str) -> "SecretStr":
    from pydantic import SecretStr

    return SecretStr(text)


def _read_variables(config: Config) -> dict[str, str]:
    node = config.take("variables")
    if node is None:
        return {}
    if not isinstance(node, MappingNode):
        config.complain(node, "variables", "names with values")
        return {}
    found: dict[str, str] = {}
    for key, value in node.entries:
        if not isinstance(value, Scalar) or value.value is None:
            config.complain(value, f"variables.{key.text}", "one value")
        elif "${" in value.text:
            # They end up in compiled SQL, which pull requests show: nothing of the environment.
            config.context.problems.add(
                f'the variable "{key.text}" of the project wants a plain value; values from the '
                f"environment are given with -v {key.text}=VALUE",
                value.location,
                "variable",
            )
        else:
            found[key.text] = value.text
    return found


def find_project_file(start: Path) -> Path | None:
    """Give the `seltzer.yml` of a folder or of the nearest folder above it."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / PROJECT_FILE).is_file():
            return candidate / PROJECT_FILE
    return None

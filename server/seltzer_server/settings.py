"""How the server runs: read from `SELTZER_*` and from arguments, secrets never shown."""

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from seltzer_specs.errors import ConfigError

DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024


class ServerSettings(BaseModel):
    """Everything that the server can be told.

    Attributes:
        database_url: SQLAlchemy or libpq URL; secret, because it may hold a password.
        data_dir: Folder of the SQLite store, the lock and the local key.
        host: Address to listen on.
        port: Port to listen on; 0 picks one.
        public_url: What people type into the browser, where it differs from host and port.
        slack_token: Bot token; without it no message is sent.
        slack_base_url: Where the Slack API is; changed by tests.
        notify: Receivers of incidents whose checks name none, for example `slack:#data`.
        max_body_bytes: Largest request body, after decompression.
        is_ephemeral: The address is gone when the command ends, so nothing may link to it.
        runs_background: False leaves evaluation and delivery to another process.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: SecretStr
    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 0
    public_url: str | None = None
    slack_token: SecretStr | None = None
    slack_base_url: str = "https://slack.com/api/"
    notify: tuple[str, ...] = ()
    max_body_bytes: int = DEFAULT_MAX_BODY_BYTES
    is_ephemeral: bool = False
    runs_background: bool = True

    @property
    def open_pages(self) -> bool:
        """Whether pages need no login: only where nobody but this machine can reach them.

        A public URL means that a proxy in front of the loopback address lets others in.
        """
        is_public = self.public_url is not None and not is_loopback(_host_of(self.public_url))
        return is_loopback(self.host) and not is_public

    @property
    def allowed_hosts(self) -> frozenset[str] | None:
        """Names that a request may be addressed to; others are DNS rebinding.

        None allows all: a server that listens beyond loopback and was not told its public name
        gives nothing away without a key, and a rebound browser has none.
        """
        if self.public_url is None and not is_loopback(self.host):
            return None
        hosts = {"localhost", "127.0.0.1", "[::1]", _bracketed(self.host)}
        if self.public_url is not None:
            hosts.add(_host_of(self.public_url))
        return frozenset(hosts)

    @property
    def link_url(self) -> str | None:
        """Where links in messages point to; None where there is nothing that stays."""
        return None if self.is_ephemeral and self.public_url is None else self.base_url

    @property
    def base_url(self) -> str:
        """Where the server is reached, without a slash at the end."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        return f"http://{_bracketed(self.host)}:{self.port}"


FROM_ENVIRONMENT = {
    "SELTZER_PUBLIC_URL": "public_url",
    "SELTZER_SLACK_TOKEN": "slack_token",
    "SELTZER_SLACK_BASE_URL": "slack_base_url",
    "SELTZER_MAX_BODY_BYTES": "max_body_bytes",
}


def parse_settings(
    environment: Mapping[str, str],
    *,
    data_dir: Path,
    database: str | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
) -> ServerSettings:
    """Give settings from the environment and the arguments; arguments win.

    Args:
        environment: Usually `os.environ`; `SELTZER_DATABASE` counts where `database` is None.
        data_dir: Folder of what the server keeps.
        database: URL of the store; SQLite in `data_dir` where it is named nowhere.
        host: Address to listen on.
        port: Port to listen on.

    Raises:
        ConfigError: a variable has a value that cannot be used; its value is not shown.
    """
    url = database or environment.get("SELTZER_DATABASE") or sqlite_url(data_dir)
    values: dict[str, object] = {
        field: environment[variable]
        for variable, field in FROM_ENVIRONMENT.items()
        if environment.get(variable)
    }
    if listed := environment.get("SELTZER_NOTIFY"):
        values["notify"] = [name.strip() for name in listed.split(",") if name.strip()]
    try:
        return ServerSettings.model_validate(
            {"database_url": url, "data_dir": data_dir, "host": host, "port": port, **values}
        )
    except ValidationError as error:
        names = {field: variable for variable, field in FROM_ENVIRONMENT.items()}
        wrong = [str(part["loc"][0]) for part in error.errors(include_input=False)]
        shown = ", ".join(names.get(name, name) for name in wrong)
        raise ConfigError(f"server settings cannot be used: {shown}; correct them") from None


def sqlite_url(data_dir: Path) -> str:
    """Name the store that a data folder holds."""
    return f"sqlite:///{data_dir.absolute() / 'seltzer.db'}"


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _host_of(url: str) -> str:
    return _bracketed((urlsplit(url).hostname or url).lower())

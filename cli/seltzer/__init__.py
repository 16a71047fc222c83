"""Seltzer for programs: scan from Airflow, Dagster or a notebook.

```python
report = seltzer.scan("checks.yml", connections={"warehouse": engine})
report.raise_for_outcome()
```

See docs/python-api.md. These names are all that programs should rely on.
"""

from importlib.metadata import version

from seltzer.report import Report
from seltzer.scanning import scan
from seltzer_specs.errors import (
    ChecksFailedError,
    ChecksWarnedError,
    ConfigError,
    DeliveryError,
    NotComputedError,
    OutcomeError,
    RefusedError,
    SeltzerError,
    SpecError,
    SpecErrorGroup,
)

__version__ = version("seltzer")

__all__ = [
    "ChecksFailedError",
    "ChecksWarnedError",
    "ConfigError",
    "DeliveryError",
    "NotComputedError",
    "OutcomeError",
    "RefusedError",
    "Report",
    "SeltzerError",
    "SpecError",
    "SpecErrorGroup",
    "__version__",
    "scan",
]

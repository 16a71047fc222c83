"""The real soda-core, where it can be had."""

import os
from collections.abc import Iterator

import pytest
from tests.differential.soda_environment import HOME, PYTHON, NoSodaError, make_environment
from tests.differential.soda_side import Soda
from tests.soda_examples.expectations import FOLDER


@pytest.fixture(scope="session")
def soda() -> Iterator[Soda]:
    """A process of the real soda-core."""
    try:
        make_environment()
    except NoSodaError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
    with Soda(PYTHON, HOME, folder=FOLDER) as process:
        yield process

"""Marks for what only one engine has: the test runs on that engine alone."""

import pytest

from tests.support.engines import POSTGRESQL, SQLITE

ON_SQLITE = pytest.mark.parametrize("engine_name", [SQLITE], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("engine_name", [POSTGRESQL], indirect=True)

"""Shared by all ten projects."""

import os

from hypothesis import HealthCheck, settings

# Snapgold's tests run pytest inside pytest.
pytest_plugins = ["pytester"]

# No deadlines: a busy machine is slow at random moments, and that is no bug. In CI
# the examples are also the same in every run, so that red means "this change".
settings.register_profile(
    "shared",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("shared")

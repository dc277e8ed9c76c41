"""Shared by all ten projects: pytest's own test harness, which snapgold needs."""

pytest_plugins = ["pytester"]

"""Snapshot tests in which a person, not a flag, decides what is right."""

from snapgold.gold import Gold, Mismatch, Render

__all__ = ["Gold", "Mismatch", "Render"]

"""Tide-gauge records: cleaned with reasons, then taken apart into tides."""

"""Exercises for people who measure things, and a checker with manners."""

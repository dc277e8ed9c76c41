"""Rotas for small teams: who works when, and which rule stands in the way."""

"""Whole øre only. No function here knows what a float is."""

from collections.abc import Sequence

type Ore = int


def kroner(amount: Ore) -> str:
    """Norwegian notation: a space between thousands, a comma before the øre."""
    sign = "−" if amount < 0 else ""
    whole, ore = divmod(abs(amount), 100)
    return f"{sign}{whole:,}".replace(",", "\u00a0") + f",{ore:02d}"


def allocate(total: Ore, weights: Sequence[int]) -> list[Ore]:
    """Split `total` by `weights` so that the parts add up to it exactly.

    Largest remainder: everybody gets the share rounded down, and the øre left
    over go one each to those who lost most by the rounding. Ties go to the
    earlier fund, so that the same input gives the same books on every machine.
    """
    if not weights or min(weights) < 0 or sum(weights) == 0:
        raise ValueError("weights must be non-negative, and one of them positive")
    whole = sum(weights)
    shares = [divmod(total * weight, whole) for weight in weights]
    parts = [floor for floor, _ in shares]
    missing = total - sum(parts)
    by_loss = sorted(range(len(shares)), key=lambda i: -shares[i][1])
    for index in by_loss[:missing]:
        parts[index] += 1
    return parts

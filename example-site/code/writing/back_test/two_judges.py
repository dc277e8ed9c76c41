"""One forecaster, judged three ways, on a year-round sailing made up for the purpose."""

from collections.abc import Iterator

import numpy as np

type Split = tuple[np.ndarray, np.ndarray]  # the days seen, the days asked


def vehicles(days: int = 1096, seed: int = 7) -> np.ndarray:
    """Daily counts: a week, a summer, and weather that lasts for about eight days."""
    rng = np.random.default_rng(seed)
    day = np.arange(days)
    week = np.array([0, -4, -2, 3, 22, 9, 15])[day % 7]
    summer = 45 * np.exp(-((((day % 365.25) - 197) / 40) ** 2))
    spell = np.zeros(days)
    for i in range(1, days):
        spell[i] = 0.88 * spell[i - 1] + rng.normal(0, 9)
    return np.maximum(0, 70 + week + summer + spell).round()


def neighbours(
    seen: np.ndarray, counts: np.ndarray, asked: np.ndarray, k: int = 4
) -> np.ndarray:
    """The mean of the k days nearest in time that fall on the same weekday."""
    forecast = np.empty(len(asked))
    for i, day in enumerate(asked):
        alike = seen[seen % 7 == day % 7]
        nearest = alike[np.argsort(abs(alike - day))[:k]]
        forecast[i] = counts[nearest].mean()
    return forecast


def shuffled(days: int, folds: int = 10) -> Iterator[Split]:
    """Ten folds, dealt like cards."""
    order = np.random.default_rng(1).permutation(days)
    for part in np.array_split(order, folds):
        yield np.setdiff1d(order, part), np.sort(part)


def rolling(
    days: int, history: int = 731, embargo: int = 3, horizon: int = 7
) -> Iterator[Split]:
    """Week after week: all that was known when the plan was printed, then the week itself."""
    for start in range(history + embargo, days - horizon + 1, horizon):
        yield np.arange(start - embargo), np.arange(start, start + horizon)


def error(counts: np.ndarray, splits: Iterator[Split], k: int) -> float:
    """Mean absolute error, in vehicles."""
    misses = [
        abs(neighbours(seen, counts, asked, k) - counts[asked])
        for seen, asked in splits
    ]
    return float(np.concatenate(misses).mean())


if __name__ == "__main__":
    counts = vehicles()
    print(f"shuffled folds  {error(counts, shuffled(len(counts)), k=4):5.1f} vehicles")
    print(f"rolling origin  {error(counts, rolling(len(counts)), k=4):5.1f} vehicles")

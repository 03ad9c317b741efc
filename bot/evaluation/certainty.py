"""How sure a mean is: the bounds that hold the true one in 95 of 100 cases."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, mean, stdev

_NORMAL = NormalDist().inv_cdf(0.975)


def bounds(values: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest that the mean of such values may well be; of a single one nobody knows."""
    if len(values) < 2:
        return float("-inf"), float("inf")
    error = _student(len(values) - 1) * stdev(values) / sqrt(len(values))
    return mean(values) - error, mean(values) + error


def _student(freedom: int) -> float:
    """How many standard errors those are; right to a hundredth from four degrees of freedom on.

    The expansion is Abramowitz and Stegun's 26.7.5 (1964), with its first three terms.
    """
    z = _NORMAL
    first = (z**3 + z) / (4 * freedom)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    return z + first + second + third

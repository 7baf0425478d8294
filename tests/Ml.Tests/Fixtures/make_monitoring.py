"""Figures of scipy that the monitoring tests must equal: /usr/bin/python3 make_monitoring.py > monitoring.json"""

import json

import numpy as np
import scipy
from scipy import special, stats

random = np.random.default_rng(7)


def kolmogorov():
    for n, m, shift in [(5, 7, 1.0), (12, 9, 0.0), (30, 41, 0.6), (100, 80, 0.3), (400, 300, 0.15)]:
        a = np.round(random.normal(size=n), 4)
        b = np.round(random.normal(size=m) + shift, 4)
        test = stats.ks_2samp(a, b, method="exact")
        yield {"a": a.tolist(), "b": b.tolist(), "distance": test.statistic, "exact": test.pvalue}


def chi_squared():
    for a, b in [([50, 30, 20], [40, 45, 25]), ([400, 300, 200, 100], [90, 60, 70, 30]), ([12, 88], [30, 70])]:
        test = stats.chi2_contingency(np.array([a, b]), correction=False)
        yield {"a": a, "b": b, "p": test[1]}


def stability():
    for a, b in [([100, 200, 300], [30, 60, 90]), ([100, 100, 100, 100], [10, 20, 30, 60]), ([50, 0], [20, 5])]:
        p = (np.array(a) + 0.5) / (sum(a) + 0.5 * len(a))
        q = (np.array(b) + 0.5) / (sum(b) + 0.5 * len(b))
        # Jeffreys' divergence is the sum of both relative entropies.
        yield {"a": a, "b": b, "index": stats.entropy(p, q) + stats.entropy(q, p)}


print(
    json.dumps(
        {
            "scipy": scipy.__version__,
            "kolmogorov": list(kolmogorov()),
            "survival": [{"x": x, "p": special.kolmogorov(x)} for x in [0.1, 0.3, 0.5, 0.83, 1.0, 1.36, 1.63, 2.5]],
            "chiSquared": list(chi_squared()),
            "stability": list(stability()),
        }
    )
)

"""Figures for FairnessIntervalTests: python3 make_fairness.py > fairness.json (numpy, scipy, scikit-learn)."""

import json
import math

import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score

Z = stats.norm.ppf(0.975)


def wilson(k, n):
    i = stats.binomtest(k, n).proportion_ci(method="wilson")
    return [k / n, i.low, i.high]


def newcombe(k1, n1, k2, n2):
    a, b = wilson(k1, n1), wilson(k2, n2)
    d = a[0] - b[0]
    return [d, d - math.hypot(a[0] - a[1], b[2] - b[0]), d + math.hypot(a[2] - a[0], b[0] - b[1])]


def delong(scores, happened):
    # Straight from the definition: every pair of a positive and a negative.
    x, y = scores[happened], scores[~happened]
    wins = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    variance = wins.mean(axis=1).var(ddof=1) / len(x) + wins.mean(axis=0).var(ddof=1) / len(y)
    auc = roc_auc_score(happened, scores)
    logit, half = math.log(auc / (1 - auc)), Z * math.sqrt(variance) / (auc * (1 - auc))
    return [auc, 1 / (1 + math.exp(half - logit)), 1 / (1 + math.exp(-half - logit))]


rng = np.random.default_rng(6)
cases = []
for n in (30, 80, 400):
    scores = np.round(rng.random(n), 1 if n == 80 else 3)
    happened = rng.random(n) < 0.2 + 0.6 * scores
    cases.append(
        {"scores": scores.tolist(), "happened": happened.tolist(), "auc": delong(scores, happened)}
    )
pairs = [(56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 0, 20), (10, 10, 0, 20), (63, 812, 41, 240)]
print(
    json.dumps(
        {
            "auc": cases,
            "differences": [{"counts": p, "interval": newcombe(*p)} for p in pairs],
            "shares": [{"counts": (k, n), "interval": wilson(k, n)} for k, n in ((0, 12), (12, 12), (7, 31), (402, 4870))],
        }
    )
)

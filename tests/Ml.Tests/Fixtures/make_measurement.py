"""Figures of item statistics and differential item functioning, by numpy, scipy and scikit-learn: measurement.json.

Run: python3 make_measurement.py > measurement.json
"""

import json
import math

import numpy as np
from scipy import stats
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

rng = np.random.default_rng(11)
STUDENTS, N, PASS = 90, 120, 60.0
# The first thirty students have two rows each.
students = [i % STUDENTS for i in range(N)]
ability = rng.normal(size=STUDENTS)
group = rng.random(STUDENTS) < 0.4
match = np.round([70 + 10 * ability[s] + rng.normal() * 4 for s in students], 2)
in_group = np.array([bool(group[s]) for s in students])
marks = np.round([68 + 9 * ability[s] + rng.normal() * 8 for s in students] - 6 * in_group, 1)
failed = np.array([(ability[s] + 0.8 * rng.normal()) < -0.7 for s in students])
passed = marks >= PASS


def ols():
    x = np.column_stack([np.ones(N), match, in_group])
    beta, *_ = np.linalg.lstsq(x, marks, rcond=None)
    bread = np.linalg.inv(x.T @ x)
    scores = x * (marks - x @ beta)[:, None]
    by = np.zeros((STUDENTS, 3))
    for i, s in enumerate(students):
        by[s] += scores[i]
    clusters = len(set(students))
    scale = clusters / (clusters - 1) * (N - 1) / (N - 3)
    error = math.sqrt((bread @ (by.T @ by) @ bread)[2, 2] * scale)
    t = stats.t(clusters - 3)
    own, others = marks[in_group], marks[~in_group]
    pooled = math.sqrt((((own - own.mean()) ** 2).sum() + ((others - others.mean()) ** 2).sum()) / (N - 2))
    half = t.ppf(0.975) * error
    return dict(value=beta[2], low=beta[2] - half, high=beta[2] + half, smd=beta[2] / pooled, p=2 * t.cdf(-abs(beta[2]) / error))


def logistic(rows):
    """Matching score to a point, as the product counts it; only rows of different students: no design effect."""
    score = np.array([round(m) for m in match[rows]], dtype=float)
    x = (score - match[rows].mean()) / 25
    g, y = in_group[rows].astype(float), passed[rows].astype(float)
    ones = np.ones(len(rows))

    def fit(design):
        def loss(b):
            m = design @ b
            return np.sum(np.logaddexp(0, m) - y * m)

        def slope(b):
            return design.T @ (1 / (1 + np.exp(-(design @ b))) - y)

        b = minimize(loss, np.zeros(design.shape[1]), jac=slope, method="BFGS", options=dict(gtol=1e-10)).x
        p = 1 / (1 + np.exp(-(design @ b)))
        info = design.T @ (design * (p * (1 - p))[:, None])
        return b, -loss(b), np.linalg.inv(info)

    _, empty, _ = fit(np.column_stack([ones]))
    _, one, _ = fit(np.column_stack([ones, x]))
    b, two, cov = fit(np.column_stack([ones, x, g]))
    _, three, _ = fit(np.column_stack([ones, x, g, x * g]))
    n = len(rows)

    def r2(ll):
        return (1 - math.exp(2 * (empty - ll) / n)) / (1 - math.exp(2 * empty / n))

    half = stats.norm.ppf(0.975) * math.sqrt(cov[2, 2])
    return dict(
        uniform=2 * (two - one), uniformP=stats.chi2.sf(2 * (two - one), 1),
        nonUniform=2 * (three - two), nonUniformP=stats.chi2.sf(2 * (three - two), 1),
        value=b[2], low=b[2] - half, high=b[2] + half, effect=r2(three) - r2(one),
    )


def mantel_haenszel(rows):
    tables = {}
    for r in rows:
        t = tables.setdefault(math.floor(match[r] / 5), [0, 0, 0, 0])
        t[(2 if in_group[r] else 0) + (0 if passed[r] else 1)] += 1
    tables = [t for t in tables.values() if t[0] + t[1] > 0 and t[2] + t[3] > 0]
    stack = np.array(tables, dtype=float)
    a, b, c, d = stack.T
    n = stack.sum(1)
    ratio = (a * d / n).sum() / (b * c / n).sum()
    e = (a + b) * (a + c) / n
    v = (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))
    chi = max(0, abs((a - e).sum()) - 0.5) ** 2 / v.sum()
    # Robins, Breslow and Greenland.
    p, q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
    var = (p * r).sum() / (2 * r.sum() ** 2) + (p * s + q * r).sum() / (2 * r.sum() * s.sum()) + (q * s).sum() / (2 * s.sum() ** 2)
    delta, half = -2.35 * math.log(ratio), 2.35 * stats.norm.ppf(0.975) * math.sqrt(var)
    return dict(ratio=ratio, value=delta, low=delta - half, high=delta + half, chi=chi, p=stats.chi2.sf(chi, 1))


def auc():
    """Obuchowski's clustered variance, written out pair by pair."""
    pos, neg = np.where(failed)[0], np.where(~failed)[0]
    psi = (marks[pos][:, None] < marks[neg][None, :]) + 0.5 * (marks[pos][:, None] == marks[neg][None, :])
    value = psi.mean()
    assert abs(value - roc_auc_score(failed, -marks)) < 1e-12
    v10, v01 = dict(zip(pos, psi.mean(1))), dict(zip(neg, psi.mean(0)))
    m, k = len(pos), len(neg)
    s10 = s01 = s11 = 0
    for s in set(students):
        rows = [i for i in range(N) if students[i] == s]
        x = sum(v10[i] - value for i in rows if i in v10)
        y = sum(v01[i] - value for i in rows if i in v01)
        s10 += x * x
        s01 += y * y
        s11 += x * y
    var = m / (m - 1) * s10 / m**2 + k / (k - 1) * s01 / k**2 + 2 * s11 / (m * k)
    logit, half = math.log(value / (1 - value)), stats.norm.ppf(0.975) * math.sqrt(var) / (value * (1 - value))
    return dict(value=value, low=1 / (1 + math.exp(half - logit)), high=1 / (1 + math.exp(-logit - half)))


def alpha():
    rows = np.round(rng.normal(size=(40, 1)) * 8 + rng.normal(size=(40, 5)) * 10 + 70, 1)
    k, n = 5, 40
    # By the covariance matrix, another way than by variances of items and totals.
    cov = np.cov(rows.T)
    value = k / (k - 1) * (1 - np.trace(cov) / cov.sum())
    f = stats.f(n - 1, (n - 1) * (k - 1))
    return dict(rows=rows.tolist(), value=value, low=1 - (1 - value) * f.ppf(0.975), high=1 - (1 - value) * f.ppf(0.025))


def correlations():
    r, _ = stats.pearsonr(marks, match)
    z, half = math.atanh(r), stats.norm.ppf(0.975) / math.sqrt(N - 3)
    y = failed.astype(float)
    # The partial correlation by residuals.
    design = np.column_stack([np.ones(N), match])
    rest = lambda v: v - design @ np.linalg.lstsq(design, v, rcond=None)[0]
    partial = stats.pearsonr(rest(marks), rest(y))[0]
    return dict(
        value=r, low=math.tanh(z - half), high=math.tanh(z + half), biserial=stats.pointbiserialr(failed, marks)[0], partial=partial
    )


one_each = list(range(STUDENTS))
print(
    json.dumps(
        dict(
            passMark=PASS, students=students, marks=marks.tolist(), match=match.tolist(), inGroup=in_group.tolist(),
            failed=failed.tolist(), ancova=ols(), oneEach=STUDENTS, logistic=logistic(one_each),
            bands=mantel_haenszel(one_each), auc=auc(), alpha=alpha(), correlation=correlations(),
        )
    )
)

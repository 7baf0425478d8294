"""Figures of effects.json, worked out with numpy, scipy and scikit-learn from the definitions, apart from src/Ml/Effects.

    /usr/bin/python3 tests/Ml.Tests/Fixtures/make_effects.py > tests/Ml.Tests/Fixtures/effects.json
"""

import json

import numpy as np
from scipy import optimize, stats
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(20261122)


def cohort():
    students, courses = 90, 3
    person = np.repeat(np.arange(students), courses)
    stratum = np.tile(np.arange(courses), students)
    trait = rng.normal(size=(students, 2))
    x = np.column_stack([trait[person], rng.normal(size=len(person)), rng.normal(size=len(person))])
    x[:, 2] += 0.4 * x[:, 0]
    treated = (rng.random(students) < 1 / (1 + np.exp(1.2 - 0.8 * trait[:, 0])))[person]
    y = (rng.random(len(person)) < 1 / (1 + np.exp(-0.8 + 0.7 * x[:, 0] + 0.5 * x[:, 2] - 0.3 * treated))).astype(float)
    score = 60 - 6 * x[:, 0] - 4 * x[:, 2] + 3 * treated + 5 * rng.normal(size=len(person))
    x = x.astype(np.float32)
    x[rng.random(len(person)) < 0.1, 3] = np.nan
    return x, treated, stratum, person, y, score


def table(x):
    columns = []
    for c in range(x.shape[1]):
        v = x[:, c].astype(float)
        missing = np.isnan(v)
        filled = np.where(missing, v[~missing].mean(), v)
        for col in [filled] + ([missing.astype(float)] if missing.mean() > 0.01 else []):
            columns.append((col - col.mean()) / col.std(ddof=1))
    return np.column_stack(columns)


def balance(z, treated, w):
    rows = []
    for c in range(z.shape[1]):
        t, o = z[treated, c], z[~treated, c]
        sd = np.sqrt((t.var(ddof=1) + o.var(ddof=1)) / 2)
        after = np.average(t, weights=w[treated]) - np.average(o, weights=w[~treated])
        rows.append([(t.mean() - o.mean()) / sd, after / sd])
    return rows


def match(logit, treated, stratum, person, foremost, z):
    caliper = 0.2 * np.sqrt((logit[treated].var(ddof=1) + logit[~treated].var(ddof=1)) / 2)
    w = np.zeros(len(logit))
    for i in np.flatnonzero(treated):
        pool = np.flatnonzero(~treated & (stratum == stratum[i]) & (person != person[i]))
        gap = np.abs(logit[pool] - logit[i])
        near = pool[np.argsort(gap, kind="stable")][: (gap <= caliper).sum()][:3]
        if len(near):
            w[i] = 1
            w[near] += 1 / len(near)
    plain = w.copy()
    f = np.column_stack([logit, z[:, foremost]])
    t, o = treated & (w > 0), ~treated & (w > 0)
    goal = f[t].mean(axis=0)
    base, d = w[o], f[o] - goal

    def dual(theta):
        e = d @ theta
        m = e.max()
        s = base * np.exp(e - m)
        return m + np.log(s.sum()), (s / s.sum()) @ d

    best = optimize.minimize(dual, np.zeros(d.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-10})
    s = base * np.exp(d @ best.x - (d @ best.x).max())
    w[o] = s / s.sum() * base.sum()
    return caliper, plain, w


def att(z, logit, treated, person, w, y):
    o = ~treated
    f = np.column_stack([np.ones(len(y)), logit, z])
    ridge = np.eye(f.shape[1])
    ridge[0, 0] = 0
    beta = np.linalg.solve(f[o].T @ f[o] + ridge, f[o].T @ y[o])
    left = y - f @ beta
    t, c = treated & (w > 0), o & (w > 0)
    mt, mc = left[t].mean(), np.average(left[c], weights=w[c])
    part = np.where(t, (left - mt) / t.sum(), -w * (left - mc) / t.sum())
    part[~(t | c)] = 0
    sums = np.array([part[person == p].sum() for p in np.unique(person[t | c])])
    g = len(sums)
    error = np.sqrt(g / (g - 1) * (sums**2).sum())
    df = len(np.unique(person[t])) - 1
    half = stats.t.ppf(0.975, df) * error
    d = mt - mc
    return {"difference": d, "error": error, "low": d - half, "high": d + half, "p": 2 * stats.t.sf(abs(d) / error, df)}


def ik(x, y):
    n = len(x)
    b, a = x < 0, x >= 0
    h1 = 1.84 * x.std(ddof=1) * n**-0.2
    nb, na = b & (x >= -h1), a & (x <= h1)
    f = (nb.sum() + na.sum()) / (2 * n * h1)
    vb, va = y[nb].var(ddof=1), y[na].var(ddof=1)
    between = (x >= np.median(x[b])) & (x <= np.median(x[a]))
    q = x[between]
    cubic = np.linalg.lstsq(np.column_stack([np.ones(len(q)), q >= 0, q, q**2, q**3]), y[between], rcond=None)[0]
    m3 = 6 * cubic[4]
    bends, shrinks = [], []
    for side, v in ((b, vb), (a, va)):
        h2 = 3.56 * (v / (f * max(m3**2, 0.01))) ** (1 / 7) * side.sum() ** (-1 / 7)
        near = side & (np.abs(x) <= h2)
        q = x[near]
        fit = np.linalg.lstsq(np.column_stack([np.ones(len(q)), q, q**2]), y[near], rcond=None)[0]
        bends.append(2 * fit[2])
        shrinks.append(2160 * v / (near.sum() * h2**4))
    return 3.43754 * ((vb + va) / (f * ((bends[1] - bends[0]) ** 2 + sum(shrinks)))) ** 0.2 * n**-0.2


def side(x, y, h, order, above):
    u = (x >= 0) == above
    u &= np.abs(x) < h
    k = 1 - np.abs(x[u]) / h
    f = np.column_stack([x[u] ** p for p in range(order + 1)])
    inverse = np.linalg.inv(f.T @ (f * k[:, None]))
    beta = inverse @ (f.T @ (k * y[u]))
    counts = (inverse @ (f * k[:, None]).T)[0]
    lever = np.einsum("ij,jk,ik->i", f, inverse, f) * k
    left = (y[u] - f @ beta) / np.sqrt(1 - lever)
    return beta[0], np.flatnonzero(u), counts * left


def jump(x, y, person, h):
    linear = side(x, y, h, 1, True)[0] - side(x, y, h, 1, False)[0]
    hi, lo = side(x, y, h, 2, True), side(x, y, h, 2, False)
    part = np.zeros(len(x))
    part[hi[1]] += hi[2]
    part[lo[1]] -= lo[2]
    error = np.sqrt(sum(part[person == p].sum() ** 2 for p in np.unique(person)))
    return {"bandwidth": h, "linear": linear, "jump": hi[0] - lo[0], "error": error}


def density(x):
    n = len(x)
    sd = x.std(ddof=1)
    b = 2 * sd / np.sqrt(n)
    h = max(1.84 * 1.5 * sd * n**-0.2, 10 * b)
    heights = []
    for above in (False, True):
        d = np.abs(x[(x >= 0) == above])
        bins = int(min(h / b, d.max() // b))
        counts = np.histogram(d, bins=np.arange(bins + 1) * b)[0] / (n * b)
        mid = (np.arange(bins) + 0.5) * b
        k = np.maximum(0, 1 - mid / h)
        f = np.column_stack([np.ones(bins), mid])
        heights.append(np.linalg.solve(f.T @ (f * k[:, None]), f.T @ (k * counts))[0])
    error = np.sqrt(24 / 5 / (n * h) * (1 / heights[0] + 1 / heights[1]))
    return {"logRatio": np.log(heights[1] / heights[0]), "error": error}


def main():
    x, treated, stratum, person, y, score = cohort()
    z = table(x)
    model = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(z, treated)
    logit = model.decision_function(z)
    foremost = [0, 2]
    caliper, plain, w = match(logit, treated, stratum, person, foremost, z)
    n = 600
    r = np.round(rng.normal(-0.7, 1, n), 6)
    who = rng.integers(0, 400, n)
    out = np.round(0.6 - 0.15 * r + 0.05 * r**2 + 0.12 * (r >= 0) + 0.2 * rng.normal(size=n), 6)
    print(
        json.dumps(
            {
                "x": [[None if np.isnan(v) else float(v) for v in row] for row in x],
                "treated": treated.tolist(),
                "stratum": stratum.tolist(),
                "person": person.tolist(),
                "y": y.tolist(),
                "score": score.tolist(),
                "foremost": foremost,
                "logits": logit.tolist(),
                "caliper": caliper,
                "matched": int((plain[treated] > 0).sum()),
                "weights": w.tolist(),
                "balance": balance(z, treated, w),
                "pass": att(z, logit, treated, person, w, y),
                "mark": att(z, logit, treated, person, w, score),
                "running": r.tolist(),
                "outcome": out.tolist(),
                "who": who.tolist(),
                "cut": jump(r, out, who, ik(r, out)),
                "density": density(r),
            }
        )
    )


main()

"""Figures of other tools for the multilevel tests: numpy and scipy. Run: /usr/bin/python3 make_multilevel.py > multilevel.json"""
import json
import numpy as np
from scipy import integrate, optimize, special, stats

rng = np.random.default_rng(7)
out = {}

# Eight schools (Rubin 1981): the spread integrated out by adaptive quadrature.
y = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
v = np.array([15.0, 10, 16, 11, 9, 11, 10, 18]) ** 2
most = 3 * max(y.std(ddof=1), np.sqrt(v.mean()))


def parts(tau):
    w = 1 / (v + tau**2)
    mean, var = (w * y).sum() / w.sum(), 1 / w.sum()
    log = 0.5 * np.log(var) + 0.5 * np.log(w).sum() - 0.5 * (w * (y - mean) ** 2).sum()
    kept = tau**2 / (tau**2 + v)
    return np.exp(log), mean + kept * (y - mean), kept * v + (1 - kept) ** 2 * var


norm = integrate.quad(lambda t: parts(t)[0], 0, most)[0]
mean = [integrate.quad(lambda t: parts(t)[0] * parts(t)[1][j], 0, most)[0] / norm for j in range(8)]
square = [integrate.quad(lambda t: parts(t)[0] * (parts(t)[2][j] + parts(t)[1][j] ** 2), 0, most)[0] / norm for j in range(8)]
spread = integrate.quad(lambda t: parts(t)[0] * t, 0, most)[0] / norm
out["schools"] = {"y": y.tolist(), "v": v.tolist(), "mean": mean, "sd": [float(np.sqrt(s - m * m)) for s, m in zip(square, mean)], "spread": spread}

# Shares: a fine grid over the mean and the root of the intraclass correlation.
n = rng.integers(12, 60, 14)
p = rng.beta(6, 18, 14)
k = rng.binomial(n, p)
roots = np.linspace(0.01, 0.7, 400)
means = np.linspace(0.02, 0.7, 700)
R, M = np.meshgrid(roots, means, indexing="ij")
S = 1 / R**2 - 1
A, B = M * S, (1 - M) * S
ll = sum(special.betaln(A + a, B + m - a) - special.betaln(A, B) for a, m in zip(k, n))
w = np.exp(ll - ll.max())
w /= w.sum()
m1 = [float((w * (A + a) / (S + m)).sum()) for a, m in zip(k, n)]
m2 = [float((w * (A + a) * (A + a + 1) / ((S + m) * (S + m + 1))).sum()) for a, m in zip(k, n)]
out["shares"] = {"k": k.tolist(), "n": n.tolist(), "mean": m1, "sd": [float(np.sqrt(b - a * a)) for a, b in zip(m1, m2)]}

# Logistic model with a random intercept: Gauss-Hermite with 60 nodes, Nelder-Mead, profile likelihood.
n = rng.integers(15, 35, 40)
k = rng.binomial(n, special.expit(-1.2 + 0.8 * rng.standard_normal(40)))
nodes, weights = np.polynomial.hermite_e.hermegauss(60)


def loss(mu, s):
    x = mu + s * nodes[:, None]
    terms = k * -np.logaddexp(0, -x) + (n - k) * -np.logaddexp(0, x)
    return -special.logsumexp(terms + np.log(weights)[:, None], axis=0).sum()


best = optimize.minimize(lambda t: loss(t[0], np.exp(t[1])), [-1, -0.3], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
mu, s = best.x[0], float(np.exp(best.x[1]))
profile = lambda sd: optimize.minimize_scalar(lambda m: loss(m, sd), bounds=(-4, 2), method="bounded").fun - best.fun - stats.chi2.ppf(0.95, 1) / 2
icc = lambda sd: sd**2 / (sd**2 + np.pi**2 / 3)
out["intercept"] = {"k": k.tolist(), "n": n.tolist(), "mu": float(mu), "sd": s, "low": icc(optimize.brentq(profile, 1e-3, s)), "high": icc(optimize.brentq(profile, s, 4))}

# Parts of a variance: the regression over pairs spelled out pair by pair.
rows, students = 160, 60
klass = rng.integers(0, 12, rows)
student = rng.integers(0, students, rows)
seen, keep = set(), []
for i in range(rows):
    if (klass[i], student[i]) not in seen:
        seen.add((klass[i], student[i]))
        keep.append(i)
klass, student = klass[keep], student[keep]
course = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
teacher = np.array([0, 1, 2, 3, 0, 1, 2, 3, 4, 0, 1, 4])
value = (rng.standard_normal(4)[course[klass]] * 0.8 + rng.standard_normal(12)[klass] * 0.5 + rng.standard_normal(students)[student] + rng.standard_normal(len(keep)) * 1.2).round(4)
r = value - value.mean()
i, j = np.triu_indices(len(r), 1)
X = np.column_stack([np.ones(len(i)), course[klass[i]] == course[klass[j]], teacher[klass[i]] == teacher[klass[j]], klass[i] == klass[j], student[i] == student[j]]).astype(float)
found = np.linalg.lstsq(X, r[i] * r[j], rcond=None)[0][1:]
kept = np.maximum(0, found)
rest = max(0, r @ r / (len(r) - 1) - kept.sum())
out["parts"] = {"value": value.tolist(), "klass": klass.tolist(), "student": student.tolist(), "course": course.tolist(), "teacher": teacher.tolist(), "shares": (np.append(kept, rest) / (kept.sum() + rest)).tolist()}

# The same model for courses of many hundreds, where a likelihood is narrow: an even grid of 8,001 nodes over 16 deviations.
rng = np.random.default_rng(18)
n = rng.integers(1300, 1701, 9)
k = rng.binomial(n, special.expit(-0.3 + 0.35 * rng.standard_normal(9)))
nodes = np.linspace(-8, 8, 8001)
weights = stats.norm.pdf(nodes) * (nodes[1] - nodes[0])
best = optimize.minimize(lambda t: loss(t[0], np.exp(t[1])), [-0.3, -1], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
mu, s = best.x[0], float(np.exp(best.x[1]))
profile = lambda sd: optimize.minimize_scalar(lambda m: loss(m, sd), bounds=(-3, 3), method="bounded", options={"xatol": 1e-9}).fun - best.fun - stats.chi2.ppf(0.95, 1) / 2
out["large"] = {"k": k.tolist(), "n": n.tolist(), "mu": float(mu), "sd": s, "low": icc(optimize.brentq(profile, 1e-2, s)), "high": icc(optimize.brentq(profile, s, 4))}
print(json.dumps(out))

"""Figures of scikit-learn 1.2.1 that the linear trainers must equal: python3 make_linear.py > linear.json

The inputs are rounded so that float32 holds them exactly as printed values are read back.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.svm import LinearSVC

ROWS, COLUMNS = 60, 5
random = np.random.default_rng(20)
warnings.filterwarnings("ignore")


def inputs(rows, columns):
    """Correlated, of different scales, one far from zero; multiples of 1/64, which float32 holds exactly."""
    x = random.normal(size=(rows, columns))
    x[:, 1:] += 0.5 * x[:, :-1]
    x *= 1 + 0.5 * np.arange(columns)
    x[:, 0] += 3
    return np.round(x * 64) / 64


x = inputs(ROWS, COLUMNS)
signal = (x - x.mean(axis=0)) @ np.array([1.0, -0.8, 0.4, 0.0, 0.3])
y = np.round(5 + signal + random.normal(size=ROWS), 4)
binary = (signal + random.logistic(size=ROWS) * 1.5 > 0.3).astype(int)
classes = np.digitize(signal + random.logistic(size=ROWS), [-1.0, 1.0])
weights = np.round(random.uniform(0.2, 3, size=ROWS), 3)
wide = inputs(20, 30)
wide_y = np.round(wide[:, :4].sum(axis=1) + random.normal(size=20), 4)

cases = []


def case(name, family, model, target, data="narrow", weighted=False, **settings):
    matrix, outcomes = (wide, wide_y) if data == "wide" else (x, target)
    model.fit(matrix, outcomes, sample_weight=weights if weighted else None)
    cases.append(
        {
            "name": name,
            "family": family,
            "data": data,
            "weighted": weighted,
            **settings,
            "coefficients": np.atleast_2d(model.coef_).tolist(),
            "intercepts": np.atleast_1d(model.intercept_).tolist(),
        }
    )


exact = {"tol": 1e-12, "max_iter": 1_000_000}
for weighted in (False, True):
    mark = " weighted" if weighted else ""
    case("ols" + mark, "ols", LinearRegression(), y, weighted=weighted)
    for alpha in (1.0, 25.0):
        case(f"ridge {alpha}{mark}", "ridge", Ridge(alpha=alpha, solver="cholesky"), y, weighted=weighted, alpha=alpha)
    for alpha, ratio in ((0.05, 1.0), (0.5, 1.0), (0.3, 0.5), (0.05, 0.2)):
        model = Lasso(alpha=alpha, **exact) if ratio == 1 else ElasticNet(alpha=alpha, l1_ratio=ratio, **exact)
        case(f"elastic {alpha} {ratio}{mark}", "elasticNet", model, y, weighted=weighted, alpha=alpha, l1Ratio=ratio)
    for c in (0.1, 1.0, 10.0):
        model = LogisticRegression(C=c, solver="newton-cg", tol=1e-12, max_iter=100_000)
        case(f"logistic l2 {c}{mark}", "logistic", model, binary, weighted=weighted, c=c, l1Ratio=0.0)
        model = LogisticRegression(C=c, solver="newton-cg", tol=1e-12, max_iter=100_000, multi_class="multinomial")
        case(f"softmax {c}{mark}", "softmax", model, classes, weighted=weighted, c=c, l1Ratio=0.0)
        for ratio in (1.0, 0.5):
            model = LogisticRegression(
                C=c, penalty="elasticnet", l1_ratio=ratio, solver="saga", random_state=1, **exact
            )
            case(f"logistic {ratio} {c}{mark}", "logistic", model, binary, weighted=weighted, c=c, l1Ratio=ratio)
        model = LinearSVC(C=c, dual=False, **exact)
        case(f"svm {c}{mark}", "svm", model, binary, weighted=weighted, c=c)
case("ridge wide", "ridge", Ridge(alpha=2.0, solver="svd"), None, data="wide", alpha=2.0)
case("lasso wide", "elasticNet", Lasso(alpha=0.2, **exact), None, data="wide", alpha=0.2, l1Ratio=1.0)

print(
    json.dumps(
        {
            "madeBy": "make_linear.py, scikit-learn " + sklearn.__version__,
            "x": x.tolist(),
            "y": y.tolist(),
            "binary": binary.tolist(),
            "classes": classes.tolist(),
            "weights": weights.tolist(),
            "wideX": wide.tolist(),
            "wideY": wide_y.tolist(),
            "cases": cases,
        }
    )
)

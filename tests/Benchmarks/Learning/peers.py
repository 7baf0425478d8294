"""The peers of the learning benchmark, in a process of their own.

Reads one JSON object a line on standard input, does what it says, answers with one line. Data are the files that the
benchmark wrote: float32 rows (x*.bin) and float32 outcomes (y*.bin). Only fitting (or explaining) is timed.
"""
import json
import os
import sys
import time

FOLDER = sys.argv[1]


def versions():
    found = {}
    for name in ("numpy", "sklearn", "xgboost", "torch", "threadpoolctl"):
        try:
            found[name] = __import__(name).__version__
        except ImportError:
            found[name] = None
    return found


def load(name, columns):
    import numpy as np

    x = np.fromfile(os.path.join(FOLDER, f"x-{name}.bin"), dtype=np.float32).reshape(-1, columns)
    y = np.fromfile(os.path.join(FOLDER, f"y-{name}.bin"), dtype=np.float32)
    return x, y


def timed(fit):
    start = time.perf_counter()
    result = fit()
    return result, time.perf_counter() - start


def limited(threads):
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=threads)


def auc(y, p):
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(y, p))


def sklearn_boosting(task):
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=task["trees"],
        max_leaf_nodes=task["leaves"],
        learning_rate=0.1,
        min_samples_leaf=20,
        early_stopping=False,
    )


def xgboost_boosting(task):
    from xgboost import XGBClassifier

    return XGBClassifier(
        n_estimators=task["trees"],
        max_leaves=task["leaves"],
        max_depth=0,
        grow_policy="lossguide",
        tree_method="hist",
        max_bin=256,
        learning_rate=0.1,
        n_jobs=task["threads"],
    )


def sklearn_forest(task):
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(
        n_estimators=task["trees"], min_samples_leaf=task["minRows"], n_jobs=task["threads"], random_state=task["round"]
    )


def sklearn_logistic(task):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=task["c"], max_iter=1000))


MODELS = {
    ("boosting", "sklearn"): sklearn_boosting,
    ("boosting", "xgboost"): xgboost_boosting,
    ("forest", "sklearn"): sklearn_forest,
    ("logistic", "sklearn"): sklearn_logistic,
}


def fit(task):
    x, y = load(task["train"], task["columns"])
    xt, yt = load(task["test"], task["columns"])
    model = MODELS[task["do"], task["peer"]](task)
    with limited(task["threads"]):
        _, seconds = timed(lambda: model.fit(x, y))
        return {"seconds": seconds, "auc": auc(yt, model.predict_proba(xt)[:, 1])}


EXPLAINED = {}


def shap(task):
    """Rows explained by xgboost's pred_contribs; the model is fitted once, untimed."""
    import numpy as np
    import xgboost

    x, y = load(task["train"], task["columns"])
    if "model" not in EXPLAINED:
        EXPLAINED["model"] = xgboost_boosting(task).fit(x, y).get_booster()
    booster = EXPLAINED["model"]
    booster.set_param({"nthread": task["threads"]})
    rows = xgboost.DMatrix(load(task["test"], task["columns"])[0][: task["rows"]], nthread=task["threads"])
    with limited(task["threads"]):
        phi, seconds = timed(lambda: booster.predict(rows, pred_contribs=True))
    margins = booster.predict(rows, output_margin=True)
    return {"seconds": seconds, "error": float(np.abs(phi.sum(axis=1) - margins).max())}


FASTEST = {}


def fastest_arrangement(epoch, threads):
    """How many threads torch and its BLAS have where torch is fastest.

    Torch's threads (OpenMP) and those of OpenBLAS do not know of each other: where both have all, they wait for the
    processors in turn, and an epoch takes several times as long. Found once, on a part of an epoch, untimed.
    """
    if "lstm" not in FASTEST:
        times = {}
        for arrangement in ((1, 1), (threads, 1), (1, threads), (threads, threads)):
            with threaded(*arrangement):
                epoch(0.02)
                times[arrangement] = min(timed(lambda: epoch(0.05))[1] for _ in range(3))
        FASTEST["lstm"] = min(times, key=times.get)
        print(f"torch is fastest with (its, BLAS) threads {FASTEST['lstm']}", file=sys.stderr)
    return FASTEST["lstm"]


def threaded(torch_threads, blas_threads):
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(torch_threads)
    return threadpool_limits(limits=blas_threads, user_api="blas")


def lstm(task):
    """One epoch of torch's LSTM on random sequences, as in the benchmark's own row."""
    import torch

    torch.manual_seed(1)
    x = torch.rand(task["rows"], task["steps"], task["columns"]) * 2 - 1
    y = (torch.rand(task["rows"], 1) < 0.5).float()
    cell = torch.nn.LSTM(task["columns"], task["cells"], batch_first=True)
    head = torch.nn.Linear(task["cells"], 1)
    optimiser = torch.optim.Adam([*cell.parameters(), *head.parameters()], lr=1e-3)
    loss = torch.nn.BCEWithLogitsLoss()

    def epoch(share=1.0):
        for start in range(0, int(len(x) * share), task["batch"]):
            optimiser.zero_grad()
            hidden, _ = cell(x[start : start + task["batch"]])
            loss(head(hidden[:, -1]), y[start : start + task["batch"]]).backward()
            optimiser.step()

    with threaded(*fastest_arrangement(epoch, task["threads"])):
        return {"seconds": timed(epoch)[1]}


def main():
    print(json.dumps(versions()), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        work = {"shap": shap, "lstm": lstm}.get(task["do"], fit)
        try:
            answer = work(task)
        except Exception as fault:  # said to the benchmark, which says it to the reader
            answer = {"fault": f"{type(fault).__name__}: {fault}"}
        print(json.dumps(answer), flush=True)


main()

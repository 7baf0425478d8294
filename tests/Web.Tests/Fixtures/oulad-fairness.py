"""Figures of groups of OULAD's last presentation (2014J) at the end of week 8, by other code than the program's.

Usage: python3 oulad-fairness.py ../../../../shared/data/oulad > oulad-fairness.json   (numpy and scipy; about 3 s)

Population: enrolled by day 56 and not unregistered by then; a registration without a date counts from the first day. People are distinct students of all modules together; a student had
the outcome where any of these enrollments ended with Fail or Withdrawn. The plain model that flags is one formula over the raw
files, so that a learner that changes changes nothing here:

    risk of an enrollment = -(assessments submitted by day 56, banked ones left out) + ((7919 * id_student) mod 10007) / 20014
    shown frequency       = 1 / (1 + exp(submitted - 1.5)), rounded to 2 places

A student stands where their riskiest enrollment does; the tenth with the highest risk is flagged. The calibration gap is of
predictions, one an enrollment: mean shown frequency less the share that ended with Fail or Withdrawn.
"""

import csv
import gzip
import json
import math
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta

import numpy as np
from scipy import stats

DAY, SHARE, LEAST = 56, 0.1, 10
ATTRIBUTES = {
    "gender": "Gender",
    "age_band": "Age band",
    "disability": "Declared disability",
    "region": "Region",
    "imd_band": "Index of multiple deprivation",
}


def rows(folder, name):
    opener = gzip.open if name.endswith(".gz") else open
    with opener(f"{folder}/{name}", "rt", newline="") as file:
        yield from csv.DictReader(file)


def wilson(hits, n):
    interval = stats.binomtest(hits, n).proportion_ci(method="wilson")
    return [hits / n, interval.low, interval.high]


def newcombe(a, b):
    d = a[0] - b[0]
    return [d, d - math.hypot(a[0] - a[1], b[2] - b[0]), d + math.hypot(a[2] - a[0], b[0] - b[1])]


def auc(shown, happened):
    ranks = stats.rankdata(shown)
    n1 = happened.sum()
    n0 = len(happened) - n1
    return float((ranks[happened].sum() - n1 * (n1 + 1) / 2) / (n1 * n0))


def rates(people):
    happened = np.array([p["happened"] for p in people])
    flagged = np.array([p["flagged"] for p in people])
    return {
        "selectionRate": wilson(int(flagged.sum()), len(people)),
        "falsePositiveRate": wilson(int((flagged & ~happened).sum()), int((~happened).sum())),
        "falseNegativeRate": wilson(int((~flagged & happened).sum()), int(happened.sum())),
        "precision": wilson(int((flagged & happened).sum()), int(flagged.sum())),
        "recall": wilson(int((flagged & happened).sum()), int(happened.sum())),
        "baseRate": wilson(int(happened.sum()), len(people)),
    }


def calibration_gap(predictions):
    shown, happened = np.array(predictions).T
    return float(shown.mean() - happened.mean())


def shown_at(count):
    return round(1 / (1 + math.exp(count - 1.5)), 2)


def figures(people, everybody):
    happened = np.array([p["happened"] for p in people])
    flagged = np.array([p["flagged"] for p in people])
    shown = np.array([p["shown"] for p in people])
    counts = {"n": len(people), "needed": int(happened.sum()), "flagged": int(flagged.sum())}
    small = min(counts["n"], counts["needed"], counts["n"] - counts["needed"], counts["flagged"]) < LEAST
    if small:
        return {"small": True}
    own = rates(people)
    found = {
        "small": False,
        **counts,
        "flaggedNeeded": int((flagged & happened).sum()),
        "rates": own,
        "auc": auc(shown, happened),
        "calibrationGap": calibration_gap([e for p in people for e in p["predictions"]]),
    }
    ids = {p["student"] for p in people}
    rest = [p for p in everybody if p["student"] not in ids]
    if rest:
        found["toRest"] = {k: newcombe(own[k], r) for k, r in rates(rest).items()}
    return found


def main(folder):
    submitted = Counter()
    assessments = {r["id_assessment"]: r for r in rows(folder, "assessments.csv")}
    for r in rows(folder, "studentAssessment.csv.gz"):
        a = assessments[r["id_assessment"]]
        if a["code_presentation"] == "2014J" and r["is_banked"] == "0" and int(r["date_submitted"]) <= DAY:
            submitted[a["code_module"], r["id_student"]] += 1

    # A student's group is the one last recorded at a registration, of whatever module and presentation.
    here, begun = set(), {}
    for r in rows(folder, "studentRegistration.csv.gz"):
        year, half = int(r["code_presentation"][:4]), r["code_presentation"][4]
        start = date(year, 2 if half == "B" else 10, 1)
        begun[r["code_module"], r["code_presentation"], r["id_student"]] = start + timedelta(int(r["date_registration"] or 0))
        if r["code_presentation"] != "2014J":
            continue
        left = r["date_unregistration"]
        if int(r["date_registration"] or 0) <= DAY and (left == "" or int(left) > DAY):
            here.add((r["code_module"], r["id_student"]))

    enrollments = defaultdict(list)
    traits = defaultdict(dict)
    info = list(rows(folder, "studentInfo.csv.gz"))
    info.sort(key=lambda r: begun[r["code_module"], r["code_presentation"], r["id_student"]])
    for r in info:
        traits[r["id_student"]].update({c: r[c].replace("10-20", "10-20%").replace("%%", "%") for c in ATTRIBUTES if r[c] not in ("", "?")})
        if r["code_presentation"] == "2014J" and (r["code_module"], r["id_student"]) in here:
            enrollments[r["id_student"]].append(r)

    people = []
    for student, own in enrollments.items():
        noise = (7919 * int(student)) % 10007 / 20014
        count = min(submitted[r["code_module"], student] for r in own)
        people.append(
            {
                "student": student,
                "risk": -count + noise,
                "shown": shown_at(count),
                "predictions": [
                    (shown_at(submitted[r["code_module"], student]), r["final_result"] in ("Fail", "Withdrawn"))
                    for r in own
                ],
                "happened": any(r["final_result"] in ("Fail", "Withdrawn") for r in own),
            }
        )
    places = math.ceil(SHARE * len(people))
    people.sort(key=lambda p: -p["risk"])
    assert people[places - 1]["risk"] > people[places]["risk"], "a tie at the cut"
    for rank, person in enumerate(people):
        person["flagged"] = rank < places

    groups = {}
    for column, label in ATTRIBUTES.items():
        members = defaultdict(list)
        for person in people:
            members[traits[person["student"]].get(column, "")].append(person)
        groups[label] = {g: figures(m, people) for g, m in sorted(members.items())}
    found = {"overall": figures(people, people), "groups": groups}
    print(json.dumps(json.loads(json.dumps(found), parse_float=lambda f: round(float(f), 6)), indent=1))


main(sys.argv[1])

"""Works out the example's monthly numbers and key results from RavenStack's files alone, without a database.

expected.py FOLDER > full.json (or excerpt.json). The tests compare what the catalog's statements and the engine give with them.

Data: RavenStack, a synthetic SaaS data set by River @ Rivalytics, free to use and remix with credit.
"""

import csv
import json
import pathlib
import sys
from datetime import date, timedelta
from statistics import median

folder = pathlib.Path(sys.argv[1])


def rows(name):
    with open(folder / name, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def day(text):
    return date.fromisoformat(text[:10]) if text else date.max


paid = [s for s in rows("subscriptions.csv") if s["is_trial"] == "False"]
tickets, uses, leaves = rows("support_tickets.csv"), rows("feature_usage.csv"), rows("churn_events.csv")
END = date(2025, 1, 1)  # the first day that the files know nothing about


def in_force(d):
    """The paid subscriptions at the end of a day."""
    return [s for s in paid if day(s["start_date"]) <= d < day(s["end_date"])]


def accounts(d):
    return {s["account_id"] for s in in_force(d)}


def mrr(d):
    return sum(int(s["mrr_amount"]) for s in in_force(d))


def ratio(numerator, denominator):
    return numerator / denominator if denominator else None


def response(first, until):
    minutes = [int(t["first_response_time_minutes"]) for t in tickets if first <= day(t["submitted_at"]) < until]
    return ratio(sum(minutes), len(minutes))


def errors(first, until):
    of = [u for u in uses if first <= day(u["usage_date"]) < until]
    return ratio(sum(int(u["error_count"]) for u in of), sum(int(u["usage_count"]) for u in of))


def month(first, until):
    evening = min(until, END) - timedelta(1)
    before = accounts(first - timedelta(1))
    left = {c["account_id"] for c in leaves if c["is_reactivation"] == "False" and first <= day(c["churn_date"]) < until}
    came = [t for t in tickets if first <= day(t["submitted_at"]) < until]
    scores = [float(t["satisfaction_score"]) for t in came if t["satisfaction_score"]]
    # Nothing that starts or ends in the month is no fact, which is not the same as a change of 0.
    moved = [s for s in paid if first <= day(s["start_date"]) < until or first <= day(s["end_date"]) < until]
    return {
        "mrr": mrr(evening),
        "net_new_mrr": mrr(evening) - mrr(first - timedelta(1)) if moved else None,
        "active_accounts": len(accounts(evening)),
        "revenue_per_account": ratio(mrr(evening), len(accounts(evening))),
        "logo_churn_rate": ratio(len(before & left), len(before)),
        "first_response_time": response(first, until),
        "escalation_rate": ratio(sum(t["escalation_flag"] == "True" for t in came), len(came)),
        "satisfaction": ratio(sum(scores), len(scores)),
        "satisfaction_coverage": ratio(len(scores), len(came)),
        "feature_error_rate": errors(first, until),
    }


def weeks(first, until):
    """Mondays of the weeks that lie wholly between two days."""
    monday = first + timedelta(-first.weekday() % 7)
    while monday + timedelta(7) <= until:
        yield monday
        monday += timedelta(7)


def known(values):
    return [v for v in values if v is not None]


def key_results():
    """Of 2024-Q4, judged on the day after its end: by the last whole week, a falling target, and the share of good weeks."""
    start, last = date(2024, 10, 1), list(weeks(date(2024, 10, 1), END))[-1]
    week = timedelta(7)
    usual = median(known(response(w, w + week) for w in weeks(date(2024, 7, 1), start)))
    paying, waiting = len(accounts(last + week - timedelta(1))), response(last, last + week)
    observed = known(errors(w, w + week) for w in weeks(start, END))
    return {
        "paying_accounts": {"value": paying, "baseline": 414, "attainment": attained(paying, 414, 500)},
        "first_response": {"value": waiting, "baseline": usual, "attainment": attained(waiting, usual, 70)},
        "few_errors": {
            "value": errors(last, last + week), "baseline": None,
            "attainment": sum(e <= 0.055 for e in observed) / len(observed),
        },
    }


def attained(value, baseline, target):
    return None if value is None else min(max((value - baseline) / (target - baseline), 0), 1)


months = [date(2023 + n // 12, n % 12 + 1, 1) for n in range(25)]
numbers = {f"{first:%Y-%m}": month(first, until) for first, until in zip(months, months[1:])}
by_metric = {metric: [values[metric] for values in numbers.values()] for metric in next(iter(numbers.values()))}
lines = ",\n    ".join(f"{json.dumps(metric)}: {json.dumps(values)}" for metric, values in by_metric.items())
results = ",\n    ".join(f"{json.dumps(name)}: {json.dumps(values)}" for name, values in key_results().items())
print(f'{{\n  "first": "2023-01-01",\n  "months": {{\n    {lines}\n  }},\n  "key_results": {{\n    {results}\n  }}\n}}')

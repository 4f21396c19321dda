"""Writes robust.txtar: unusual values, forecasts and baselines of a made-up course of 60 weeks, computed with Python's
statistics module only. Run it in this folder: python3 robust.py"""
import datetime, random, statistics as st

random.seed(7)
start = datetime.date(2025, 1, 6)
weeks = [start + datetime.timedelta(weeks=i) for i in range(60)]
values = [round(100 + i * 0.5 + random.uniform(-6, 6), 2) for i in range(60)]
values[55] = 220.0  # stands out
missing = {30, 41}
period_start, period_end = datetime.date(2025, 12, 29), datetime.date(2026, 3, 30)  # weeks 51 to 63
now = weeks[59] + datetime.timedelta(weeks=1)
baseline, target = 120.0, 150.0

def z(i):
    history = [values[j] for j in range(max(0, i - 26), i) if j not in missing]
    if len(history) < 6 or i in missing:
        return None
    med = st.median(history)
    mad = st.median([abs(x - med) for x in history])
    return 0.6745 * (values[i] - med) / mad

def theil_sen(ys):
    points = [(i, y) for i, y in enumerate(ys) if y is not None]
    return st.median([(b[1] - a[1]) / (b[0] - a[0]) for k, a in enumerate(points) for b in points[k + 1:]])

in_period = [i for i, w in enumerate(weeks) if w >= period_start]
current = values[59]
elapsed = (now - period_start).days / (period_end - period_start).days
remaining = (period_end - now).days / 7
ends = sorted([baseline + (current - baseline) / elapsed, current + theil_sen([values[i] for i in in_period]) * remaining])
before = datetime.date(2025, 9, 29)  # three months before the period
months = [values[i] for i, w in enumerate(weeks)
          if w >= before and w + datetime.timedelta(weeks=1) <= period_start and i not in missing]
raw = (current - baseline) / (target - baseline)

fmt = lambda v: "_" if v is None else repr(v)
anomaly = [values[i] if i not in missing and z(i) is not None and abs(z(i)) > 3.5 else None for i in range(40, 60)]
with open("robust.txtar", "w") as out:
    print(f"""Written by robust.py, which computes every expected number.

-- catalog.yaml --
apiVersion: okr/v1
kind: Organization
metadata: {{name: made_up}}
spec: {{timezone: UTC, northStar: visits}}
---
apiVersion: okr/v1
kind: Team
metadata: {{name: growth}}
spec: {{}}
---
apiVersion: okr/v1
kind: Period
metadata: {{name: 2026-Q1}}
spec: {{start: {period_start}, end: {period_end}}}
---
apiVersion: okr/v1
kind: Metric
metadata: {{name: visits, title: Visits}}
spec: {{type: sum, grain: week, unit: short, direction: up}}
---
apiVersion: okr/v1
kind: Objective
metadata: {{name: grow, title: More people find us}}
spec:
  period: 2026-Q1
  team: growth
  whyNow: The market grows.
  keyResults:
    - {{name: visits, metric: visits, baseline: {baseline}, target: {target}}}
    - {{name: auto, metric: visits, baseline: auto, target: {target}}}
-- facts.csv --
metric,time,value""", file=out)
    for i, w in enumerate(weeks):
        if i not in missing:
            print(f"visits,{w},{values[i]}", file=out)
    print(f"""-- script --
at {now}
range {weeks[40]} {now}
scorecard {{"roles":["key_result"]}}
row grow/visits value={current} forecast_low={ends[0]!r} forecast_high={ends[1]!r}
row grow/visits attainment_raw={raw!r} expected={0.7 * elapsed!r} history=20
row grow/auto baseline={st.median(months)!r}
series {{"metrics":["visits"],"lines":["value","anomaly"],"grain":"week","compare":["month_ago"]}}
line visits/value {" ".join(fmt(None if i in missing else values[i]) for i in range(40, 60))}
line visits/anomaly {" ".join(fmt(v) for v in anomaly)}
line visits/month_ago {" ".join(fmt(None if i in missing else values[i]) for i in range(36, 56))}
definitions {{"metrics":["visits"]}}
row visits baseline={st.median(months)!r} value={st.mean(months)!r} sample={len(months)} bucket={weeks[59]}
row visits target={st.median(months) * 1.2!r} stretch={st.median(months) * 1.5!r}""", file=out)

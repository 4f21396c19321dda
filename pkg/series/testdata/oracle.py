"""Computes expected numbers for the tests of this package with Python's standard library alone.

Run `python3 oracle.py > oracle.json` in this folder. Time comes from zoneinfo, sums from exact fractions, statistics from
the statistics module; nothing here follows the algorithms of the Go code.
"""

import itertools
import json
import math
import random
import statistics
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

RNG = random.Random(20261122)
ZONES = [
    "Asia/Tokyo",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "America/St_Johns",
    "Asia/Amman",
    "Asia/Kathmandu",
]
# A date on each zone's clock changes (and for zones without any, an ordinary date): searched a day to either side.
CHANGES = {
    "Asia/Tokyo": ["2026-03-29"],
    "Europe/Berlin": ["2026-03-29", "2026-10-25", "1980-04-06"],
    "America/New_York": ["2026-03-08", "2026-11-01", "2006-10-29"],
    "Asia/Kolkata": ["2026-01-01"],
    "Australia/Lord_Howe": ["2026-04-05", "2026-10-04"],
    "America/Sao_Paulo": ["2018-02-18", "2018-11-04", "2005-10-16"],
    "Pacific/Apia": ["2011-12-30", "2012-04-01"],
    "America/St_Johns": ["2010-11-07", "2010-03-14"],
    "Asia/Amman": ["2021-10-29", "2021-03-26"],
    "Asia/Kathmandu": ["1986-01-01"],
}
WEEKDAYS = {"monday": 0, "sunday": 6, "saturday": 5}


def instant(unix, zone):
    return datetime.fromtimestamp(unix, ZoneInfo(zone))


def first_instant(day, zone):
    """The first minute whose local date is `day` or later, found by looking at every minute."""
    noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc).timestamp())
    for unix in range(noon - 30 * 3600, noon + 30 * 3600, 60):
        if instant(unix, zone).date() >= day:
            return unix
    raise ValueError(day)


def days():
    """Start and length of the days around every clock change and of some random ones."""
    result = []
    for zone in ZONES:
        dates = set()
        for text in CHANGES[zone]:
            middle = date.fromisoformat(text)
            dates |= {middle + timedelta(n) for n in (-1, 0, 1)}
        dates |= {date(1975, 1, 1) + timedelta(RNG.randrange(365 * 60)) for _ in range(3)}
        for day in sorted(dates):
            start = first_instant(day, zone)
            length = first_instant(day + timedelta(1), zone) - start
            result.append({"zone": zone, "date": day.isoformat(), "start": start, "seconds": length})
    return result


def hours():
    """The hour of instants: it starts with the last minute at which the wall clock showed a full hour."""
    result = []
    for zone in ZONES:
        if zone == "Australia/Lord_Howe":  # its half-hour changes have no single right answer
            continue
        middles = [first_instant(date.fromisoformat(text), zone) for text in CHANGES[zone]]
        for unix in [m + RNG.randrange(-6 * 3600, 12 * 3600) for m in middles for _ in range(8)]:
            if zone == "Asia/Kathmandu" and abs(unix - middles[0]) < 7200:  # moved by a quarter of an hour
                continue
            if zone == "America/St_Johns" and abs(unix - middles[0]) < 7200:  # changed at a minute past the hour
                continue
            start = unix - unix % 60
            while instant(start, zone).minute != 0:
                start -= 60
            result.append({"zone": zone, "unix": unix, "start": start})
    return result


def buckets():
    """Week, month and fiscal quarter of dates, by their first dates."""
    result = []
    for _ in range(150):
        day = date(1960, 1, 1) + timedelta(RNG.randrange(365 * 100))
        week_start = RNG.choice(list(WEEKDAYS))
        fiscal = RNG.randrange(1, 13)
        quarter_months = {(fiscal - 1 + 3 * n) % 12 + 1 for n in range(4)}
        week = day
        while week.weekday() != WEEKDAYS[week_start]:
            week -= timedelta(1)
        month = day.replace(day=1)
        quarter = month
        while quarter.month not in quarter_months:
            quarter = (quarter - timedelta(1)).replace(day=1)
        result.append(
            {
                "date": day.isoformat(),
                "weekStart": week_start,
                "fiscalYearStart": fiscal,
                "week": week.isoformat(),
                "month": month.isoformat(),
                "quarter": quarter.isoformat(),
            }
        )
    return result


def iso_weeks():
    """Weeks of long years and the weeks 52 before them, by ISO number."""
    result = []
    for year in (2004, 2009, 2015, 2020, 2026, 2032):
        for week in (1, 52, 53):
            monday = date.fromisocalendar(year, week, 1)
            earlier = (monday - timedelta(364)).isocalendar()
            result.append(
                {"monday": monday.isoformat(), "year": year, "week": week, "backYear": earlier.year, "backWeek": earlier.week}
            )
    return result


def same_wall_clock():
    """Hours and the hour that showed the same wall clock days before, where that time existed just once."""
    result = []
    for zone in ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "Asia/Kolkata"):
        for _ in range(30):
            unix = RNG.randrange(1_500_000_000, 1_800_000_000)
            for name, back in (("week_ago", 7), ("month_ago", 28), ("year_ago", 364)):
                wall = instant(unix, zone).replace(minute=0, second=0, tzinfo=None, fold=0)
                wall -= timedelta(back)
                there = [wall.replace(tzinfo=ZoneInfo(zone), fold=f).timestamp() for f in (0, 1)]
                if there[0] == there[1]:
                    result.append({"zone": zone, "unix": unix, "comparison": name, "start": int(there[0])})
    return result


def number(x):
    return None if x is None else float(x)


def mad(xs):
    median = statistics.median(xs)
    return statistics.median([abs(x - median) for x in xs])


def theil_sen(ys):
    points = [(i, y) for i, y in enumerate(ys) if y is not None]
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in itertools.combinations(points, 2)]
    return statistics.median(slopes) if slopes else None


def score(xs, x):
    if len(xs) < 6:
        return "none", None
    median = statistics.median(xs)
    verdict = "provisional" if len(xs) < 12 else "enough"
    if mad(xs) > 0:
        return verdict, 0.6745 * (x - median) / mad(xs)
    mean_ad = statistics.fmean([abs(v - median) for v in xs])
    if mean_ad > 0:
        return verdict, (x - median) / (1.253314 * mean_ad)
    return "no_variation", None


def samples():
    result = []
    lengths = [1, 2, 3, 5, 6, 7, 11, 12, 26, 60]
    for kind in ("normal", "trend", "mostly_same", "same"):
        for n in lengths:
            if kind == "normal":
                xs = [RNG.gauss(100, 15) for _ in range(n)]
            elif kind == "trend":
                xs = [50 - 0.3 * i + RNG.gauss(0, 1) for i in range(n)]
            elif kind == "mostly_same":
                xs = [RNG.choice([5.0, 5.0, 5.0, 8.0]) for _ in range(n)]
            else:
                xs = [7.25] * n
            xs = [None if n > 3 and RNG.random() < 0.15 else x for x in xs]
            there = [x for x in xs if x is not None]
            x = RNG.uniform(-10, 200)
            verdict, z = score(there, x)
            result.append(
                {
                    "values": xs,
                    "median": statistics.median(there),
                    "mean": statistics.fmean(there),
                    "mad": mad(there),
                    "slope": number(theil_sen(xs)),
                    "x": x,
                    "points": len(there),
                    "verdict": verdict,
                    "score": number(z),
                }
            )
    return result


def forecasts():
    result = []
    for n in (3, 4, 8, 13):
        for low, high in ((None, None), (0, 1)):
            values = [0.2 + 0.06 * i + RNG.gauss(0, 0.02) for i in range(n)]
            if n == 8:
                values[3] = None
            there = [v for v in values if v is not None]
            baseline, current, elapsed, remaining = 0.18, values[-1], n / 16, 16 - n
            ends = [baseline + (current - baseline) / elapsed, current + theil_sen(values) * remaining]
            if low is not None:
                ends = [min(max(e, low), high) for e in ends]
            result.append(
                {
                    "values": values,
                    "baseline": baseline,
                    "current": current,
                    "elapsed": elapsed,
                    "remaining": remaining,
                    "min": low,
                    "max": high,
                    "ok": len(there) >= 4,
                    "forecastLow": min(ends),
                    "forecastHigh": max(ends),
                }
            )
    return result


def last_level(facts, days):
    """The sum of levels on the newest of some days on which no segment misses; None if there is none.

    A segment misses between two of its facts, or after its last one, while at most 7 days in a row have none."""
    end = max(f[0] for f in facts) + 1
    for day in days:
        missing = False
        for segment in {f[1] for f in facts}:
            own = {f[0] for f in facts if f[1] == segment}
            if day in own or min(own) > day:
                continue
            hole = [n for n in range(end) if n not in own]
            run = {day}
            for step in (-1, 1):
                n = day + step
                while n in hole:
                    run.add(n)
                    n += step
            missing = missing or len(run) <= 7
        if not missing:
            return float(sum(Fraction(str(f[2])) for f in facts if f[0] == day))
    return None


def roll_ups():
    """Facts of several segments with gaps and empty denominators, summed exactly by week, month and fiscal quarter."""
    first = date(2024, 11, 20)
    length = 500
    facts = []
    for segment in ("free", "pro", "team"):
        for n in range(length):
            if RNG.random() < 0.3 or 200 <= n < 245:
                continue
            den = 0 if RNG.random() < 0.1 or 260 <= n < 300 else RNG.randrange(1, 400)
            num = 0 if den == 0 else round(RNG.uniform(0, den), 3)
            facts.append((n, segment, num, den))
    starts = {
        "day": lambda d: d,
        "week": lambda d: d - timedelta((d.weekday() + 1) % 7),  # weeks from Sunday
        "month": lambda d: d.replace(day=1),
        "quarter": lambda d: next(
            q for q in (d.replace(day=1), (d.replace(day=1) - timedelta(1)).replace(day=1),
                        ((d.replace(day=1) - timedelta(1)).replace(day=1) - timedelta(1)).replace(day=1))
            if q.month in (2, 5, 8, 11)
        ),
    }
    expected = []
    for grain, start in starts.items():
        groups = {}
        for fact in facts:
            groups.setdefault(start(first + timedelta(fact[0])), []).append(fact)
        for bucket, group in sorted(groups.items()):
            num = sum(Fraction(str(f[2])) for f in group)
            den = sum(f[3] for f in group)
            expected.append(
                {
                    "grain": grain,
                    "start": bucket.isoformat(),
                    "num": float(num),
                    "den": float(den),
                    "ratio": float(num / den) if den else None,
                    "last": last_level(facts, sorted({f[0] for f in group}, reverse=True)),
                }
            )
    return {
        "first": first.isoformat(),
        "facts": [{"day": n, "segment": s, "num": num, "den": den} for n, s, num, den in facts],
        "expected": expected,
    }


def hourly():
    """One fact an hour, worth its position, over days on which clocks change, summed by local date."""
    result = []
    for zone, text in (("Europe/Berlin", "2026-03-27"), ("America/New_York", "2026-10-30"), ("Asia/Kolkata", "2026-03-27")):
        start = first_instant(date.fromisoformat(text), zone)
        sums, counts = {}, {}
        for i in range(24 * 5):
            day = instant(start + i * 3600, zone).date().isoformat()
            sums[day] = sums.get(day, 0) + i
            counts[day] = counts.get(day, 0) + 1
        result.append({"zone": zone, "date": text, "hours": 24 * 5, "sums": sums, "counts": counts})
    return result


def baselines():
    """Weekly values over two years: medians of the weeks that lie wholly inside the months before a period."""
    first = date(2024, 9, 2)  # a Monday
    weeks = [
        None if RNG.random() < 0.08 else round(0.45 + 0.05 * math.sin(i / 8) + RNG.gauss(0, 0.02), 4) for i in range(110)
    ]
    result = []
    for start, months, seasonal in (
        ("2026-10-01", 3, True),
        ("2026-10-01", 6, False),
        ("2026-04-01", 4, True),
        ("2026-06-15", 3, True),
        ("2024-10-01", 3, False),
        ("2024-09-01", 3, False),
    ):
        until = date.fromisoformat(start)
        year, month = divmod(until.year * 12 + until.month - 1 - months, 12)
        since = date(year, month + 1, until.day)
        last_year = date(until.year - 1, until.month, 1)
        next_month = (last_year + timedelta(32)).replace(day=1)

        def inside(lo, hi):
            return [
                v
                for i, v in enumerate(weeks)
                if v is not None and first + timedelta(7 * i) >= lo and first + timedelta(7 * i + 7) <= hi
            ]

        before, then = inside(since, until), inside(last_year, next_month)
        result.append(
            {
                "start": start,
                "months": months,
                "seasonalRule": seasonal,
                "points": len(before),
                "median": statistics.median(before) if before else None,
                "mean": statistics.fmean(before) if before else None,
                "seasonal": statistics.median(then) if seasonal and then else None,
            }
        )
    return {"first": first.isoformat(), "weeks": weeks, "expected": result}


print(
    json.dumps(
        {
            "days": days(),
            "hours": hours(),
            "buckets": buckets(),
            "isoWeeks": iso_weeks(),
            "sameWallClock": same_wall_clock(),
            "samples": samples(),
            "forecasts": forecasts(),
            "rollUps": roll_ups(),
            "hourly": hourly(),
            "baselines": baselines(),
        },
        separators=(",", ":"),
    ).replace("],", "],\n").replace("},{", "},\n{")
)

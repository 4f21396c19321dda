"""Cuts the excerpt in excerpt/ out of RavenStack's files: excerpt.py FOLDER

The accounts were chosen so that few rows hold every country and plan and every flaw: trials that run on and that end; a
subscription that ends on the day it starts, and some that start or end on the first of a month; accounts that leave while they
only try, before they ever paid, on the first of a month, twice in a month; one that pays with a gap; reactivations; escalated
tickets and tickets without a score; uses before the start of their subscription, and more errors than uses.

Data: RavenStack, a synthetic SaaS data set by River @ Rivalytics, free to use and remix with credit.
"""

import csv
import pathlib
import sys

ACCOUNTS = {
    "A-fce879", "A-9077b0", "A-f19b24", "A-5b051a", "A-13466a", "A-1e50e0",
    "A-117171", "A-f3ff05", "A-4c6f11", "A-10b8da", "A-50bb9f", "A-cea1f0",
    "A-1e6fc3", "A-0baac2",
}


def copy(name, key, values):
    """Copies the rows of a file whose key is one of the values, and returns them."""
    lines = (source / name).read_text(encoding="utf-8").splitlines()
    header, rows = lines[0].split(","), list(csv.DictReader(lines))
    kept = [(line, row) for line, row in zip(lines[1:], rows, strict=True) if row[key] in values]
    text = "\n".join([",".join(header), *(line for line, _ in kept)]) + "\n"
    (target / name).write_text(text, encoding="utf-8")
    return [row for _, row in kept]


source = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).parent / "excerpt"
target.mkdir(exist_ok=True)
copy("accounts.csv", "account_id", ACCOUNTS)
subscriptions = copy("subscriptions.csv", "account_id", ACCOUNTS)
copy("feature_usage.csv", "subscription_id", {s["subscription_id"] for s in subscriptions})
copy("support_tickets.csv", "account_id", ACCOUNTS)
copy("churn_events.csv", "account_id", ACCOUNTS)

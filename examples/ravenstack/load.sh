#!/usr/bin/env bash
# Loads RavenStack's CSV files into the schema ravenstack of the database that OKR_DATABASE_URL names.
#
# Data: RavenStack, a synthetic SaaS company, by River @ Rivalytics; free to use and remix with credit.
set -euo pipefail

tables=(accounts subscriptions feature_usage support_tickets churn_events)

# fail CODE LINE…: exit codes are those of okr: 1 findings, 2 usage, 3 no connection to the database
fail() {
  local code=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$code"
}

if [[ $# -ne 1 || $1 == -h || $1 == --help ]]; then
  fail 2 'usage: OKR_DATABASE_URL=postgres://… load.sh FOLDER' \
    "FOLDER holds RavenStack's files: ${tables[*]/%/.csv} (ravenstack_accounts.csv and so on will do too)"
fi
folder=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

[[ -d $folder ]] || fail 2 "there is no folder $folder"
folder=$(cd "$folder" && pwd)
if [[ -z ${OKR_DATABASE_URL:-} ]]; then
  fail 2 'OKR_DATABASE_URL is not set: name the database, for example postgres://okr@localhost/okr'
fi
if ! command -v psql >/dev/null; then
  fail 1 "psql is not on the PATH: it comes with PostgreSQL's client tools" \
    '(Debian, Ubuntu: apt install postgresql-client; macOS: brew install libpq; Fedora: dnf install postgresql)'
fi

# file_of TABLE: the path of its file
file_of() {
  local name
  for name in "$1.csv" "ravenstack_$1.csv"; do
    if [[ -r $folder/$name ]]; then
      printf '%s' "$folder/$name"
      return
    fi
  done
  return 1
}

# psql's \copy takes no variables, so the files get fixed names in a folder of their own.
links=$(mktemp -d)
trap 'rm -rf "$links"' EXIT
missing=()
for table in "${tables[@]}"; do
  if file=$(file_of "$table"); then
    ln -s "$file" "$links/$table.csv"
  else
    missing+=("$table.csv")
  fi
done
if [[ ${#missing[@]} -gt 0 ]]; then
  fail 1 "missing in $folder: ${missing[*]}" 'Nothing was loaded.'
fi

cd "$links"
code=0
psql -X -q -v ON_ERROR_STOP=1 -f "$here/load.sql" "$OKR_DATABASE_URL" >&2 || code=$?
case $code in
  0) ;;
  2) fail 3 'The database could not be reached. Nothing was loaded.' ;;
  *) fail 1 'Nothing was loaded.' ;;
esac

psql -X -A -t -F ' ' "$OKR_DATABASE_URL" <<'SQL'
SELECT 'accounts', count(*) FROM ravenstack.accounts
UNION ALL SELECT 'subscriptions', count(*) FROM ravenstack.subscriptions
UNION ALL SELECT 'feature_usage', count(*) FROM ravenstack.feature_usage
UNION ALL SELECT 'support_tickets', count(*) FROM ravenstack.support_tickets
UNION ALL SELECT 'churn_events', count(*) FROM ravenstack.churn_events;
SELECT 'days', first_day, 'to', until - 1 FROM ravenstack.coverage;
SQL

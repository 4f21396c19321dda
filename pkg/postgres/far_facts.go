package postgres

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// FarFacts are facts of a load whose dates are probably wrong. They are stored anyway.
type FarFacts struct {
	Metric      string
	Facts       int64
	First, Last time.Time // stamps of the oldest and the newest
	Ahead       bool      // true: in the future; false: far from all other facts of the metric
}

// FarYears is how many years without facts of the metric separate far facts from all others.
const FarYears = 5

func (f FarFacts) String() string {
	when := f.First.Format(time.DateOnly)
	if last := f.Last.Format(time.DateOnly); last != when {
		when += " to " + last
	}
	lies := "lies"
	if f.Facts != 1 {
		lies = "lie"
	}
	where := fmt.Sprintf("more than %d years from all others of the metric", FarYears)
	if f.Ahead {
		where = "more than a year ahead"
	}
	return fmt.Sprintf("%s: %s of %s %s %s", f.Metric, countFacts(f.Facts), when, lies, where)
}

// yearCount is the facts of a metric in one year of a load.
type yearCount struct {
	facts       int64
	first, last time.Time
}

func (y *yearCount) add(stamp time.Time) {
	if y.facts++; y.facts == 1 {
		y.first, y.last = stamp, stamp
		return
	}
	if stamp.Before(y.first) {
		y.first = stamp
	}
	if stamp.After(y.last) {
		y.last = stamp
	}
}

// years counts facts by metric and year.
type years map[string]map[int]*yearCount

func (y years) count(metric string, year int) *yearCount {
	byYear := y[metric]
	if byYear == nil {
		byYear = map[int]*yearCount{}
		y[metric] = byYear
	}
	if byYear[year] == nil {
		byYear[year] = &yearCount{}
	}
	return byYear[year]
}

// groups are runs of years with fewer than FarYears years without facts between them. Years in the future are groups of
// their own.
func (y years) groups(now time.Time) []FarFacts {
	var groups []FarFacts
	for _, metric := range slices.Sorted(maps.Keys(y)) {
		for i, year := range slices.Sorted(maps.Keys(y[metric])) {
			count := y[metric][year]
			g := FarFacts{metric, count.facts, count.first, count.last, year > now.Year()+1}
			if n := len(groups) - 1; i > 0 && g.Ahead == groups[n].Ahead && (g.Ahead || year-groups[n].Last.Year() <= FarYears) {
				groups[n].Facts += g.Facts
				groups[n].Last = g.Last
				continue
			}
			groups = append(groups, g)
		}
	}
	return groups
}

// Facts of a metric within two times, and outside of them, counted up to a number.
const (
	allGrains = `grain IN ('hour', 'day', 'week', 'month', 'quarter')`
	factsNear = `SELECT count(*) FROM (SELECT FROM okr.fact WHERE metric = $1 AND ` + allGrains + `
		AND (bucket >= $2::timestamp AND bucket < $3::timestamp OR bucket > $4::timestamp AND bucket <= $5::timestamp) LIMIT 1) AS f`
	factsElsewhere = `SELECT count(*) FROM (SELECT FROM okr.fact WHERE metric = $1 AND ` + allGrains + `
		AND (bucket < $2::timestamp OR bucket > $3::timestamp) LIMIT $4) AS f`
)

// far finds facts of a load that lie more than a year ahead, or far from all other facts of their metric, which are more.
func (l *loader) far(loaded years, now time.Time) ([]FarFacts, error) {
	groups := loaded.groups(now)
	batch := &pgx.Batch{}
	near, elsewhere := make([]int64, len(groups)), make([]int64, len(groups))
	for i, g := range groups {
		if g.Ahead {
			continue
		}
		first, last := formatStamp(g.First), formatStamp(g.Last)
		batch.Queue(factsNear, g.Metric, formatStamp(g.First.AddDate(-FarYears, 0, 0)), first, last, formatStamp(g.Last.AddDate(FarYears, 0, 0))).
			QueryRow(func(row pgx.Row) error { return row.Scan(&near[i]) })
		batch.Queue(factsElsewhere, g.Metric, first, last, g.Facts+1).QueryRow(func(row pgx.Row) error { return row.Scan(&elsewhere[i]) })
	}
	if err := l.tx.SendBatch(l.ctx, batch).Close(); err != nil {
		return nil, err
	}
	var found []FarFacts
	for i, g := range groups {
		if g.Ahead || near[i] == 0 && elsewhere[i] > g.Facts {
			found = append(found, g)
		}
	}
	slices.SortFunc(found, func(a, b FarFacts) int { return cmp.Or(cmp.Compare(a.Metric, b.Metric), a.First.Compare(b.First)) })
	return found, nil
}

package demo

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

var quarterName = regexp.MustCompile(`^(\d{4})-Q([1-4])$`)

// quarter counts the quarters of fiscal years: year*4 + quarter−1.
type quarter int64

// quarterOf is the quarter that holds d. A fiscal year is called by the calendar year that it starts in.
func quarterOf(d okr.Date, fiscalYearStart time.Month) quarter {
	start := max(fiscalYearStart, time.January)
	months := int64(d.Year)*12 + int64(d.Month) - int64(start)
	return quarter(months / 3)
}

func (q quarter) year() int64   { return int64(q) / 4 }
func (q quarter) number() int64 { return int64(q)%4 + 1 }

func (q quarter) String() string { return fmt.Sprintf("%d-Q%d", q.year(), q.number()) }

// spellings are the ways in which titles write a quarter.
func (q quarter) spellings() []string {
	y, n := q.year(), q.number()
	return []string{
		q.String(),
		fmt.Sprintf("Q%d %d", n, y),
		fmt.Sprintf("%d Q%d", y, n),
		fmt.Sprintf("%d年第%d四半期", y, n),
		fmt.Sprintf("%d年度第%d四半期", y, n),
	}
}

// renameQuarters renames the periods that are called after a quarter to the quarter of their middle, newest first and
// never two alike, and returns the new names by the old ones.
func renameQuarters(periods []okr.Period, fiscalYearStart time.Month) map[string]string {
	newestFirst := make([]*okr.Period, 0, len(periods))
	for i := range periods {
		if quarterName.MatchString(periods[i].Name) {
			newestFirst = append(newestFirst, &periods[i])
		}
	}
	slices.SortFunc(newestFirst, func(a, b *okr.Period) int { return b.Start.Compare(a.Start) })
	renamed := make(map[string]string, len(newestFirst))
	var later quarter
	for i, p := range newestFirst {
		now := quarterOf(p.Start.AddDays(int(p.Days()/2)), fiscalYearStart)
		if i > 0 {
			now = min(now, later-1)
		}
		later = now
		before := parseQuarter(p.Name)
		renamed[p.Name] = now.String()
		p.Name = now.String()
		p.Title = retitle(p.Title, before, now)
	}
	return renamed
}

// parseQuarter reads a name that matches quarterName.
func parseQuarter(name string) quarter {
	parts := quarterName.FindStringSubmatch(name)
	year, _ := strconv.ParseInt(parts[1], 10, 64)
	number, _ := strconv.ParseInt(parts[2], 10, 64)
	return quarter(year*4 + number - 1)
}

func retitle(t okr.Text, before, now quarter) okr.Text {
	if t.IsZero() {
		return t
	}
	pairs := make([]string, 0, 2*len(before.spellings()))
	for i, old := range before.spellings() {
		pairs = append(pairs, old, now.spellings()[i])
	}
	replacer := strings.NewReplacer(pairs...)
	renamed := maps.Clone(t)
	for language, words := range renamed {
		renamed[language] = replacer.Replace(words)
	}
	return renamed
}

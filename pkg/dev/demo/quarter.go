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

// spellings are the ways in which titles write a period that is called after a quarter, in a fixed order.
func spellings(q quarter, p okr.Period) []string {
	y, n := q.year(), q.number()
	// Periods of whole weeks begin and end some days off the turn of the month.
	first, last := p.Start.AddDays(14), p.End.AddDays(-15)
	en := fmt.Sprintf("%v to %v %d", first.Month, last.Month, last.Year)
	ja := fmt.Sprintf("%d年%d〜%d月期", last.Year, first.Month, last.Month)
	if first.Year != last.Year {
		en = fmt.Sprintf("%v %d to %v %d", first.Month, first.Year, last.Month, last.Year)
		ja = fmt.Sprintf("%d年%d月〜%d年%d月期", first.Year, first.Month, last.Year, last.Month)
	}
	return []string{
		q.String(), fmt.Sprintf("Q%d %d", n, y), fmt.Sprintf("%d Q%d", y, n), fmt.Sprintf("%d年第%d四半期", y, n), en, ja,
	}
}

// renameQuarters renames the moved periods that are called after a quarter to the quarter of their middle, newest first
// and never two alike, and returns the new names by the old ones. before are the same periods where they were.
func renameQuarters(before, moved []okr.Period, fiscalYearStart time.Month) map[string]string {
	newestFirst := make([]int, 0, len(moved))
	for i := range moved {
		if quarterName.MatchString(moved[i].Name) {
			newestFirst = append(newestFirst, i)
		}
	}
	slices.SortFunc(newestFirst, func(a, b int) int { return moved[b].Start.Compare(moved[a].Start) })
	renamed := make(map[string]string, len(newestFirst))
	var later quarter
	for n, i := range newestFirst {
		p := &moved[i]
		now := quarterOf(p.Start.AddDays(int(p.Days()/2)), fiscalYearStart)
		if n > 0 {
			now = min(now, later-1)
		}
		later = now
		p.Title = retitle(p.Title, spellings(parseQuarter(p.Name), before[i]), spellings(now, *p))
		renamed[p.Name] = now.String()
		p.Name = now.String()
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

// retitle writes a new period in place of an old one, each given in all its spellings.
func retitle(t okr.Text, before, now []string) okr.Text {
	if t.IsZero() {
		return t
	}
	pairs := make([]string, 0, 2*len(before))
	for i := range before {
		pairs = append(pairs, before[i], now[i])
	}
	replacer := strings.NewReplacer(pairs...)
	renamed := maps.Clone(t)
	for language, words := range renamed {
		renamed[language] = replacer.Replace(words)
	}
	return renamed
}

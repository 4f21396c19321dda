package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// A sum is judged by its last complete week. Somebody who means the total of a period sets a target that no week reaches.
// These words in a title indicate that, and so does a target of at least timesOfTotal times the baseline.
var (
	ofWeek  = regexp.MustCompile(`(?i)\bweek(s|ly)?\b|週`)
	ofMonth = regexp.MustCompile(`(?i)\b(this|the|each|every|per|a|in) month\b|\bmonthly\b|月間|今月|毎月|月次`)
	ofTerm  = regexp.MustCompile(`(?i)\b(this|the|each|every|per|a|whole|fiscal|in) (quarter|half-year|half|year|period)\b|` +
		`\b(this|in) [QH][1-4]\b|\b(quarterly|yearly|annual(ly)?|per annum|[QY]TD|(quarter|year)[ -]to[ -]date)\b|` +
		`四半期|今期|当期|期間中|期中|通期|半期|上期|下期|年間|年度|今年|累計`)
)

const timesOfTotal = 4

// sumOfPeriod hints at a key result on a sum whose target only the total of a period could reach.
func (b *builder) sumOfPeriod(k keyResultDraft, m *okr.Metric, kr okr.KeyResult, period *okr.Period) {
	judged := m.ReviewGrain()
	if m.Type != okr.Sum || k.spec.Target == nil || judged > okr.Month {
		return
	}
	title := kr.Title
	if title.IsZero() {
		title = m.Title
	}
	found, weekly := longerThan(judged, title)
	total := judged == okr.Week && kr.Type == okr.Reach && m.Direction == okr.Up && likelyTotal(k, kr)
	if weekly || found == "" && !total {
		return
	}
	hint := fmt.Sprintf("if the total of the period is meant, write that of a %v", judged)
	if period != nil && judged == okr.Week && period.Days() > 7 {
		weeks := float64(period.Days()) / 7
		hint += fmt.Sprintf(": %s in %s are %s a week", format(kr.Goal(), m), period.Name,
			okr.FormatValue(kr.Goal()/weeks, m.Unit, m.Decimals))
	}
	b.hintf(k.places, k.path+".target", "key-result/sum", hint,
		"%s%s is judged by its last complete %v, not by what adds up over a period", quoted(found), m.Name, judged)
}

// likelyTotal reports whether the target is far above the baseline, or there is neither a baseline nor auto.
func likelyTotal(k keyResultDraft, kr okr.KeyResult) bool {
	if kr.Baseline == nil {
		return k.spec.Baseline == nil
	}
	return kr.Goal() > 0 && kr.Goal() >= timesOfTotal*max(*kr.Baseline, 0)
}

// sumOfPeriodInKPI does the same for the thresholds of a KPI.
func (b *builder) sumOfPeriodInKPI(d *draft[kpiSpec], m *okr.Metric) {
	judged := m.ReviewGrain()
	if m.Type != okr.Sum || judged > okr.Month || d.spec.Thresholds == nil {
		return
	}
	title := d.Title
	if title.IsZero() {
		title = m.Title
	}
	if found, weekly := longerThan(judged, title); found != "" && !weekly {
		b.hintf(d.places, "spec.thresholds", "kpi/sum", fmt.Sprintf("if the total of a period is meant, write the limits for a %v", judged),
			"%s%s is judged by its last complete %v, not by what adds up over a period", quoted(found), m.Name, judged)
	}
}

// longerThan finds words in a title for a time longer than the grain that a metric is judged by. weekly reports whether
// the title mentions weeks.
func longerThan(judged okr.Grain, title okr.Text) (found string, weekly bool) {
	patterns := []*regexp.Regexp{ofTerm}
	if judged < okr.Month {
		patterns = append(patterns, ofMonth)
	}
	for _, locale := range slices.Sorted(maps.Keys(title)) {
		weekly = weekly || ofWeek.MatchString(title[locale])
		for _, pattern := range patterns {
			found = cmp.Or(found, pattern.FindString(title[locale]))
		}
	}
	return found, weekly
}

func quoted(found string) string {
	if found == "" {
		return ""
	}
	return fmt.Sprintf("%q: ", found)
}

package catalog

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

func (b *builder) countKeyResults(d *draft[objectiveSpec]) {
	switch n := len(d.spec.KeyResults); {
	case n > okr.MostKeyResults:
		b.addFinding(Warning, d.places, d.key("spec.keyResults"), "key-results/too-many",
			"keep the three to five that prove the objective best",
			"objective %s has %d key results: above five, focus is lost", d.Name, n)
	case n > 0 && n < okr.FewestKeyResults:
		b.addFinding(Warning, d.places, d.key("spec.keyResults"), "key-results/count",
			"look at the objective from another side: three to five key results prove it",
			"objective %s has %d of three to five key results", d.Name, n)
	}
}

// countKPIs warns about the first KPI above the limit of its team and tier. Retired KPIs do not count; where the day is
// not known, neither do those with a day of retirement.
func (b *builder) countKPIs(c *okr.Catalog) {
	written := map[string]*draft[kpiSpec]{}
	for _, d := range b.kpis {
		written[d.Name] = d
	}
	type group struct {
		team string
		tier okr.Tier
	}
	groups := map[group][]*draft[kpiSpec]{}
	for _, k := range c.KPIs {
		inUse := k.RetiredOn.IsZero() || !b.today.IsZero() && !k.Retired(b.today)
		if inUse && k.Team != "" {
			g := group{k.Team, k.Tier}
			groups[g] = append(groups[g], written[k.Name])
		}
	}
	for g, list := range groups {
		if len(list) <= okr.MostKPIs {
			continue
		}
		slices.SortFunc(list, func(x, y *draft[kpiSpec]) int {
			return cmp.Or(strings.Compare(x.src.name, y.src.name),
				cmp.Compare(x.at("metadata.name").line, y.at("metadata.name").line))
		})
		d := list[okr.MostKPIs]
		b.warnf(d.places, "metadata.name", "kpis/"+g.tier.String()+"-count",
			"merge those that say the same, retire those that decide nothing, leave the rest to alerts",
			"team %s has %d %v KPIs: more than three cost more than they tell", g.team, len(list), g.tier)
	}
}

// keyResultMethod checks one key result against the method.
func (b *builder) keyResultMethod(k keyResultDraft, m *okr.Metric, kr okr.KeyResult, period *okr.Period) {
	if !m.Definition.Measured() {
		b.warnf(k.places, k.path+".metric", "key-result/unmeasured",
			"complete definition.owner, dataSource and logic of metric "+m.Name,
			"the key result counts as unmeasured: it is not said by whom, from what and how %s is measured", m.Name)
	}
	if m.Grain > okr.Week {
		b.warnf(k.places, k.path+".metric", "key-result/weekly", "measure it by the week or by the day",
			"%s is measured by the %v: a key result should move every week", m.Name, m.Grain)
	}
	b.ambition(k, m, kr)
	b.sumOfPeriod(k, m, kr, period)
	b.activity(k, m, kr, period)
}

// ambition hints at targets outside the usual multiple of the baseline.
func (b *builder) ambition(k keyResultDraft, m *okr.Metric, kr okr.KeyResult) {
	if kr.Type != okr.Reach || kr.Baseline == nil || k.spec.Target == nil {
		return
	}
	goal := kr.Goal()
	low, high, ok := okr.SuggestedTargets(*kr.Baseline, m.Direction, m.Bounds)
	if !ok {
		return
	}
	low, high = min(low, high), max(low, high)
	if okr.AtLeast(goal, low) && okr.AtMost(goal, high) {
		return
	}
	path := k.path + ".target"
	if kr.Adopted != okr.Target {
		path = k.path + "." + kr.Adopted.String()
	}
	b.hintf(k.places, path, "key-result/ambition",
		"discuss it from "+format(low, m)+" to "+format(high, m),
		"the goal %s is outside the usual %v to %v times the baseline", format(goal, m), okr.AmbitionLow, okr.AmbitionHigh)
}

var (
	activityEnglish = regexp.MustCompile(
		`(?i)\b(run|hold|conduct|publish|write|send|ship|launch|give|host|make|attend|do) (\w+ ){0,2}?[0-9]+\b`)
	activityJapanese = regexp.MustCompile(`[0-9０-９]+ ?(回|本)|実施`)
)

// activity warns about titles that count activity instead of outcome, and about excuses for that which have expired while
// the period goes on.
func (b *builder) activity(k keyResultDraft, m *okr.Metric, kr okr.KeyResult, period *okr.Period) {
	title, path := kr.Title, k.path+".title"
	if title.IsZero() {
		title, path = m.Title, k.path+".metric"
	}
	if p := kr.Provisional; p != nil {
		if over := period != nil && !b.today.Before(period.End); p.Until.Before(b.today) && !over {
			b.warnf(k.places, k.path+".provisionalActivity.until", "key-result/activity",
				"put the outcome in its place, or write a later day and why it takes longer",
				"the key result counts activity, not outcome, and its excuse ended on %v", p.Until)
		}
		return
	}
	for _, wording := range title {
		found := activityEnglish.FindString(wording)
		if found == "" {
			// 実施率 (share carried out) is an outcome.
			found = activityJapanese.FindString(strings.ReplaceAll(wording, "実施率", ""))
		}
		if found != "" {
			b.warnf(k.places, path, "key-result/activity",
				"write what changes for customers or the business; while there is no outcome yet, give provisionalActivity",
				"%q counts activity, not outcome", found)
			return
		}
	}
}

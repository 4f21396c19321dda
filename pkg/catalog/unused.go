package catalog

import (
	"fmt"

	"github.com/northstar/okrkpi/pkg/okr"
)

// unusedKey is a key, or one of its values, that is stored and exported but not used by any number, panel or alert yet.
type unusedKey struct {
	path string
	name string // name in messages
	kind string // kind of the documents
	hint string // what to do instead
}

// Keys that are not used yet. A value that is the only behaviour, such as mode: growth, gets no hint.
var (
	unusedCurrency = unusedKey{
		"spec.currency", "currency", kindOrganization, "give each metric of money its unit, such as currencyJPY",
	}
	unusedMode = unusedKey{
		"spec.mode", "mode", kindOrganization, "leave it out: every organisation is treated as growth",
	}
	unusedCadence = unusedKey{
		"spec.cadence", "cadence", kindTeam, "keep it for readers of the catalog: no agenda or reminder is made of it",
	}
	unusedEvents = unusedKey{
		"spec.source", "source: events", kindMetric, "leave it out and import the facts, or write a SQL statement",
	}
)

// unusedKeys hints at the keys that are not used yet. It is silent while the catalog has errors.
func (b *builder) unusedKeys() {
	if b.findings.Err() != nil {
		return
	}
	hintUnused(b, b.organizations, unusedCurrency, func(d *draft[organizationSpec]) bool { return d.spec.Currency != "" })
	hintUnused(b, b.organizations, unusedMode, func(d *draft[organizationSpec]) bool {
		return wordOr(d.spec.Mode, okr.ParseMode, okr.Growth) != okr.Growth
	})
	hintUnused(b, b.teams, unusedCadence, func(d *draft[teamSpec]) bool { return d.spec.Cadence != nil })
	hintUnused(b, b.metrics, unusedEvents, func(d *draft[metricSpec]) bool {
		return d.spec.Source != nil && d.spec.Source.kind == okr.SourceEvents.String()
	})
	hintDescription(b, b.organizations, "an", kindOrganization)
	hintDescription(b, b.teams, "a", kindTeam)
	hintDescription(b, b.periods, "a", kindPeriod)
	hintDescription(b, b.kpis, "a", kindKPI)
	hintDescription(b, b.alertRules, "an", kindAlertRule)
}

// hintDescription hints at the description of a kind whose descriptions are not shown.
func hintDescription[S any](b *builder, drafts []*draft[S], article, kind string) {
	hintUnused(b, drafts, unusedKey{
		"metadata.description", "description of " + article + " " + kind, kind,
		"keep it for readers of the catalog: only those of metrics and objectives are shown",
	}, func(d *draft[S]) bool { return !d.Description.IsZero() })
}

// hintUnused hints at a key in the first document that has it, and counts the others.
func hintUnused[S any](b *builder, drafts []*draft[S], key unusedKey, has func(*draft[S]) bool) {
	var first *draft[S]
	others := 0
	for _, d := range drafts {
		switch {
		case !has(d):
		case first == nil:
			first = d
		default:
			others++
		}
	}
	if first == nil {
		return
	}
	also := ""
	if others > 0 {
		also = fmt.Sprintf(" (also in %d more of kind %s)", others, key.kind)
	}
	b.addFinding(Hint, first.places, first.key(key.path), "key/unused", key.hint,
		"%s is not used yet: it is kept and exported, and no number, panel or alert uses it%s", key.name, also)
}

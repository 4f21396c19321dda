package catalog

import (
	"maps"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// statuses are the statuses by name.
var statuses = func() map[string]okr.Status {
	byName := map[string]okr.Status{}
	for _, s := range okr.Statuses() {
		byName[s.String()] = s
	}
	return byName
}()

func (b *builder) team(d *draft[teamSpec]) okr.Team {
	s := d.spec
	t := okr.Team{Meta: d.Meta, Parent: s.Parent, Lead: s.Lead, ContactPoint: s.ContactPoint}
	b.refer(d.places, "spec.parent", "team", s.Parent, b.teamNames)
	b.contactPoint(d)
	if s.Cadence != nil {
		t.OKRReview, t.KPIReview = s.Cadence.OKRReview, s.Cadence.KPIReview
		b.cadence(d.places, "spec.cadence.okrReview", t.OKRReview)
		b.cadence(d.places, "spec.cadence.kpiReview", t.KPIReview)
	}
	if len(s.Colours) > 0 {
		t.Colours = map[okr.Status]okr.Text{}
	}
	for _, word := range slices.Sorted(maps.Keys(s.Colours)) {
		status, ok := statuses[word]
		if !ok {
			known := slices.Sorted(maps.Keys(statuses))
			b.errorAtKey(d.places, join("spec.colours", word), "schema/unknown-key", suggest(word, known, "want"),
				"unknown status %q", word)
			continue
		}
		t.Colours[status] = okr.Text(s.Colours[word])
	}
	return t
}

// contactPoint checks that the contact point of a team is in the list of the organisation. Without that list, it hints at
// the list, once.
func (b *builder) contactPoint(d *draft[teamSpec]) {
	const path = "spec.contactPoint"
	switch name := d.spec.ContactPoint; {
	case b.contactPointNames != nil:
		b.refer(d.places, path, "contact point", name, b.contactPointNames)
	case name != "" && len(b.organizations) > 0 && !b.lost && !b.contactPointsMissed:
		b.contactPointsMissed = true
		b.hintf(d.places, path, "team/contact-point", "list contactPoints in the Organization, so that a misspelt one is found",
			"whether there is a contact point %q in Grafana is not known", name)
	}
}

func (b *builder) cadence(p *places, path, s string) {
	if s != "" && !cadencePattern.MatchString(s) {
		b.errorf(p, path, "team/cadence", "write how often, then weekday, time and length as far as they are fixed",
			"%q is not a cadence such as \"weekly tuesday 10:00 30m\"", s)
	}
}

func writeTeam(t okr.Team) document[teamSpec] {
	s := teamSpec{Parent: t.Parent, Lead: t.Lead, ContactPoint: t.ContactPoint}
	if t.OKRReview != "" || t.KPIReview != "" {
		s.Cadence = &cadenceSpec{OKRReview: t.OKRReview, KPIReview: t.KPIReview}
	}
	if len(t.Colours) > 0 {
		s.Colours = map[string]text{}
		for status, meaning := range t.Colours {
			s.Colours[status.String()] = text(meaning)
		}
	}
	return document[teamSpec]{apiVersion, kindTeam, writeMetadata(t.Meta), s}
}

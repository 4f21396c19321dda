package catalog

import (
	"github.com/northstar/okrkpi/pkg/okr"
)

func (b *builder) objective(d *draft[objectiveSpec], c *okr.Catalog) okr.Objective {
	s := d.spec
	o := okr.Objective{
		Meta: d.Meta, Period: s.Period, Team: s.Team, Theme: okr.Text(s.Theme), Parent: s.Parent,
		WhyNow: okr.Text(s.WhyNow), SuccessStory: okr.Text(s.SuccessStory), Constraint: okr.Text(s.Constraint),
		Bottleneck: okr.Text(s.Bottleneck), Decider: s.Decider, Doer: s.Doer, NotDoing: plainTexts(s.NotDoing),
	}
	if d.Title.IsZero() {
		b.errorAtKey(d.places, "metadata", "schema/required", "say in one sentence which state is to come true",
			"metadata.title is missing")
	}
	o.Revision = s.Revision.revision()
	b.refer(d.places, "spec.team", "team", s.Team, b.teamNames)
	b.refer(d.places, "spec.parent", "objective", s.Parent, b.objectiveNames)
	var period *okr.Period
	if b.refer(d.places, "spec.period", "period", s.Period, b.periodNames) {
		if p, ok := c.Period(s.Period); ok && !p.Start.IsZero() && p.Start.Before(p.End) {
			period = p
		}
	}
	first := map[string]int{}
	for i := range s.KeyResults {
		k := keyResultDraft{d.places, item("spec.keyResults", i), s.KeyResults[i]}
		if name := k.spec.Name; name != "" {
			b.nameForm(k.places, k.path+".name", name, snakeCase)
			if j, seen := first[name]; seen {
				b.errorf(k.places, k.path+".name", "name/duplicate", "give one of them another name",
					"key result %d has the name %q too", j+1, name)
				continue
			}
			first[name] = i
		}
		o.KeyResults = append(o.KeyResults, b.keyResult(k, period))
	}
	b.countKeyResults(d)
	return o
}

func writeObjective(o okr.Objective) document[objectiveSpec] {
	s := objectiveSpec{
		Period: o.Period, Team: o.Team, Theme: text(o.Theme), Parent: o.Parent, WhyNow: text(o.WhyNow),
		SuccessStory: text(o.SuccessStory), Constraint: text(o.Constraint), Bottleneck: text(o.Bottleneck),
		Decider: o.Decider, Doer: o.Doer, NotDoing: writeTexts(o.NotDoing),
	}
	for _, kr := range o.KeyResults {
		s.KeyResults = append(s.KeyResults, writeKeyResult(kr))
	}
	s.Revision = writeRevision(o.Revision)
	return document[objectiveSpec]{apiVersion, kindObjective, writeMetadata(o.Meta), s}
}

package catalog

import "github.com/northstar/okrkpi/pkg/okr"

func (b *builder) period(d *draft[periodSpec]) okr.Period {
	p := okr.Period{Meta: d.Meta, Start: d.spec.Start, End: d.spec.End, Revision: d.spec.Revision.revision()}
	if !p.Start.IsZero() && !p.End.IsZero() && !p.Start.Before(p.End) {
		b.errorf(d.places, "spec.end", "period/order", "end is the first day after the period",
			"the period starts on %v and ends on %v: it has no days", p.Start, p.End)
	}
	b.years(d.places, "spec.start", p.Start)
	if !okr.InYears(p.End.AddDays(-1).UTC()) {
		b.years(d.places, "spec.end", p.End)
	}
	return p
}

func writePeriod(p okr.Period) document[periodSpec] {
	return document[periodSpec]{apiVersion, kindPeriod, writeMetadata(p.Meta), periodSpec{
		Start: p.Start, End: p.End, Revision: writeRevision(p.Revision),
	}}
}

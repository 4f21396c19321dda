package engine

import (
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// BucketEnd is the bucket and segment for which a subject of an alert rule is judged.
type BucketEnd struct {
	Grain    okr.Grain
	Bucket   series.Bucket // the subject is judged at its end
	Segment  map[string]string
	Locale   string
	Supposed *float64 // value to judge instead of the bucket's own; nil for its own
}

// Judge returns the row of a subject at the end of a bucket. It equals the row of a scorecard at that time.
func (n *Facts) Judge(s okr.Subject, at BucketEnd) (Row, error) {
	filters, err := LabelFilters(at.Segment)
	if err != nil {
		return Row{}, err
	}
	end := n.calendar.StartDate(at.Grain, at.Bucket+1)
	ev := &evaluator{Facts: n, moments: map[momentKey]*moment{}, supposed: at.Supposed, req: Request{
		Grain: at.Grain, Filters: filters, At: n.calendar.Start(at.Grain, at.Bucket+1), Today: end, Locale: at.Locale,
	}}
	sub := subject{role: query.RoleMetric, metric: s.Metric, kpi: s.KPI}
	if s.KeyResult != nil {
		sub.role, sub.objective, sub.keyResult = query.RoleKeyResult, s.Objective, s.KeyResult
		ev.req.Period, _ = n.catalog.Period(s.Objective.Period)
	} else {
		ev.req.Period, _ = n.catalog.PeriodAt(end)
	}
	return ev.row(sub)
}

// LabelFilters returns filters that match exactly the segments with the given labels.
func LabelFilters(labels map[string]string) ([]series.Filter, error) {
	var filters []series.Filter
	for key, value := range labels {
		f, err := series.NewFilter(key, "=", value)
		if err != nil {
			return nil, err
		}
		filters = append(filters, f)
	}
	return filters, nil
}

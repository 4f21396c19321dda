package engine

import (
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// BucketEnd is where and when a subject of an alert rule is judged.
type BucketEnd struct {
	Grain    okr.Grain
	Bucket   series.Bucket // at the end of which it is judged
	Segment  map[string]string
	Locale   string
	Supposed *float64 // value of the bucket to judge instead of the one that it has; nil for that one
}

// Judge says how a subject stands at the end of a bucket, just as a scorecard of that time shows it.
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

// LabelFilters chooses exactly the segment with the given labels.
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

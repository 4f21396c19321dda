package engine

import (
	"math"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// judgeKeyResult fills in attainment, pace and status of a key result: how far the value has come from the baseline to the goal.
func (ev *evaluator) judgeKeyResult(row *Row, sub subject, w *window) error {
	kr := sub.keyResult
	row.Target = kr.Goal()
	row.Stretch, row.Moonshot = orNaN(kr.Stretch), orNaN(kr.Moonshot)
	row.Baseline = orNaN(kr.Baseline)
	if kr.Baseline == nil {
		var err error
		if row.Baseline, err = w.baselineValue(); err != nil {
			return err
		}
	}
	if multiple, ok := okr.Ambition(row.Baseline, row.Target, sub.metric.Direction); ok {
		row.Ambition = multiple
	}
	if kr.Type == okr.Maintain {
		ev.judgeMaintained(row, sub, w)
	} else {
		ev.judgeReached(row, sub, w)
	}
	ev.tellGap(row, sub)
	row.Status = ev.keyResultStatus(row, sub)
	if row.Status == okr.Observing || row.Status == okr.NoData {
		row.Steps, row.ThresholdText = nil, ""
	}
	if ev.over() {
		row.Grade = okr.GradeOf(row.Attainment, ev.catalog.Organization.SuccessBand)
	}
	return nil
}

func (ev *evaluator) judgeReached(row *Row, sub subject, w *window) {
	row.Gap = okr.WayGap(row.Value, row.Baseline, row.Target, sub.keyResult.Baseline == nil, sub.metric.Direction)
	share := w.elapsed
	if len(sub.keyResult.Phased) > 0 && !row.Gap.OfBaseline() {
		share = okr.PlannedShare(*ev.req.Period, w.end, row.Baseline, row.Target, sub.keyResult.Phased)
	}
	row.Expected = ev.catalog.Organization.SuccessLine * share
	if p, ok := okr.Progress(row.Value, row.Baseline, row.Target); ok && row.Gap == okr.GapNone {
		row.Progress, row.Attainment = p, okr.Clamp01(p)
	}
	row.Pace = orElse(okr.Pace(row.Attainment, row.Expected))
	row.Steps = okr.PaceSteps(row.Baseline, row.Target, row.Expected)
	row.ThresholdText = paceText(row.Steps, sub.metric, ev.req.Locale)
	w.forecast(row, row.Baseline)
}

// judgeMaintained fills in a key result that must stay in a range. Its attainment is the share of the period's complete buckets in the
// range, NaN if there are none. The expected attainment is the whole success line at any time, because the share does not grow with the
// period. There are no steps: the status depends on the share, not on the newest value.
func (ev *evaluator) judgeMaintained(row *Row, sub subject, w *window) {
	good := sub.keyResult.Holds(sub.metric.Direction)
	share, observed := series.InBandShare(w.inPeriod(), func(v float64) bool { return good.Status(v, sub.metric.Direction) == okr.Green })
	row.Expected = ev.catalog.Organization.SuccessLine
	if observed > 0 {
		row.Progress, row.Attainment = share, share
	} else {
		row.Gap = okr.NothingComplete
	}
	row.Pace = orElse(okr.Pace(row.Attainment, row.Expected))
	row.ThresholdText = keptRange(good.Steps(sub.metric.Direction), sub.metric, ev.req.Locale)
	w.forecast(row, math.NaN())
}

// tellGap writes why a key result has no attainment. If waiting does not help, it also adds a notice.
func (ev *evaluator) tellGap(row *Row, sub subject) {
	if row.Gap == okr.GapNone {
		return
	}
	row.GapReason = gapReason(row, sub.metric, ev.req.Locale)
	if row.Gap.OfBaseline() {
		notice := leftOutText.Format(ev.req.Locale, row.ID, row.GapReason)
		if !slices.Contains(ev.notices, notice) {
			ev.notices = append(ev.notices, notice)
		}
	}
}

func (ev *evaluator) keyResultStatus(row *Row, sub subject) okr.Status {
	switch {
	case ev.observing(sub.metric):
		return okr.Observing
	case math.IsNaN(row.Attainment):
		return okr.NoData
	case !sub.metric.Bounds.Contain(row.Value):
		return okr.Untrusted
	case ev.req.Today.Before(ev.req.Period.Start.AddDays(okr.GraceDays)), !(row.Expected > 0):
		return okr.Observing
	}
	return okr.PaceStatus(row.Pace)
}

func (ev *evaluator) observing(m *okr.Metric) bool {
	return ev.req.Today.Before(m.Baseline.ObservingUntil)
}

// judgeKPI fills in the status of a KPI, of the North Star, or of a metric without a role. Without thresholds there is no colour.
func (ev *evaluator) judgeKPI(row *Row, sub subject, w *window) {
	var t okr.Thresholds
	if sub.kpi != nil {
		t = sub.kpi.Thresholds
	}
	row.Status = t.Status(row.Value, sub.metric.Direction)
	if !sub.metric.Bounds.Contain(row.Value) {
		row.Status = okr.Untrusted
	}
	if row.Status != okr.NoData && ev.observing(sub.metric) {
		row.Status = okr.Observing
	}
	if row.Status != okr.Observing && row.Status != okr.NoData {
		row.Steps = t.Steps(sub.metric.Direction)
		row.ThresholdText = thresholdText(row.Steps, sub.metric, ev.req.Locale)
	}
	if value, err := w.baselineValue(); err == nil {
		row.Baseline = value
	}
	w.forecast(row, math.NaN())
}

func orNaN(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

func orElse(v float64, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return v
}

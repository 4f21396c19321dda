package catalog

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// defaultLookbackDays is how many days before the newest fact are read again for late rows. Ours: a weekend and a day.
const defaultLookbackDays = 3

func (b *builder) metric(d *draft[metricSpec]) okr.Metric {
	s := d.spec
	m := okr.Metric{
		Meta: d.Meta, Type: wordOr(s.Type, okr.ParseMetricType, okr.MetricTypeUnknown), Formula: s.Formula,
		Grain: wordOr(s.Grain, okr.ParseGrain, okr.GrainUnknown), Unit: s.Unit, Decimals: s.Decimals,
		Direction: wordOr(s.Direction, okr.ParseDirection, okr.DirectionUnknown), Segments: s.Segments,
		Controllable: s.External == nil, Drivers: s.Drivers, Baseline: okr.BaselineRule{Months: okr.FewestBaselineMonths},
		Revision: s.Revision.revision(),
	}
	if s.Controllable != nil {
		m.Controllable = *s.Controllable
	}
	if s.Definition != nil {
		m.Definition = s.Definition.definition()
	}
	if s.Alerts != nil && s.Alerts.Unusual != nil {
		m.UnusualAlertsOff = !*s.Alerts.Unusual
	}
	b.reservedName(d)
	b.metricNumbers(d, &m)
	b.carry(d, &m)
	b.ratioUnit(d, &m)
	b.segments(d)
	b.external(d, &m)
	b.metricSource(d, &m)
	b.referAll(d.places, "spec.drivers", "metric", s.Drivers, b.metricNames)
	return m
}

func (s *definitionSpec) definition() okr.Definition {
	return okr.Definition{
		Numerator: okr.Text(s.Numerator), Denominator: okr.Text(s.Denominator),
		AggregationPeriod: okr.Text(s.AggregationPeriod), Exclusions: okr.Text(s.Exclusions),
		UpdateFrequency: okr.Text(s.UpdateFrequency), Owner: s.Owner, DataSource: s.DataSource, Logic: okr.Text(s.Logic),
	}
}

// reserved are the names that a metric cannot have.
var reserved = sync.OnceValue(condition.Reserved)

// reservedName refuses metric names that have a meaning in formulas and conditions. A stored document may have one,
// because the meaning may be newer.
func (b *builder) reservedName(d *draft[metricSpec]) {
	if !d.src.stored && slices.Contains(reserved(), d.Name) {
		b.errorf(d.places, "metadata.name", "name/reserved", "add what it is a "+d.Name+" of",
			"%q already means something in formulas and alert expressions", d.Name)
	}
}

func (b *builder) metricNumbers(d *draft[metricSpec], m *okr.Metric) {
	s := d.spec
	if n := s.Decimals; n != nil && !decimalsRange.holds(float64(*n)) {
		b.errorf(d.places, "spec.decimals", "metric/decimals", "write "+decimalsRange.String(), "%d decimals cannot be shown", *n)
	}
	if s.MinSample != nil {
		m.MinSample = *s.MinSample
		if !countRange.holds(m.MinSample) {
			b.errorf(d.places, "spec.minSample", "metric/min-sample", "write "+countRange.String(), "a sample cannot be below 0")
		}
	}
	if s.Bounds != nil {
		m.Bounds = b.bounds(d)
	}
	if r := s.Baseline; r != nil {
		m.Baseline.Seasonal, m.Baseline.ObservingUntil = r.Seasonal, r.ObservingUntil
		if r.Months != nil {
			m.Baseline.Months = *r.Months
			if !baselineMonthsRange.holds(float64(*r.Months)) {
				b.errorf(d.places, "spec.baseline.months", "metric/baseline", "write "+baselineMonthsRange.String(),
					"a baseline over %d months is too short or too long to trust", *r.Months)
			}
		}
	}
}

// carry reads for how many days a level stays valid: whole days, at least one bucket, because less would carry nothing.
func (b *builder) carry(d *draft[metricSpec], m *okr.Metric) {
	if !d.has("spec.carry") {
		return
	}
	length := time.Duration(d.spec.Carry)
	m.Carry = int(length / (24 * time.Hour))
	switch least := daysOf(m.Grain); {
	case m.Type != okr.Last:
		b.errorf(d.places, "spec.carry", "metric/carry", "leave it out, or write type: last", "only levels, of type last, are carried")
		m.Carry = 0
	case length%(24*time.Hour) != 0 || m.Carry < least:
		b.errorf(d.places, "spec.carry", "metric/carry", fmt.Sprintf("write whole days, such as %dd", max(7, least)),
			"a level per %v is carried for whole days, at least %d", m.Grain, least)
	}
}

// daysOf is the most days of a bucket.
func daysOf(g okr.Grain) int {
	switch g {
	case okr.Week:
		return 7
	case okr.Month:
		return 31
	case okr.Quarter:
		return 92
	case okr.Hour, okr.Day, okr.GrainUnknown:
	}
	return 1
}

// columns are names that segments cannot have, because fact files and frames use them for other columns.
var columns = []string{"denominator", "grain", "line", "metric", "metric_type", "numerator", "time", "value"}

func (b *builder) segments(d *draft[metricSpec]) {
	seen := names{}
	for i, key := range d.spec.Segments {
		path := item("spec.segments", i)
		switch {
		case key == "":
			continue
		case seen[key]:
			b.errorf(d.places, path, "name/duplicate", "name it once", "segment %q is named twice", key)
		case slices.Contains(columns, key):
			b.errorf(d.places, path, "name/reserved", "say which one, for example product_"+key,
				"%q means something else in fact files and frames", key)
		default:
			b.nameForm(d.places, path, key, snakeCase)
		}
		seen[key] = true
	}
}

func (b *builder) external(d *draft[metricSpec], m *okr.Metric) {
	s := d.spec.External
	if s == nil {
		return
	}
	m.External = &okr.External{Factors: plainTexts(s.Factors), Auxiliary: s.Auxiliary}
	if s.Range != nil {
		m.External.Range = b.spanOf(d.places, "spec.external.range", *s.Range, m)
	}
	b.referAll(d.places, "spec.external.auxiliary", "metric", s.Auxiliary, b.metricNames)
}

func plainTexts(list []text) []okr.Text {
	if len(list) == 0 {
		return nil
	}
	out := make([]okr.Text, len(list))
	for i, t := range list {
		out[i] = okr.Text(t)
	}
	return out
}

func writeTexts(list []okr.Text) []text {
	out := make([]text, len(list))
	for i, t := range list {
		out[i] = text(t)
	}
	return out
}

func (b *builder) metricSource(d *draft[metricSpec], m *okr.Metric) {
	s := d.spec
	if m.Type == okr.Derived {
		b.derived(d)
		return
	}
	m.Source.Kind = okr.SourceFacts
	if s.Source != nil {
		m.Source.Kind = wordOr(s.Source.kind, okr.ParseSourceKind, okr.SourceFacts)
		if q := s.Source.sql; q != nil {
			m.Source = okr.Source{Kind: okr.SourceSQL, SQL: &okr.SQLSource{
				Statement: q.Statement, Start: q.Start, Lookback: defaultLookbackDays,
			}}
			b.years(d.places, "spec.source.sql.start", q.Start)
			if q.LookbackDays != nil {
				m.Source.SQL.Lookback = *q.LookbackDays
				if !countRange.holds(float64(*q.LookbackDays)) {
					b.errorf(d.places, "spec.source.sql.lookbackDays", "metric/source", "write "+countRange.String(),
						"a look-back cannot be below 0 days")
				}
			}
		}
	}
	if m.Type == okr.MetricTypeUnknown {
		return
	}
	if s.Formula != "" {
		b.errorf(d.places, "spec.formula", "metric/formula", "leave it out, or write type: derived",
			"only a derived metric has a formula")
	}
	if !d.has("spec.grain") {
		b.errorAtKey(d.places, "spec", "schema/required", "say how long the buckets are that facts come in: grain: day",
			"spec.grain is missing")
	}
}

func writeMetric(m okr.Metric) document[metricSpec] {
	controllable, unusual := m.Controllable, !m.UnusualAlertsOff
	s := metricSpec{
		Definition: writeDefinition(m.Definition), Type: m.Type.String(), Formula: m.Formula, Unit: m.Unit,
		Decimals: m.Decimals, Direction: m.Direction.String(), Segments: m.Segments, Controllable: &controllable,
		Drivers: m.Drivers, Alerts: &metricAlertsSpec{Unusual: &unusual}, Revision: writeRevision(m.Revision),
		Carry: duration(m.Carry) * duration(24*time.Hour),
		Baseline: &baselineSpec{
			Months: &m.Baseline.Months, Seasonal: m.Baseline.Seasonal, ObservingUntil: m.Baseline.ObservingUntil,
		},
	}
	if m.Bounds != (okr.Bounds{}) {
		s.Bounds = &boundsSpec{Min: writeQuantity(m.Bounds.Min), Max: writeQuantity(m.Bounds.Max)}
	}
	if m.MinSample != 0 {
		s.MinSample = &m.MinSample
	}
	if e := m.External; e != nil {
		s.External = &externalSpec{Factors: writeTexts(e.Factors), Auxiliary: e.Auxiliary}
		if e.Range != [2]float64{} {
			s.External.Range = writeSpan(&e.Range)
		}
	}
	if m.Type != okr.Derived {
		s.Grain = m.Grain.String()
		s.Source = writeSource(m.Source)
	}
	return document[metricSpec]{apiVersion, kindMetric, writeMetadata(m.Meta), s}
}

func writeDefinition(d okr.Definition) *definitionSpec {
	s := definitionSpec{
		Numerator: text(d.Numerator), Denominator: text(d.Denominator), AggregationPeriod: text(d.AggregationPeriod),
		Exclusions: text(d.Exclusions), UpdateFrequency: text(d.UpdateFrequency), Owner: d.Owner,
		DataSource: d.DataSource, Logic: text(d.Logic),
	}
	if reflect.ValueOf(s).IsZero() {
		return nil
	}
	return &s
}

func writeSource(s okr.Source) *originSpec {
	if s.SQL == nil {
		return &originSpec{kind: s.Kind.String()}
	}
	return &originSpec{sql: &sqlSpec{Statement: s.SQL.Statement, Start: s.SQL.Start, LookbackDays: &s.SQL.Lookback}}
}

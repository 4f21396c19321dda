package catalog

import (
	"slices"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// derived checks which keys a derived metric has.
func (b *builder) derived(d *draft[metricSpec]) {
	if d.spec.Formula == "" {
		b.errorAtKey(d.places, "spec", "metric/formula", "write formula: with an expression such as ltv / cac",
			"a derived metric needs a formula")
		return
	}
	for _, key := range []string{"grain", "source"} {
		if d.has("spec." + key) {
			b.errorAtKey(d.places, "spec."+key, "metric/formula", "leave it out",
				"a derived metric takes its %s from its operands", key)
		}
	}
}

// formula compiles the formula of a derived metric and returns its operands. It is nil where it does not compile. Unknown
// operands are not reported while a document could not be read, because they may be defined in it.
func (b *builder) formula(d *draft[metricSpec]) []string {
	f, err := condition.CompileFormula(d.spec.Formula, b.metricList())
	if err == nil {
		return f.Metrics()
	}
	if b.lost {
		return nil
	}
	b.expressionError(d.places, "spec.formula", "metric/formula", d.spec.Formula, err,
		"write arithmetic over metrics, such as ltv / cac")
	return nil
}

// metricTree checks that formulas and drivers have no cycles, and sets the grain of derived metrics.
func (b *builder) metricTree(c *okr.Catalog) {
	operands, drivers := map[string][]string{}, map[string][]string{}
	byName := map[string]*okr.Metric{}
	for i := range c.Metrics {
		m := &c.Metrics[i]
		byName[m.Name] = m
		drivers[m.Name] = m.Drivers
		if m.Type == okr.Derived && m.Formula != "" {
			operands[m.Name] = b.formula(b.metricDrafts[m.Name])
		}
	}
	for _, way := range cycles(drivers) {
		d := b.metricDrafts[way[len(way)-2]]
		b.errorf(d.places, item("spec.drivers", slices.Index(d.spec.Drivers, way[len(way)-1])), "reference/cycle",
			"leave one of them out: a driver is below what it drives", "metrics drive each other: %s", arrows(way))
	}
	ways := cycles(operands)
	for _, way := range ways {
		b.errorf(b.metricDrafts[way[len(way)-2]].places, "spec.formula", "reference/cycle",
			"define one of them by facts", "formulas need each other: %s", arrows(way))
	}
	if len(ways) > 0 {
		return
	}
	for i := range c.Metrics {
		if c.Metrics[i].Type == okr.Derived {
			b.derive(&c.Metrics[i], operands, byName)
		}
	}
}

// derive sets the grain of a derived metric and checks that its operands fit together. It derives derived operands first;
// there are no cycles here.
func (b *builder) derive(m *okr.Metric, operands map[string][]string, byName map[string]*okr.Metric) {
	if m.Grain != okr.GrainUnknown {
		return
	}
	d := b.metricDrafts[m.Name]
	grains := map[okr.Grain]string{}
	for _, name := range operands[m.Name] {
		operand := byName[name]
		if operand.Type == okr.Derived {
			b.derive(operand, operands, byName)
		}
		grains[operand.Grain] = name
		m.Grain = max(m.Grain, operand.Grain)
		for i, key := range m.Segments {
			if !slices.Contains(operand.Segments, key) {
				b.errorf(d.places, item("spec.segments", i), "metric/formula-segments",
					"leave it out, or declare it for the operand too", "the operand %s has no segment %q", name, key)
			}
		}
	}
	if week, ok := grains[okr.Week]; ok && m.Grain > okr.Week {
		b.errorf(d.places, "spec.formula", "metric/formula-grain", "measure both by the day, or both by the week",
			"%s comes by the week and %s by the %v: weeks do not add up to it", week, grains[m.Grain], m.Grain)
	}
}

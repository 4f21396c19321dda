package condition

import "github.com/expr-lang/expr/ast"

// Level is a number in a condition that has the unit of a metric or is a share: the 40 in conversion < 40, in value -
// previous > 40 and in max(conversion, 40).
type Level struct {
	Of    string // metric, "value" for the rule's own, or variable that is a share: wow, mom, yoy, attainment, pace
	Value float64

	Line, Column, Width int // of the number in the source, in characters from 1
}

// Levels are the numbers of a condition that have the unit of what they are compared with, in the order of the text.
func (c *Condition) Levels() []Level { return c.levels }

// meet notes numbers that are compared with, added to or chosen beside a measured quantity. It returns whose unit they
// have.
func (c *compiler) meet(parts ...part) (measures string) {
	for _, p := range parts {
		if p.measures != "" {
			measures = p.measures
			break
		}
	}
	if measures == "" {
		return ""
	}
	for _, p := range parts {
		if p.fixed && p.kind == number {
			c.levels = append(c.levels, c.level(p.node, measures, p.fixedValue()))
		}
	}
	return measures
}

func (c *compiler) level(node ast.Node, of string, value float64) Level {
	from, until := c.span(node)
	at := errorAt(c.source, from, until, "", "")
	return Level{Of: of, Value: value, Line: at.Line, Column: at.Column, Width: at.Width}
}

// measuredBy is whose unit a variable has: baseline and target are levels of the metric, changes are shares.
func measuredBy(variable string) string {
	switch variable {
	case "baseline", "target":
		return valueName
	case "wow", "mom", "yoy", "attainment", "pace":
		return variable
	}
	return ""
}

package catalog

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/invopop/jsonschema"

	"github.com/northstar/okrkpi/pkg/okr"
)

// quantity is a number in the unit of its metric, or a number with its own unit such as 45%, 12h or 1h 10m.
type quantity struct {
	number float64
	suffix string // %, ms, s, m, h or d; "": the metric's unit
}

// Numbers with a unit: goodNumber is what people should write, and a looser form is read to tell leading zeros from text.
const (
	goodNumber = `(?:0|[1-9][0-9]*)(?:\.[0-9]+)?`
	anyNumber  = `[0-9]+(?:\.[0-9]+)?`
)

func quantityPattern(number string) string {
	return `^[-+]?(` + number + ` ?%|` + number + ` ?(ms|s|m|h|d)( ?` + number + ` ?(ms|s|m|h|d))*)$`
}

var (
	quantityForm = regexp.MustCompile(quantityPattern(anyNumber))
	quantityPart = regexp.MustCompile(`(` + anyNumber + `)( ?)(%|ms|s|m|h|d)`)
)

func (q *quantity) read(d *decoder, n ast.Node, path string) {
	f, err := scalarNumber(n)
	if err == nil {
		q.number = f
		return
	}
	if d.notation(err, path, strings.TrimSpace(n.GetToken().Value), "") {
		return
	}
	s, ok := scalarText(n)
	if !ok {
		d.wrongType(n, path, "a number such as 0.45, 45% or 12h")
		return
	}
	if s = strings.TrimSpace(s); !quantityForm.MatchString(s) {
		d.report(d.at(path), "schema/type", "write a number such as 0.45, or one with a unit such as 45%, 12h or 2d",
			"%s: %q is not a number", lastName(path), s)
		return
	}
	for _, part := range quantityPart.FindAllStringSubmatch(s, -1) {
		number, err := okr.ParseNumber(part[1])
		if d.notation(err, path, part[1], part[2]+part[3]) {
			return
		}
		q.add(number, part[3])
	}
	if strings.HasPrefix(s, "-") {
		q.number = -q.number
	}
}

// add adds one part, so that 1h 10m becomes 70 of the shorter unit.
func (q *quantity) add(number float64, suffix string) {
	if q.suffix == "" || q.suffix == suffix {
		q.number, q.suffix = q.number+number, suffix
		return
	}
	have, _ := okr.UnitSeconds(q.suffix)
	more, _ := okr.UnitSeconds(suffix)
	if more < have {
		q.number, q.suffix = rescale(q.number, have, more)+number, suffix
		return
	}
	q.number += rescale(number, more, have)
}

// rescale converts between units of from and to seconds, by whole factors so that round numbers stay round.
func rescale(number, from, to float64) float64 {
	if from >= to {
		return number * math.Round(from/to)
	}
	return number / math.Round(to/from)
}

// in converts the quantity to a Grafana unit id. The error says which units are possible.
func (q quantity) in(unit string) (float64, error) {
	if q.suffix == "" {
		return q.number, nil
	}
	if q.suffix == "%" {
		switch unit {
		case "percentunit":
			return exactly(q.number, -2), nil
		case "percent":
			return q.number, nil
		}
		return 0, fmt.Errorf("a percentage needs a metric whose unit is percentunit or percent, not %q", unit)
	}
	from, _ := okr.UnitSeconds(q.suffix)
	to, ok := okr.UnitSeconds(unit)
	if !ok {
		return 0, fmt.Errorf("a duration needs a metric whose unit is ms, s, m, h or d, not %q", unit)
	}
	converted := rescale(q.number, from, to)
	if math.IsInf(converted, 0) {
		return 0, fmt.Errorf("the number does not fit into 64 bits in the unit %s", unit)
	}
	return converted, nil
}

// exactly shifts the decimal point, so that 4.5 % becomes the same number as a written 0.045.
func exactly(f float64, places int) float64 {
	shifted, _ := strconv.ParseFloat(fmt.Sprintf("%se%d", strconv.FormatFloat(f, 'f', -1, 64), places), 64)
	return shifted
}

// written is the number. Quantities are converted before they are written.
func (q quantity) written() any { return q.number }

// JSONSchema describes a quantity to editors.
func (quantity) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		{Type: "number", Description: "A number in the metric's unit; shares are fractions (0.45 is 45 %)."},
		{Type: "string", Pattern: quantityPattern(goodNumber), Description: "A number with a unit, such as 45%, 12h or 1h 10m."},
	}}
}

// baselineValue is a quantity, or auto for the median before the period.
type baselineValue struct {
	quantity
	auto bool
}

func (b *baselineValue) read(d *decoder, n ast.Node, path string) {
	if s, ok := scalarText(n); ok && s == "auto" {
		b.auto = true
		return
	}
	b.quantity.read(d, n, path)
}

// written is the number, or auto.
func (b baselineValue) written() any {
	if b.auto {
		return "auto"
	}
	return b.number
}

// JSONSchema describes a baseline to editors.
func (b baselineValue) JSONSchema() *jsonschema.Schema {
	s := b.quantity.JSONSchema()
	s.OneOf = append(s.OneOf, &jsonschema.Schema{
		Const: "auto", Description: "The median of the last complete months before the period.",
	})
	return s
}

// span is a low and a high end.
type span [2]quantity

func (s *span) read(d *decoder, n ast.Node, path string) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		d.wrongType(n, path, "a low and a high end such as [0.6, 0.8]")
		return
	}
	if len(list.Values) != 2 {
		d.report(d.at(path), "schema/type", "write a low and a high end such as [0.6, 0.8]",
			"%s: want two numbers, got %d", lastName(path), len(list.Values))
		return
	}
	for i, value := range list.Values {
		at := item(path, i)
		d.values[at] = d.src.markOf(firstToken(value))
		s[i].read(d, d.anchors.resolve(value), at)
	}
}

// JSONSchema describes a span to editors.
func (span) JSONSchema() *jsonschema.Schema {
	two := uint64(2)
	return &jsonschema.Schema{
		Type: "array", Items: quantity{}.JSONSchema(), MinItems: &two, MaxItems: &two,
		Description: "The low and the high end, such as [0.6, 0.8].",
	}
}

// limit is a threshold of a KPI: one number or, for the direction band, a span.
type limit struct {
	single *quantity
	band   *span
}

func (l *limit) read(d *decoder, n ast.Node, path string) {
	if _, ok := n.(*ast.SequenceNode); ok {
		l.band = new(span)
		l.band.read(d, n, path)
		return
	}
	l.single = new(quantity)
	l.single.read(d, n, path)
}

// written is the number or the span.
func (l limit) written() any {
	if l.band != nil {
		return *l.band
	}
	return *l.single
}

// JSONSchema describes a threshold to editors.
func (limit) JSONSchema() *jsonschema.Schema {
	s := quantity{}.JSONSchema()
	s.OneOf = append(s.OneOf, span{}.JSONSchema())
	return s
}

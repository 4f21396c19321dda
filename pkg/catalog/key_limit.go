package catalog

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"

	"github.com/invopop/jsonschema"

	"github.com/northstar/okrkpi/pkg/okr"
)

// keyLimit is a limit for the value of a key. The struct tag "limit" of a field names it. The JSON Schema and the builder
// both read it from here.
type keyLimit interface {
	describe(property *jsonschema.Schema)
}

// Limits of keys.
var (
	monthRange          = numberRange{least: 1, most: 12}
	successRange        = numberRange{least: 0, open: true, most: 1}
	decimalsRange       = numberRange{least: 0, most: 10}
	baselineMonthsRange = numberRange{least: okr.FewestBaselineMonths, most: okr.MostBaselineMonths}
	countRange          = numberRange{least: 0, most: math.Inf(1)}
	weightRange         = numberRange{least: 0, open: true, most: math.Inf(1)}

	currencyPattern = newPattern(`^[A-Z]{3}$`)
	languagePattern = newPattern(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	cadencePattern  = newPattern(`^(daily|weekly|biweekly|monthly|quarterly)` +
		`( (monday|tuesday|wednesday|thursday|friday|saturday|sunday))?( ([01][0-9]|2[0-3]):[0-5][0-9])?( [0-9]+m)?$`)
	snakeCase  = newPattern(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	periodName = newPattern(`^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$`)

	overviewLength = listLength(5) // the first screen holds so many metrics, the North Star included
)

// keyLimits are the limits by the name that the struct tag "limit" gives.
var keyLimits = map[string]keyLimit{
	"month": monthRange, "success": successRange, "decimals": decimalsRange, "baselineMonths": baselineMonthsRange,
	"count": countRange, "weight": weightRange,
	"currency": currencyPattern, "language": languagePattern, "cadence": cadencePattern, "snakeCase": snakeCase,
	"overview": overviewLength,
}

// numberRange is the numbers from least to most, both included.
type numberRange struct {
	least float64
	open  bool // least is not included
	most  float64
}

func (r numberRange) holds(v float64) bool {
	return (v > r.least || v == r.least && !r.open) && v <= r.most
}

// String says the range in words: 1 to 12, 0 or more, above 0, above 0 and at most 1.
func (r numberRange) String() string {
	least, most, bounded := plainNumber(r.least), plainNumber(r.most), !math.IsInf(r.most, 1)
	switch {
	case r.open && bounded:
		return fmt.Sprintf("above %s and at most %s", least, most)
	case r.open:
		return "above " + least
	case bounded:
		return least + " to " + most
	}
	return least + " or more"
}

func (r numberRange) describe(property *jsonschema.Schema) {
	property.Minimum = json.Number(plainNumber(r.least))
	if r.open {
		property.Minimum, property.ExclusiveMinimum = "", property.Minimum
	}
	if !math.IsInf(r.most, 1) {
		property.Maximum = json.Number(plainNumber(r.most))
	}
}

// pattern is the form of a text.
type pattern struct{ *regexp.Regexp }

func newPattern(expr string) pattern { return pattern{regexp.MustCompile(expr)} }

func (p pattern) describe(property *jsonschema.Schema) { property.Pattern = p.String() }

// listLength is the most items of a list.
type listLength uint64

func (n listLength) describe(property *jsonschema.Schema) {
	most := uint64(n)
	property.MaxItems = &most
}

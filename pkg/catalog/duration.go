package catalog

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/invopop/jsonschema"

	"github.com/northstar/okrkpi/pkg/okr"
)

// duration is a span of time in whole seconds, such as 30m, 2d, 1w or 1h 30m.
type duration time.Duration

func durationPattern(number string) string {
	return `^` + number + ` ?[smhdw]( ?` + number + ` ?[smhdw])*$`
}

// maxDuration is more than any alert waits.
const maxDuration = 366 * 24 * time.Hour

var (
	durationForm = regexp.MustCompile(durationPattern(`[0-9]+`))
	durationPart = regexp.MustCompile(`([0-9]+)( ?)([smhdw])`)
)

// durationUnits are the units from long to short.
var durationUnits = []struct {
	sign   string
	length time.Duration
}{
	{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second},
}

func (t *duration) read(d *decoder, n ast.Node, path string) {
	const want = "a time such as 30m, 2d or 1w"
	s, ok := scalarText(n)
	if s = strings.TrimSpace(s); !ok || !durationForm.MatchString(s) {
		if ok {
			d.report(d.at(path), "schema/type", "write "+want, "%s: %q is not a time", lastName(path), s)
			return
		}
		d.wrongType(n, path, want)
		return
	}
	seconds := int64(0)
	for _, part := range durationPart.FindAllStringSubmatch(s, -1) {
		if _, err := okr.ParseNumber(part[1]); d.notation(err, path, part[1], part[2]+part[3]) {
			return
		}
		number, err := strconv.ParseInt(part[1], 10, 32)
		for _, unit := range durationUnits {
			if unit.sign == part[3] {
				seconds += number * int64(unit.length/time.Second)
			}
		}
		if err != nil || seconds > int64(maxDuration/time.Second) {
			d.report(d.at(path), "schema/type", "write "+want, "%s: %s is longer than a year", lastName(path), s)
			return
		}
	}
	*t = duration(time.Duration(seconds) * time.Second)
}

// written is the time in the longest unit that it fills.
func (t duration) written() any {
	i := 0
	for i < len(durationUnits)-1 && time.Duration(t)%durationUnits[i].length != 0 {
		i++
	}
	return fmt.Sprintf("%d%s", time.Duration(t)/durationUnits[i].length, durationUnits[i].sign)
}

// JSONSchema describes a duration to editors.
func (duration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: durationPattern(`(0|[1-9][0-9]*)`), Description: "A time such as 30m, 2d or 1w."}
}

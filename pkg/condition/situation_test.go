package condition_test

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

var catalogMetrics = []string{"cac", "churn_rate", "ltv", "nps"}

func compile(t testing.TB, src string) *condition.Condition {
	t.Helper()
	c, err := condition.CompileCondition(src, condition.Names{Metrics: catalogMetrics})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

// nothing is an environment in which every number is missing.
func nothing() condition.Env {
	nan := math.NaN()
	return condition.Env{
		Grain: okr.Week, Value: nan, WoW: nan, MoM: nan, YoY: nan, Baseline: nan, Target: nan, Attainment: nan, Pace: nan,
		Z: nan, Jump: nan, Sample: nan, StaleDays: nan,
	}
}

// situation parses an environment for a condition, such as "history 0.03 -, value 0.05, ltv by month 300". What is not
// mentioned is missing; - is a missing value.
func situation(t *testing.T, c *condition.Condition, text string) condition.Env {
	t.Helper()
	env := nothing()
	env.Operands = make([][]float64, len(c.Operands()))
	for assignment := range strings.SplitSeq(text, ", ") {
		words := strings.Fields(assignment)
		if len(words) < 2 {
			t.Fatalf("%q assigns nothing", assignment)
		}
		name, rest := words[0], words[1:]
		if set(t, &env, name, rest) {
			continue
		}
		grain := okr.GrainUnknown
		if rest[0] == "by" {
			var err error
			if grain, err = okr.ParseGrain(rest[1]); err != nil {
				t.Fatal(err)
			}
			rest = rest[2:]
		}
		for i, o := range c.Operands() {
			if o.Metric == name && o.Grain == grain {
				env.Operands[i] = floats(t, rest)
			}
		}
	}
	return env
}

func set(t *testing.T, env *condition.Env, name string, words []string) bool {
	t.Helper()
	fields := map[string]*float64{
		"value": &env.Value, "wow": &env.WoW, "mom": &env.MoM, "yoy": &env.YoY, "baseline": &env.Baseline, "target": &env.Target,
		"attainment": &env.Attainment, "pace": &env.Pace, "z": &env.Z, "jump": &env.Jump, "sample": &env.Sample, "stale_days": &env.StaleDays,
	}
	switch name {
	case "history":
		env.History = floats(t, words)
	case "status":
		env.Status = statusOf(t, words[0])
	case "bucket":
		env.Bucket = dateOf(t, words[0])
	case "now":
		env.Now = dateOf(t, words[0])
	case "own":
		env.Metric = words[0]
	default:
		field, ok := fields[name]
		if ok {
			*field = floats(t, words)[0]
		}
		return ok
	}
	return true
}

func floats(t *testing.T, words []string) []float64 {
	t.Helper()
	xs := make([]float64, len(words))
	for i, w := range words {
		xs[i] = math.NaN()
		if w == "-" {
			continue
		}
		var err error
		if xs[i], err = strconv.ParseFloat(w, 64); err != nil {
			t.Fatal(err)
		}
	}
	return xs
}

func statusOf(t *testing.T, name string) okr.Status {
	t.Helper()
	for _, s := range okr.Statuses() {
		if s.String() == name {
			return s
		}
	}
	t.Fatalf("no status %q", name)
	return okr.StatusUnknown
}

func dateOf(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// say is an outcome in the words of the documentation.
func say(o condition.Outcome) string {
	if o.State == condition.NoData {
		return "no data: " + o.Reason.In("en")
	}
	return o.State.String()
}

package series_test

import (
	_ "embed"
	"encoding/json"
	"math"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// oracleJSON holds numbers that testdata/oracle.py computed with Python's standard library.
//
//go:embed testdata/oracle.json
var oracleJSON []byte

type oracle struct {
	Days []struct {
		Zone, Date     string
		Start, Seconds int64
	}
	Hours []struct {
		Zone        string
		Unix, Start int64
	}
	Buckets []struct {
		Date, WeekStart, Week, Month, Quarter string
		FiscalYearStart                       int
	}
	ISOWeeks []struct {
		Monday                         string
		Year, Week, BackYear, BackWeek int
	}
	SameWallClock []struct {
		Zone, Comparison string
		Unix, Start      int64
	}
	Samples []struct {
		Values            []*float64
		Median, Mean, MAD float64
		Slope, Score      *float64
		X                 float64
		Points            int
		Verdict           string
	}
	Forecasts []struct {
		Values                                []*float64
		Baseline, Current, Elapsed, Remaining float64
		Min, Max                              *float64
		OK                                    bool
		ForecastLow, ForecastHigh             float64
	}
	RollUps struct {
		First string
		Facts []struct {
			Day      int
			Segment  string
			Num, Den float64
		}
		Expected []struct {
			Grain, Start string
			Num, Den     float64
			Ratio, Last  *float64
		}
	}
	Hourly []struct {
		Zone, Date   string
		Hours        int
		Sums, Counts map[string]float64
	}
	Baselines struct {
		First    string
		Weeks    []*float64
		Expected []struct {
			Start                  string
			Months, Points         int
			SeasonalRule           bool
			Median, Mean, Seasonal *float64
		}
	}
}

func loadOracle(t *testing.T) oracle {
	t.Helper()
	var o oracle
	if err := json.Unmarshal(oracleJSON, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// nan makes NaN of the null of the JSON file.
func nan(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}

func nans(xs []*float64) []float64 {
	values := make([]float64, len(xs))
	for i, x := range xs {
		values[i] = nan(x)
	}
	return values
}

// same reports whether two numbers are equal up to rounding, or both missing.
func same(a, b float64) bool {
	if math.IsNaN(a) || math.IsNaN(b) {
		return math.IsNaN(a) && math.IsNaN(b)
	}
	return a == b || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b), 1e-3)
}

func date(t testing.TB, s string) okr.Date {
	t.Helper()
	d, err := okr.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// mondays is the calendar of most tests: weeks from Monday, years from January.
func mondays(t testing.TB, zoneName string) series.Calendar {
	t.Helper()
	return series.NewCalendar(zone(t, zoneName), time.Monday, time.January)
}

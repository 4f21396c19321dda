package alert

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Alerts holds the states of alert rules at one instant.
type Alerts struct {
	At       time.Time
	Revision int64
	Locale   string
	Rows     []Alert
	Notices  []string
}

// Alert is one rule for one subject: a metric, key result or KPI, in one combination of the segments that the rule groups by.
type Alert struct {
	Rule      *okr.AlertRule
	Title     string        // of the rule
	Metric    *okr.Metric   // metric of Value; see About for the metric that the alert is about
	Compared  []*okr.Metric // metrics of a rule that compares several and is not about a single one
	KeyResult string        // objective/key_result, "" if the subject is none
	Objective string
	Team      string
	Owner     string
	Segment   map[string]string

	State     State
	Reason    string // why it is silenced or has no data
	Grain     okr.Grain
	Bucket    time.Time // start of the evaluated bucket
	Value     float64   // value that the condition compares; the metric's value if it compares several
	ValueText string
	Threshold string    // the condition in words
	Since     time.Time // start of the first bucket of the run of firing buckets; zero if it does not fire
	Sample    float64
	StaleDays float64
	Decision  string
	Audit     State // of the audit expression; StateUnknown if the rule has none
}

// About returns the name of the metric that the alert is about, "" if the rule compares several and is not about a single one.
func (a *Alert) About() string { return okr.Subject{Metric: a.Metric, Compared: a.Compared}.About() }

// Backtest holds the states that rules would have had over a time range.
type Backtest struct {
	Revision int64
	Locale   string
	Rows     []Alert // one for each subject and bucket, ordered by rule, subject and time
}

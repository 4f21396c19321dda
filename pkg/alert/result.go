package alert

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Alerts are the states of alert rules at one instant.
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
	Metric    *okr.Metric   // that values belong to; see About for the one that the alert is about
	Compared  []*okr.Metric // of a rule that runs over several and is about none of them alone
	KeyResult string        // objective/key_result, "" for others
	Objective string
	Team      string
	Owner     string
	Segment   map[string]string

	State     State
	Reason    string // why it is silenced or has no data
	Grain     okr.Grain
	Bucket    time.Time // start of the bucket that was judged
	Value     float64   // that the condition compares; the metric's where it compares several things
	ValueText string
	Threshold string    // the condition in words
	Since     time.Time // start of the first bucket of an unbroken run of firing ones, zero unless it fires
	Sample    float64
	StaleDays float64
	Decision  string
	Audit     State // of the audit line, unknown where there is none
}

// About is the name of the metric that the alert is about, "" where a rule over several is about none of them alone.
func (a *Alert) About() string { return okr.Subject{Metric: a.Metric, Compared: a.Compared}.About() }

// Backtest is what rules would have done over a span of time.
type Backtest struct {
	Revision int64
	Locale   string
	Rows     []Alert // one for each subject and bucket, in the order of rules, subjects and time
}

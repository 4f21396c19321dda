package engine

import (
	"fmt"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// AlertState is what became of a rule for one number.
type AlertState int

// States. Silenced means that the condition holds and a guard keeps the alert back; a silenced alert counts as quiet.
const (
	AlertStateUnknown AlertState = iota
	AlertOK
	AlertFiring
	AlertNoData
	AlertSilenced
)

var alertStates = []string{"", "ok", "firing", "no_data", "silenced"}

func (s AlertState) String() string {
	if int(s) < 0 || int(s) >= len(alertStates) {
		return fmt.Sprintf("alert state(%d)", int(s))
	}
	return alertStates[s]
}

// Alerts are the states of alert rules at one instant.
type Alerts struct {
	At       time.Time
	Revision int64
	Locale   string
	Rows     []Alert
	Notices  []string
}

// Alert is one rule for one number: a metric, key result or KPI, in one combination of the segments that the rule groups by.
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

	State     AlertState
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
	Audit     AlertState // of the audit line, unknown where there is none
}

// About is the name of the metric that the alert is about, "" where a rule over several is about none of them alone.
func (a *Alert) About() string { return okr.Subject{Metric: a.Metric, Compared: a.Compared}.About() }

// Backtest is what rules would have done over a span of time.
type Backtest struct {
	Revision int64
	Locale   string
	Rows     []Alert // one for each number and bucket, in the order of rules, numbers and time
}

package okr

import "slices"

// Labels by which alerting tells the alerts of rules apart. Nothing that changes from evaluation to evaluation is among them.
const (
	LabelRule      = "rule"
	LabelMetric    = "metric"
	LabelTeam      = "team"
	LabelSeverity  = "severity"
	LabelOwner     = "owner"
	LabelObjective = "objective"
	LabelKeyResult = "key_result"
)

var alertLabels = []string{LabelRule, LabelMetric, LabelTeam, LabelSeverity, LabelOwner, LabelObjective, LabelKeyResult}

// AlertLabels lists the labels of alerts, in the order in which they are shown; those of segments follow them.
func AlertLabels() []string { return slices.Clone(alertLabels) }

// SegmentLabel is the label of a segment: the segment's key, after "segment_" where alerts have a label of that name.
func SegmentLabel(key string) string {
	if slices.Contains(alertLabels, key) {
		return "segment_" + key
	}
	return key
}

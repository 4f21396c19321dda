package alert

import "github.com/northstar/okrkpi/pkg/okr"

// Label returns the value of one of okr.AlertLabels, "" if the alert does not have it.
func (a *Alert) Label(name string) string {
	switch name {
	case okr.LabelRule:
		return a.Rule.Name
	case okr.LabelMetric:
		return a.About()
	case okr.LabelTeam:
		return a.Team
	case okr.LabelSeverity:
		return a.Rule.Severity.String()
	case okr.LabelOwner:
		return a.Owner
	case okr.LabelObjective:
		return a.Objective
	case okr.LabelKeyResult:
		return a.KeyResult
	}
	return ""
}

// Labels returns all labels that the alert has, including those of its segment.
func (a *Alert) Labels() map[string]string {
	labels := map[string]string{}
	for _, name := range okr.AlertLabels() {
		if value := a.Label(name); value != "" {
			labels[name] = value
		}
	}
	for key, value := range a.Segment {
		labels[okr.SegmentLabel(key)] = value
	}
	return labels
}

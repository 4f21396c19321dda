package catalog

import (
	"fmt"
	"maps"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// CheckChange finds targets that would change once their period has begun, without a reason. today is a day in the
// organisation's calendar. Moving a goal while it is pursued is legitimate when a premise has broken, but it has to be
// said: the objective then carries revision: {reason: …}, which differs from the reason of the change before. The
// findings are errors without a place. Nothing can change where there was no catalog before (nil).
func CheckChange(before, after *okr.Catalog, today okr.Date) Findings {
	var findings Findings
	if before == nil {
		return nil
	}
	for i := range after.Objectives {
		now := &after.Objectives[i]
		was, ok := before.Objective(now.Name)
		if !ok || explained(was, now) {
			continue
		}
		period, ok := before.Period(was.Period)
		if !ok || today.Before(period.Start) {
			continue
		}
		for _, change := range targetChanges(was, now) {
			findings = append(findings, Finding{
				Severity: Error, Rule: "key-result/revision",
				Message: fmt.Sprintf("%v, although %s has begun on %v", change, period.Name, period.Start),
				Hint:    "write into the spec of objective " + now.Name + " why: revision: {reason: which premise broke}",
			})
		}
	}
	return findings
}

// explained reports whether the objective gives a reason that it did not give before.
func explained(was, now *okr.Objective) bool {
	if now.Revision == nil || now.Revision.Reason.IsZero() {
		return false
	}
	return was.Revision == nil || !maps.Equal(was.Revision.Reason, now.Revision.Reason)
}

// targetChanges lists changes of what attainment is measured by, of key results that stay.
func targetChanges(was, now *okr.Objective) []Change {
	var changes []Change
	for _, kr := range now.KeyResults {
		for _, old := range was.KeyResults {
			if old.Name != kr.Name {
				continue
			}
			key := resourceKey{kindKeyResult, kr.ID(now.Name)}
			for _, c := range changesOf(key, valuesOf(writeKeyResult(old)), valuesOf(writeKeyResult(kr))) {
				if measures(c.Path) {
					changes = append(changes, c)
				}
			}
		}
	}
	return changes
}

// measures reports whether a key of a key result decides its attainment.
func measures(path string) bool {
	first, _, _ := strings.Cut(path, ".")
	first, _, _ = strings.Cut(first, "[")
	switch first {
	case "metric", "segment", "baseline", "target", "stretch", "moonshot", "adopted", "type", "maintainIn", "phased":
		return true
	default:
		return false
	}
}

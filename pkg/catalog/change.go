package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// CheckChange finds changes without a reason that move the score of a period that has begun. today is a day in the
// organisation's calendar. The reason is revision: {reason: …} in the document that changes, and differs from the reason
// in the catalog before. A removed key result needs it in its objective, a removed objective in its period, a removed
// period in the organisation. The findings are errors without a place. Without a catalog before (nil) there are none.
func CheckChange(before, after *okr.Catalog, today okr.Date) Findings {
	if before == nil {
		return nil
	}
	c := changeCheck{before: before, after: after, today: today}
	c.organization()
	c.periods()
	c.metrics()
	c.objectives()
	return c.findings
}

// changeCheck collects changes without a reason.
type changeCheck struct {
	before, after *okr.Catalog
	today         okr.Date
	findings      Findings
}

// begun is the period with a name in a catalog, if it has begun by today.
func (c *changeCheck) begun(in *okr.Catalog, name string) (*okr.Period, bool) {
	p, ok := in.Period(name)
	if !ok || c.today.Before(p.Start) {
		return nil, false
	}
	return p, true
}

// unexplained adds a finding for each change. at is the document that needs the reason, such as "objective easy_start".
func (c *changeCheck) unexplained(rule, at string, p *okr.Period, because string, changes ...Change) {
	for _, change := range changes {
		c.findings = append(c.findings, Finding{
			Severity: Error, Rule: rule,
			Message: fmt.Sprintf("%v, although %s%s has begun on %v", change, because, p.Name, p.Start),
			Hint:    "write into the spec of " + at + " why: revision: {reason: which premise broke}",
		})
	}
}

// changesIn lists the changes between two written documents below the given keys.
func changesIn(kind, name string, was, now any, keys ...string) []Change {
	changes := changesOf(resourceKey{kind, name}, valuesOf(was), valuesOf(now))
	return slices.DeleteFunc(changes, func(change Change) bool {
		return !slices.ContainsFunc(keys, func(key string) bool {
			rest, ok := strings.CutPrefix(change.Path, key)
			return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
		})
	})
}

// objectives checks the key results of objectives, their levels and weights, and the periods of the objectives.
func (c *changeCheck) objectives() {
	for i := range c.after.Objectives {
		now := &c.after.Objectives[i]
		was, known := c.before.Objective(now.Name)
		if !known {
			c.lateObjective(now)
			continue
		}
		period, ok := c.begun(c.before, was.Period)
		if !ok || NewReason(was.Revision, now.Revision) != nil {
			continue
		}
		at := "objective " + now.Name
		c.unexplained("objective/revision", at, period, "",
			changesIn(kindObjective, now.Name, writeObjective(*was), writeObjective(*now), "period")...)
		c.unexplained("key-result/revision", at, period, "", keyResultChanges(was, now)...)
	}
}

// lateObjective refuses a new objective in a period that is over.
func (c *changeCheck) lateObjective(o *okr.Objective) {
	period, ok := c.begun(c.after, o.Period)
	if ok && !c.today.Before(period.End) && NewReason(nil, o.Revision) == nil {
		c.unexplained("objective/revision", "objective "+o.Name, period, "", Change{Kind: Added, Resource: kindObjective, Name: o.Name})
	}
}

// scoreKeys are the keys of a key result that decide its attainment and its share in the objective.
var scoreKeys = []string{
	"metric", "segment", "weight", "baseline", "target", "stretch", "moonshot", "adopted", "type", "maintainIn", "phased",
}

// keyResultChanges lists added and removed key results of an objective, and the changes of the others.
func keyResultChanges(was, now *okr.Objective) []Change {
	var changes []Change
	find := func(o *okr.Objective, name string) *okr.KeyResult {
		if i := slices.IndexFunc(o.KeyResults, func(kr okr.KeyResult) bool { return kr.Name == name }); i >= 0 {
			return &o.KeyResults[i]
		}
		return nil
	}
	for i := range now.KeyResults {
		kr := &now.KeyResults[i]
		if old := find(was, kr.Name); old != nil {
			changes = append(changes, changesIn(kindKeyResult, kr.ID(now.Name), writeKeyResult(*old), writeKeyResult(*kr), scoreKeys...)...)
		} else {
			changes = append(changes, Change{Kind: Added, Resource: kindKeyResult, Name: kr.ID(now.Name)})
		}
	}
	for i := range was.KeyResults {
		if kr := &was.KeyResults[i]; find(now, kr.Name) == nil {
			changes = append(changes, Change{Kind: Removed, Resource: kindKeyResult, Name: kr.ID(was.Name)})
		}
	}
	return changes
}

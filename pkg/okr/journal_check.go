package okr

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Limits of an entry, in characters.
const (
	MaxEntryText   = 4000 // of the text, of a hypothesis and of a result
	MaxEntryAuthor = 200
	MaxEntryTag    = 50
	MaxEntryTags   = 20
)

// EntryError says why an entry of the journal cannot be written.
type EntryError struct {
	Field  string // name of the field in JSON and in flags
	Reason string // what is wrong, and what to write instead
}

func (e *EntryError) Error() string { return e.Field + ": " + e.Reason }

func badEntry(field, format string, args ...any) error {
	return &EntryError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// Tidy returns the entry with times cut to milliseconds, texts without surrounding white space and invisible characters,
// and tags without empty and repeated ones.
func (e Entry) Tidy() Entry {
	e.At, e.Until = e.At.Truncate(time.Millisecond), e.Until.Truncate(time.Millisecond)
	for _, s := range []*string{
		&e.Text, &e.Author, &e.Experiment.Hypothesis, &e.Experiment.Result, &e.About.Metric, &e.About.Objective,
		&e.About.KeyResult, &e.About.KPI, &e.About.Team,
	} {
		*s = strings.TrimSpace(WithoutUnseen(strings.ReplaceAll(*s, "\r\n", "\n")))
	}
	var tags []string
	for _, t := range e.Tags {
		if t = strings.TrimSpace(WithoutUnseen(t)); t != "" && !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	e.Tags = tags
	return e
}

// CheckEntry checks whether an entry can be written: its form, and whether the catalog has everything that it is about.
// The error is an *EntryError.
func (c *Catalog) CheckEntry(e Entry) error {
	for _, check := range []error{e.checkTimes(), e.checkTexts(), e.checkTags(), c.checkAbout(e.About)} {
		if check != nil {
			return check
		}
	}
	return nil
}

func (e Entry) checkTimes() error {
	if !slices.Contains(EntryKinds(), e.Kind) {
		return badEntry("kind", "want %s", strings.Join(entryKinds.names[1:], ", "))
	}
	switch {
	case e.At.IsZero():
		return badEntry("at", "say when it was")
	case !InYears(e.At):
		return badEntry("at", "%s is not between 1900 and 2200", e.At.Format(time.RFC3339))
	case !e.Until.IsZero() && !e.Until.After(e.At):
		return badEntry("until", "%s is not after the start, %s", e.Until.Format(time.RFC3339), e.At.Format(time.RFC3339))
	case !e.Until.IsZero() && !InYears(e.Until):
		return badEntry("until", "%s is not between 1900 and 2200", e.Until.Format(time.RFC3339))
	case e.Replaces < 0:
		return badEntry("replaces", "%d is not the id of an entry", e.Replaces)
	}
	return nil
}

func (e Entry) checkTexts() error {
	switch {
	case strings.TrimSpace(e.Text) == "":
		return badEntry("text", "say something")
	case strings.TrimSpace(e.Author) == "":
		return badEntry("author", "say who writes")
	case e.Kind != Experiment && e.Experiment.Hypothesis != "":
		return badEntry("hypothesis", "only experiments have one")
	case e.Kind != Experiment && e.Experiment.Result != "":
		return badEntry("result", "only experiments have one")
	}
	for _, t := range []struct {
		field, text string
		rule        TextRule
	}{
		{"text", e.Text, LongText},
		{"hypothesis", e.Experiment.Hypothesis, LongText},
		{"result", e.Experiment.Result, LongText},
		{"author", e.Author, LineText},
	} {
		if err := checkText(t.field, t.text, t.rule); err != nil {
			return err
		}
	}
	return nil
}

func (e Entry) checkTags() error {
	if len(e.Tags) > MaxEntryTags {
		return badEntry("tags", "%d tags are more than %d", len(e.Tags), MaxEntryTags)
	}
	for _, t := range e.Tags {
		if strings.Contains(t, ",") {
			return badEntry("tags", "%q has a comma, which separates tags", t)
		}
		if err := checkText("tags", t, TextRule{Longest: MaxEntryTag}); err != nil {
			return err
		}
	}
	return nil
}

func checkText(field, s string, rule TextRule) error {
	if bad := rule.Check(s); bad != nil {
		return badEntry(field, "%s", bad.Error())
	}
	return nil
}

func (c *Catalog) checkAbout(a About) error {
	for _, named := range []struct {
		field, what, name string
		all               []string
	}{
		{"metric", "metric", a.Metric, namesOf(c.Metrics, func(m *Metric) string { return m.Name })},
		{"objective", "objective", a.Objective, namesOf(c.Objectives, func(o *Objective) string { return o.Name })},
		{"keyResult", "key result", a.KeyResult, c.keyResultIDs()},
		{"kpi", "KPI", a.KPI, namesOf(c.KPIs, func(k *KPI) string { return k.Name })},
		{"team", "team", a.Team, namesOf(c.Teams, func(t *Team) string { return t.Name })},
	} {
		if named.name == "" || slices.Contains(named.all, named.name) {
			continue
		}
		if near := Nearest(named.name, named.all); near != "" {
			return badEntry(named.field, "the catalog has no %s %q: did you mean %s?", named.what, named.name, near)
		}
		return badEntry(named.field, "the catalog has no %s %q", named.what, named.name)
	}
	return c.checkTogether(a)
}

// checkTogether refuses names that contradict each other, such as a key result and another metric than its own.
func (c *Catalog) checkTogether(a About) error {
	if o, kr, ok := c.KeyResult(a.KeyResult); ok {
		if a.Objective != "" && a.Objective != o.Name {
			return badEntry("objective", "key result %s belongs to %s, not to %s", a.KeyResult, o.Name, a.Objective)
		}
		if a.Metric != "" && a.Metric != kr.Metric {
			return badEntry("metric", "key result %s is measured by %s, not by %s", a.KeyResult, kr.Metric, a.Metric)
		}
	}
	if k, ok := c.KPI(a.KPI); ok && a.Metric != "" && a.Metric != k.Metric {
		return badEntry("metric", "KPI %s watches %s, not %s", a.KPI, k.Metric, a.Metric)
	}
	return nil
}

// Complete adds what follows from the given names: the objective and metric of a key result, the metric of a KPI, and the
// team in charge. Names that the catalog does not have stay.
func (c *Catalog) Complete(a About) About {
	if o, kr, ok := c.KeyResult(a.KeyResult); ok {
		a.Objective, a.Metric = cmp.Or(a.Objective, o.Name), cmp.Or(a.Metric, kr.Metric)
	}
	if a.Objective == "" {
		a.Objective, _, _ = strings.Cut(a.KeyResult, "/")
	}
	if k, ok := c.KPI(a.KPI); ok {
		a.Metric, a.Team = cmp.Or(a.Metric, k.Metric), cmp.Or(a.Team, k.Team)
	}
	if o, ok := c.Objective(a.Objective); ok {
		a.Team = cmp.Or(a.Team, o.Team)
	}
	if a.Metric != "" {
		a.Team = cmp.Or(a.Team, c.TeamOf(a.Metric))
	}
	return a
}

func (c *Catalog) keyResultIDs() []string {
	var ids []string
	for i := range c.Objectives {
		for _, kr := range c.Objectives[i].KeyResults {
			ids = append(ids, kr.ID(c.Objectives[i].Name))
		}
	}
	return ids
}

func namesOf[T any](things []T, name func(*T) string) []string {
	names := make([]string, len(things))
	for i := range things {
		names[i] = name(&things[i])
	}
	return names
}

package catalog

import (
	"fmt"
	"time"
)

// holding hints at times that end between two evaluations of the rule: they take effect at the next one.
func (w *watch) holding() {
	every := w.rule.EvaluationGrain(w.subjects).EvaluatedEvery()
	for _, t := range []struct {
		key    string
		length time.Duration
	}{{"for", w.rule.For}, {"keepFiringFor", w.rule.KeepFiringFor}} {
		short := t.length % every
		if short == 0 {
			continue
		}
		length := t.length - short + every
		whole := written(length)
		cure := "write " + whole + ", which says the same"
		if t.key == "for" {
			cure += ", or leave it out to fire at once"
		}
		w.builder.hintf(w.draft.places, "spec."+t.key, "alert-rule/"+t.key, cure, "%s: the rule is evaluated every %s: %s means %s, %s later",
			t.key, written(every), written(t.length), moreEvaluations(int(length/every)), whole)
	}
}

func moreEvaluations(n int) string {
	if n == 1 {
		return "one more evaluation"
	}
	return fmt.Sprintf("%d more evaluations", n)
}

func written(d time.Duration) string { return fmt.Sprint(duration(d).written()) }

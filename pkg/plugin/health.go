package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/ingest/refresh"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// CheckHealth reports whether the data source works and, if not, what is broken and what to do about it. Only Admins read the
// reasons, because Grafana lets everybody check who may query the data source.
func (d *Datasource) CheckHealth(ctx context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	return d.health(ctx, isAdmin(ctx)), nil
}

func (d *Datasource) health(ctx context.Context, full bool) *backend.CheckHealthResult {
	if d.configErr != nil {
		return failedHealth(d.explain(ctx, d.configErr, full).message, "")
	}
	checks := d.check(ctx)
	var warnings []string
	for _, c := range checks {
		if !c.OK {
			d.errorLog.write(ctx, backend.ErrorSourceDownstream, advice(c))
			if !full {
				return failedHealth(briefAdvice(c), "")
			}
			return failedHealth(advice(c), report(checks))
		}
		if c.Fix != "" {
			warnings = append(warnings, advice(c))
		}
	}
	current, err := d.engine.InForce(ctx)
	var none *engine.NoCatalogError
	switch {
	case errors.As(err, &none):
		return okHealth("Connected. "+sentence(err.Error()), warnings, checks, full)
	case err != nil && !full:
		return failedHealth(d.explain(ctx, err, full).message, "")
	case err != nil:
		return failedHealth(d.explain(ctx, err, full).message, report(checks))
	}
	if text := current.Notice(""); text != "" {
		warnings = append(warnings, text)
	}
	c := current.Catalog
	return okHealth(fmt.Sprintf("Connected. Catalog revision %d: %d metrics, %d objectives, %d KPIs.%s", current.Revision,
		len(c.Metrics), len(c.Objectives), len(c.KPIs), d.refreshSummary(c, full)), warnings, checks, full)
}

// okHealth is a successful check with its warnings. Where there are any, the details list every check, for Admins only.
func okHealth(message string, warnings []string, checks []postgres.Check, full bool) *backend.CheckHealthResult {
	result := &backend.CheckHealthResult{Status: backend.HealthStatusOk}
	for _, w := range warnings {
		message += " Warning: " + sentence(w)
	}
	if full && len(warnings) > 0 {
		result.JSONDetails = details(report(checks))
	}
	result.Message = message
	return result
}

// refreshSummary says how the metrics that are read by SQL are kept up to date, "" where there are none.
func (d *Datasource) refreshSummary(c *okr.Catalog, full bool) string {
	n := 0
	for i := range c.Metrics {
		if c.Metrics[i].Source.Kind == okr.SourceSQL {
			n++
		}
	}
	reason := adminAdvice
	switch {
	case n == 0:
		return ""
	case d.refresher == nil:
		return fmt.Sprintf(" Metrics read by SQL: %d, not refreshed here: run `okr refresh` regularly.", n)
	case d.refresher.StopReason() != nil:
		if full {
			reason = d.refresher.StopReason().Error()
		}
		return fmt.Sprintf(" Metrics read by SQL: %d, which cannot be refreshed here (%s): "+
			"give the user the role okr_writer, or run `okr refresh` regularly.", n, reason)
	}
	var failed []string
	for _, o := range d.refresher.Outcomes() {
		if o.Err != nil {
			failed = append(failed, o.Err.Error()+retryWords(o))
		}
	}
	if len(failed) > 0 {
		if full {
			reason = strings.Join(failed, "; ")
		}
		return fmt.Sprintf(" Metrics read by SQL: %d, of which %d could not be refreshed: %s", n, len(failed), reason)
	}
	return fmt.Sprintf(" Metrics read by SQL: %d, refreshed in the background.", n)
}

// retryWords says when a metric is tried again whose refresh was postponed.
func retryWords(o refresh.Outcome) string {
	if o.Overruns == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d times in a row; tried again at %s, or as soon as its statement changes)", o.Overruns,
		o.Next.UTC().Format("2006-01-02 15:04 MST"))
}

// failedHealth is a failed check. Grafana shows the verbose text below the message.
func failedHealth(message, verbose string) *backend.CheckHealthResult {
	return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: message, JSONDetails: details(verbose)}
}

func details(verbose string) []byte {
	document, err := json.Marshal(map[string]string{"verboseMessage": verbose})
	if err != nil || verbose == "" {
		return nil
	}
	return document
}

func advice(c postgres.Check) string {
	if c.Fix == "" {
		return c.Name + ": " + c.Message
	}
	return c.Name + ": " + c.Message + ": " + c.Fix
}

// briefAdvice is what everybody may read about a failed check.
func briefAdvice(c postgres.Check) string {
	if c.Name == postgres.CheckConnection {
		return unreachableBrief
	}
	return c.Name + ": the database does not serve this data source as it is set up: " + adminAdvice
}

// report lists every check, one a line.
func report(checks []postgres.Check) string {
	lines := make([]string, len(checks))
	for i, c := range checks {
		mark := "✓ "
		switch {
		case !c.OK:
			mark = "✗ "
		case c.Fix != "":
			mark = "! "
		}
		lines[i] = mark + advice(c)
	}
	return strings.Join(lines, "\n")
}

// sentence begins with a capital letter and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

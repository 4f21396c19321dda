package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// scorecard prints a scorecard as a table: one line per subject, key results below their objective.
func (c *console) scorecard(card *engine.Scorecard) error {
	columns, width := c.scorecardColumns()
	g := grid{header: []string{""}}
	for i, column := range columns {
		g.header = append(g.header, column.header)
		if column.right {
			g.right = append(g.right, i+1)
		}
	}
	for i := range card.Rows {
		r := &card.Rows[i]
		title := visible(roleMark(r.Role) + r.Title)
		if width > 0 {
			title = text.Snip(title, width-2, "…")
		}
		cells := make([]any, 0, 1+len(columns))
		cells = append(cells, c.emphasis(r, title))
		for _, column := range columns {
			cells = append(cells, column.cell(r))
		}
		g.add(cells...)
	}
	if err := c.print("%s", c.paint(heading(card), text.Bold)); err != nil {
		return err
	}
	if err := c.grid(g); err != nil {
		return err
	}
	for _, notice := range card.Notices {
		if err := c.print("Note: %s", notice); err != nil {
			return err
		}
	}
	return nil
}

func heading(card *engine.Scorecard) string {
	if card.Period == nil {
		return "Scorecard at " + card.At.Format("2006-01-02 15:04")
	}
	return fmt.Sprintf("Scorecard of %s (%s to %s), catalog revision %d", card.Period.Label(card.Locale),
		card.Period.Start, card.Period.End.AddDays(-1), card.Revision)
}

// scorecardColumn is a column of the printed scorecard.
type scorecardColumn struct {
	header   string
	right    bool
	width    int                   // typical width with the space behind it
	optional int                   // order in which a narrow terminal leaves columns out, from 1; 0: never
	cell     func(*engine.Row) any // string or painted
}

// leastTitle is the least width of titles. Columns are left out to make room for it.
const leastTitle = 40

// scorecardColumns are the columns for which the terminal has room, and the width of titles in characters (0: no limit).
func (c *console) scorecardColumns() (columns []scorecardColumn, title int) {
	amount := func(write func(float64, string, *int) string, number func(*engine.Row) float64) func(*engine.Row) any {
		return func(r *engine.Row) any {
			if v := number(r); r.Metric != nil && !math.IsNaN(v) {
				return write(v, r.Metric.Unit, r.Metric.Decimals)
			}
			return ""
		}
	}
	columns = []scorecardColumn{
		{"value", true, 11, 0, amount(okr.FormatValue, func(r *engine.Row) float64 { return r.Value })},
		{"Δ week", true, 9, 3, func(r *engine.Row) any { return change(r.WoW) }},
		{"Δ year", true, 9, 1, func(r *engine.Row) any { return change(r.YoY) }},
		{"baseline", true, 10, 2, amount(okr.FormatValue, func(r *engine.Row) float64 { return r.Baseline })},
		{"target", true, 9, 4, amount(okr.FormatLimit, func(r *engine.Row) float64 { return r.Target })},
		{"attainment", true, 12, 0, func(r *engine.Row) any { return c.emphasis(r, share(r.Attainment)) }},
		{"status", false, 18, 0, func(r *engine.Row) any { return c.status(r) }},
	}
	if c.width == 0 {
		return columns, 0
	}
	for drop := 0; drop <= 4 && title < leastTitle; drop++ {
		columns = slices.DeleteFunc(columns, func(column scorecardColumn) bool {
			return drop > 0 && column.optional == drop
		})
		title = c.width
		for _, column := range columns {
			title -= column.width
		}
	}
	return columns, max(title, leastTitle/2)
}

// emphasis prints the texts of an objective in bold.
func (c *console) emphasis(r *engine.Row, s string) painted {
	if r.Role == query.RoleObjective && s != "" {
		return c.paint(s, text.Bold)
	}
	return painted(visible(s))
}

// roleMark is the mark of a role before a title.
func roleMark(role query.Role) string {
	switch role {
	case query.RoleNorthStar:
		return "★ "
	case query.RoleObjective:
		return "◎ "
	case query.RoleKeyResult:
		return "   "
	case query.RoleKPIMonitoring:
		return "· "
	case query.RoleKPIMain, query.RoleMetric:
	}
	return "  "
}

// status is a status as symbol, word and colour, so that it is readable without colours.
func (c *console) status(r *engine.Row) painted {
	words := r.Effective.Sign() + " " + strings.ReplaceAll(r.Effective.String(), "_", " ")
	if r.Gap.OfBaseline() {
		words += ", " + strings.ReplaceAll(r.Gap.String(), "_", " ")
	}
	if r.Missing > 0 {
		words += fmt.Sprintf(", %d left out", r.Missing)
	}
	if r.Grade != okr.GradeUnknown {
		words += ", " + strings.ReplaceAll(r.Grade.String(), "_", " ")
	}
	if r.ValueReason != "" && !math.IsNaN(r.Value) {
		words += fmt.Sprintf(", %.0f d late", r.StaleDays)
	}
	switch r.Effective {
	case okr.Green:
		return c.paint(words, text.FgGreen)
	case okr.Yellow:
		return c.paint(words, text.FgYellow)
	case okr.Red:
		return c.paint(words, text.FgRed)
	case okr.Observing:
		return c.paint(words, text.FgCyan)
	case okr.NoData:
		return c.paint(words, text.FgHiBlack)
	case okr.Untrusted:
		return c.paint(words, text.FgMagenta)
	case okr.StatusUnknown:
	}
	return ""
}

// share writes an attainment.
func share(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	decimals := 2
	return okr.FormatValue(v, "", &decimals)
}

// change writes a relative change.
func change(v float64) string { return string(okr.AppendChange(nil, v)) }

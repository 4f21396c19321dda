package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/northstar/okrkpi/pkg/frame"
	"github.com/northstar/okrkpi/pkg/okr"
)

// maxColumns is the most columns of a table. Rows of wider frames are printed as lists.
const maxColumns = 9

// frames prints frames as tables.
func (c *console) frames(frames data.Frames) error {
	for i, f := range frames {
		if i > 0 {
			if err := c.print(""); err != nil {
				return err
			}
		}
		if err := c.print("%s", c.paint(frameTitle(f), text.Bold)); err != nil {
			return err
		}
		if err := c.frame(f); err != nil {
			return err
		}
	}
	return nil
}

// notes prints the notices of an answer. Warnings, which are about the catalog in force, have been printed before.
func (c *console) notes(frames data.Frames) error {
	for _, f := range frames {
		if f.Meta == nil {
			continue
		}
		for _, notice := range f.Meta.Notices {
			if notice.Severity == data.NoticeSeverityWarning {
				continue
			}
			if err := c.print("Note: %s", notice.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// frameTitle is the name of a frame and the labels of its numbers.
func frameTitle(f *data.Frame) string {
	title := f.Name
	for _, field := range f.Fields {
		if field.Config != nil && field.Config.DisplayNameFromDS != "" && len(field.Labels) > 0 {
			title = field.Config.DisplayNameFromDS
		}
		if len(field.Labels) > 0 {
			title += " {" + field.Labels.String() + "}"
		}
	}
	return strings.TrimSpace(title)
}

func (c *console) frame(f *data.Frame) error {
	if len(f.Fields) > maxColumns {
		return c.records(f)
	}
	var g grid
	fields := shown(f)
	for i, field := range fields {
		g.header = append(g.header, field.Name)
		if field.Type().Numeric() {
			g.right = append(g.right, i)
		}
	}
	for i := range f.Rows() {
		cells := make([]any, len(fields))
		for j, field := range fields {
			cells[j] = readable(field, i)
		}
		g.add(cells...)
	}
	return c.grid(g)
}

// shown are the columns for reading: without those that say the same as another one, in a code for panels.
func shown(f *data.Frame) []*data.Field {
	codes := frame.Codes()
	return slices.DeleteFunc(slices.Clone(f.Fields), func(field *data.Field) bool { return codes[field.Name] != nil })
}

// records prints each row as a list of its values, without empty ones.
func (c *console) records(f *data.Frame) error {
	width := 0
	fields := shown(f)
	for _, field := range fields {
		width = max(width, len(field.Name))
	}
	for i := range f.Rows() {
		if i > 0 {
			if err := c.print(""); err != nil {
				return err
			}
		}
		for _, field := range fields {
			if s := readable(field, i); s != "" && s != "–" {
				if err := c.print("%-*s  %s", width, field.Name, s); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// readable is the text of a cell: numbers with their unit, enum values as words.
func readable(field *data.Field, i int) string {
	v, ok := field.ConcreteAt(i)
	if !ok {
		return ""
	}
	switch v := v.(type) {
	case float64:
		unit, decimals := "", (*int)(nil)
		if field.Config != nil {
			unit = field.Config.Unit
			if d := field.Config.Decimals; d != nil {
				n := int(*d)
				decimals = &n
			}
		}
		return okr.FormatValue(v, unit, decimals)
	case time.Time:
		if v.Hour() == 0 && v.Minute() == 0 {
			return v.Format(time.DateOnly)
		}
		return v.Format("2006-01-02 15:04")
	}
	return plain(field, v)
}

// plain is the text of a value without a unit.
func plain(field *data.Field, v any) string {
	switch v := v.(type) {
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case time.Time:
		return v.Format(time.RFC3339)
	case data.EnumItemIndex:
		if field.Config != nil && field.Config.TypeConfig != nil && field.Config.TypeConfig.Enum != nil &&
			int(v) < len(field.Config.TypeConfig.Enum.Text) {
			return field.Config.TypeConfig.Enum.Text[v]
		}
	}
	return fmt.Sprint(v)
}

// sheetCell is a value for a spreadsheet.
func sheetCell(field *data.Field, v any) string {
	if field.Type().Numeric() || field.Type().Time() {
		return plain(field, v)
	}
	return sheetText(plain(field, v))
}

// writeCSV writes frames as CSV for spreadsheets. Labels become columns; frames with the same columns share one header,
// and others follow after an empty line.
func writeCSV(w io.Writer, frames data.Frames) error {
	labels := map[string]bool{}
	for _, f := range frames {
		for _, field := range f.Fields {
			for key := range field.Labels {
				labels[key] = true
			}
		}
	}
	keys := slices.Sorted(maps.Keys(labels))
	out := csv.NewWriter(w)
	var header []string
	for i, f := range frames {
		columns := slices.Clone(keys)
		for _, field := range f.Fields {
			columns = append(columns, sheetText(field.Name))
		}
		if i == 0 || !slices.Equal(columns, header) {
			if i > 0 {
				out.Flush()
				if _, err := fmt.Fprintln(w); err != nil {
					return err
				}
			}
			header = columns
			if err := out.Write(header); err != nil {
				return err
			}
		}
		if err := writeRows(out, f, keys); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func writeRows(out *csv.Writer, f *data.Frame, labels []string) error {
	prefix := make([]string, len(labels))
	for _, field := range f.Fields {
		for i, key := range labels {
			if v, ok := field.Labels[key]; ok {
				prefix[i] = sheetText(v)
			}
		}
	}
	for i := range f.Rows() {
		record := slices.Clone(prefix)
		for _, field := range f.Fields {
			cell := ""
			if v, ok := field.ConcreteAt(i); ok {
				cell = sheetCell(field, v)
			}
			record = append(record, cell)
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	return nil
}

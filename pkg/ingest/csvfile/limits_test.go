package csvfile_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
)

// endless repeats a text after a beginning, and counts what was read of it. It fails where a reader would never end.
type endless struct {
	t     *testing.T
	start string
	text  string
	total int // bytes that were read
}

func (e *endless) Read(p []byte) (int, error) {
	if e.total > 8<<20 {
		e.t.Fatal("more than 8 MB were read of one row")
	}
	n := copy(p, e.start)
	e.start = e.start[n:]
	for n < len(p) {
		n += copy(p[n:], e.text)
	}
	e.total += n
	return n, nil
}

func TestRowsWithoutEndAreRefusedAtOnce(t *testing.T) {
	const header = "metric,time,value\n"
	for name, tc := range map[string]struct {
		start, text string
		want        string // beginning of the message
	}{
		"a header without a line end":   {"", "metric,", "facts.csv:1: a row that begins here has more than 65536 bytes"},
		"a header of one word":          {"", "x", "facts.csv:1: a row that begins here has more than 65536 bytes"},
		"/dev/zero":                     {"", "\x00", "facts.csv:1:1: the file is not in UTF-8"},
		"zeros after a header":          {header, "\x00", "facts.csv:2: a row that begins here has more than 65536 bytes"},
		"a field without an end":        {header + "stock,2026-11-22,1\nstock,2026-11-23,", "1", "facts.csv:3: a row"},
		"a row of commas":               {header, ",", "facts.csv:2: a row"},
		"a quote that is never closed":  {header + "stock,2026-11-22,\"1\n", "stock,2026-11-23,1\n", "facts.csv:2: a row"},
		"the same in the header":        {"\"metric,time,value\n", "stock,2026-11-23,1\n", "facts.csv:1: a row"},
		"blank lines for ever":          {header, "\n", "facts.csv:1: a row"},
		"quotes in pairs without end":   {header + "\"", "\"\"", "facts.csv:2: a row"},
		"UTF-16 without a line end":     {"\xff\xfem\x00e\x00t\x00", "r\x00", "facts.csv:1:1: the file is not in UTF-8"},
		"one row after a mark of order": {"\ufeff", "metric", "facts.csv:1: a row"},
	} {
		t.Run(name, func(t *testing.T) {
			in := &endless{t: t, start: tc.start, text: tc.text}
			var last error
			n := 0
			for _, err := range csvfile.Read(in, "facts.csv", company(t)) {
				if n++; err != nil {
					last = err
				}
			}
			if n > 2 || last == nil || !strings.HasPrefix(last.Error(), tc.want) {
				t.Errorf("got %v after %d rows, want %s", last, n, tc.want)
			}
			if in.total > 4*csvfile.MaxRow {
				t.Errorf("%d bytes were read", in.total)
			}
			if limit := new(csvfile.LimitError); strings.Contains(tc.want, ": a row") && !errors.As(last, &limit) {
				t.Errorf("%T", last)
			}
		})
	}
}

func TestRowsUpToTheLimitAreRead(t *testing.T) {
	label := strings.Repeat(" ", csvfile.MaxRow-100) + "pro"
	text := "metric,time,value,plan\n" + strings.Repeat("active_users,2026-11-16,1,"+label+"\n", 3)
	n := 0
	for _, err := range csvfile.Read(strings.NewReader(text), "facts.csv", company(t)) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d facts", n)
	}
}

func TestMessagesAboutLongTextsAreShort(t *testing.T) {
	long := strings.Repeat("x", 60_000)
	for name, text := range map[string]string{
		"a metric":     "metric,time,value\n" + long + ",2026-11-22,1\n",
		"a time":       "metric,time,value\nstock," + long + ",1\n",
		"a number":     "metric,time,value\nstock,2026-11-22," + long + "\n",
		"digits":       "metric,time,value\nstock,2026-11-22," + strings.Repeat("9", 60_000) + "\n",
		"a column":     "metric,time,value," + long + "\n",
		"a grain":      "metric,time,value,grain\nstock,2026-11-22,1," + long + "\n",
		"a type":       "metric,time,value,metric_type\nstock,2026-11-22,1," + long + "\n",
		"a label":      "metric,time,value,plan\nactive_users,2026-11-16,1," + long + "\n",
		"many columns": "metric,time,value" + strings.Repeat(",x", 32_000) + "\n",
	} {
		n := 0
		for _, err := range csvfile.Read(strings.NewReader(text), "facts.csv", company(t)) {
			if n++; err == nil || len(err.Error()) > 300 {
				t.Errorf("%s: %.400v", name, err)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d errors", name, n)
		}
	}
}

// TestManyLabelsAreForgotten reads more labels, times and texts than are remembered.
func TestManyLabelsAreForgotten(t *testing.T) {
	in, out := io.Pipe()
	const rows = 300_000
	go func() {
		_, _ = io.WriteString(out, "metric,time,value,plan\n")
		for i := range rows {
			fmt.Fprintf(out, "active_users,2026-11-16,1,plan %d\n", i)
		}
		_ = out.Close()
	}()
	r := csvfile.NewReader(in, "facts.csv", company(t))
	n := 0
	for _, err := range r.Facts() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if _, all := r.Repeated(); n != rows || all {
		t.Errorf("%d facts, every repetition found: %v", n, all)
	}
}

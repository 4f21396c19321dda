package csvfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
)

// shop has one metric.
func shop() *okr.Catalog {
	return &okr.Catalog{
		Organization: okr.Organization{Timezone: time.UTC, WeekStart: time.Monday, FiscalYearStart: time.January},
		Metrics:      []okr.Metric{{Meta: okr.Meta{Name: "orders"}, Type: okr.Sum, Grain: okr.Day}},
	}
}

// lineCounter counts lines and keeps none of them.
type lineCounter struct{ lines int }

func (c *lineCounter) Write(p []byte) (int, error) {
	c.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

// TestBadRowsAreNotKeptInMemory reads 100,000 bad rows, which as errors would be 60 MB.
func TestBadRowsAreNotKeptInMemory(t *testing.T) {
	const bad, shown = 100_000, 20
	var text strings.Builder
	fmt.Fprintln(&text, "metric,time,value")
	for i := range bad {
		fmt.Fprintf(&text, "unknown metric %d %s,2026-11-22,1\n", i, strings.Repeat("x", 200))
	}
	fmt.Fprintln(&text, "orders,2026-11-22,1")
	for _, skip := range []bool{false, true} {
		var rejects lineCounter
		file := csvfile.File{Name: "facts.csv", Open: func() io.ReadCloser { return io.NopCloser(strings.NewReader(text.String())) }}
		if skip {
			file.Rejects = func() (io.Writer, error) { return &rejects, nil }
		}
		rows := csvfile.NewRows(file, shop())
		before := heap()
		good := 0
		var last error
		for _, err := range rows.Facts() {
			if last = err; err == nil {
				good++
			}
		}
		if kept := int64(heap()) - int64(before); kept > 8<<20 {
			t.Errorf("%d MB are kept", kept>>20)
		}
		if rows.Bad() != bad || len(rows.Shown()) != shown || skip != (good == 1) || skip == errors.Is(last, csvfile.ErrBadRows) {
			t.Errorf("skip %v: %d bad rows, %d kept, %d good, %v", skip, rows.Bad(), len(rows.Shown()), good, last)
		}
		if skip && rejects.lines != bad+1 {
			t.Errorf("%d lines were written", rejects.lines)
		}
		runtime.KeepAlive(rows)
		runtime.KeepAlive(text)
	}
}

// TestARowWithoutEndIsNotSkipped shows that the rows after it are not taken for loaded.
func TestARowWithoutEndIsNotSkipped(t *testing.T) {
	text := "metric,time,value\norders,2026-11-22,\"1\n" + strings.Repeat("orders,2026-11-23,1\n", 10_000)
	rows := csvfile.NewRows(csvfile.File{
		Name: "facts.csv", Open: func() io.ReadCloser { return io.NopCloser(strings.NewReader(text)) },
		Rejects: func() (io.Writer, error) { return io.Discard, nil },
	}, shop())
	var last error
	for _, err := range rows.Facts() {
		last = err
	}
	if limit := new(csvfile.LimitError); !errors.As(last, &limit) || limit.Line != 2 {
		t.Errorf("the load goes on: %v", last)
	}
}

// failing takes nothing.
type failing struct{}

var errFull = errors.New("the disk is full")

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestBadRowsThatCannotBeWrittenDownEndTheLoad(t *testing.T) {
	text := "metric,time,value\nordrs,2026-11-22,1\norders,2026-11-23,1\n"
	rows := csvfile.NewRows(csvfile.File{
		Name: "facts.csv", Open: func() io.ReadCloser { return io.NopCloser(strings.NewReader(text)) },
		Rejects: func() (io.Writer, error) { return failing{}, nil },
	}, shop())
	var last error
	for _, err := range rows.Facts() {
		last = err
	}
	if !errors.Is(last, errFull) {
		t.Errorf("got %v", last)
	}
}

// TestAllFilesAreCheckedBeforeBadRowsEndTheLoad also shows that every file is closed, and opened only in its turn.
func TestAllFilesAreCheckedBeforeBadRowsEndTheLoad(t *testing.T) {
	var events []string
	file := func(name, text string) *csvfile.Rows {
		return csvfile.NewRows(csvfile.File{Name: name, Open: func() io.ReadCloser {
			events = append(events, "open "+name)
			return &closer{strings.NewReader(text), func() { events = append(events, "close "+name) }}
		}}, shop())
	}
	files := []*csvfile.Rows{
		file("a", "metric,time,value\norders,2026-11-22,1\nordrs,2026-11-22,1\norders,2027-01-01,1\n"),
		file("b", "metric,time,value\norders,2026-11-23,1\norders,2026-11-24,x\n"),
	}
	facts, ended := 0, false
	for _, err := range csvfile.AllFacts(files) {
		if ended = errors.Is(err, csvfile.ErrBadRows); err == nil {
			facts++
		}
	}
	if facts != 1 || !ended || files[0].Bad() != 1 || files[1].Bad() != 1 {
		t.Errorf("%d facts, ended %v, %v %v", facts, ended, files[0].Shown(), files[1].Shown())
	}
	if want := []string{"open a", "close a", "open b", "close b"}; !slices.Equal(events, want) {
		t.Errorf("%v, want %v", events, want)
	}
	if line := files[0].FirstLine("orders", 2025, 2027); line != 2 {
		t.Errorf("the first fact is on line %d", line)
	}
}

type closer struct {
	io.Reader
	onClose func()
}

func (c *closer) Close() error {
	c.onClose()
	return nil
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

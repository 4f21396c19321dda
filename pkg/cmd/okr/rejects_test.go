package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/facts"
	"github.com/northstar/okrkpi/pkg/okr"
)

// TestBadRowsAreNotKeptInMemory reads 100,000 bad rows, which as errors would be 60 MB.
func TestBadRowsAreNotKeptInMemory(t *testing.T) {
	const bad = 100_000
	dir := t.TempDir()
	name := filepath.Join(dir, "facts.csv")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(f)
	fmt.Fprintln(out, "metric,time,value")
	for i := range bad {
		fmt.Fprintf(out, "unknown metric %d %s,2026-11-22,1\n", i, strings.Repeat("x", 200))
	}
	fmt.Fprintln(out, "orders,2026-11-22,1")
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	c := &okr.Catalog{
		Organization: okr.Organization{Timezone: time.UTC, WeekStart: time.Monday, FiscalYearStart: time.January},
		Metrics:      []okr.Metric{{Meta: okr.Meta{Name: "orders"}, Type: okr.Sum, Grain: okr.Day}},
	}
	for _, skip := range []bool{false, true} {
		if _, err := f.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		rows := &checkedRows{file: &inputFile{f, name, 1}, skipBad: skip, reader: facts.NewReader(f, name, c)}
		before := heap()
		good := 0
		for _, err := range rows.facts() {
			if err == nil {
				good++
			}
		}
		if kept := int64(heap()) - int64(before); kept > 8<<20 {
			t.Errorf("%d MB are kept", kept>>20)
		}
		if rows.bad != bad || len(rows.first) != shownRows || skip != (good == 1) {
			t.Errorf("skip %v: %d bad rows, %d kept, %d good", skip, rows.bad, len(rows.first), good)
		}
		if !skip {
			continue
		}
		if list, _ := filepath.Glob(filepath.Join(dir, "*.rejects.csv")); len(list) != 0 {
			t.Errorf("%v before the load has ended", list)
		}
		if err := rows.rejects.keep(); err != nil {
			t.Fatal(err)
		}
		rows.rejects.drop()
		text, err := os.ReadFile(filepath.Join(dir, "facts.rejects.csv"))
		if err != nil || strings.Count(string(text), "\n") != bad+1 {
			t.Errorf("%d lines were written, %v", strings.Count(string(text), "\n"), err)
		}
		runtime.KeepAlive(rows)
	}
	_ = f.Close()
	if list, _ := os.ReadDir(dir); len(list) != 2 {
		t.Errorf("files are left: %v", list)
	}
}

// TestARowWithoutEndIsNotSkipped shows that the rows after it are not taken for loaded.
func TestARowWithoutEndIsNotSkipped(t *testing.T) {
	text := "metric,time,value\norders,2026-11-22,\"1\n" + strings.Repeat("orders,2026-11-23,1\n", 10_000)
	c := &okr.Catalog{
		Organization: okr.Organization{Timezone: time.UTC, WeekStart: time.Monday, FiscalYearStart: time.January},
		Metrics:      []okr.Metric{{Meta: okr.Meta{Name: "orders"}, Type: okr.Sum, Grain: okr.Day}},
	}
	rows := &checkedRows{
		file: &inputFile{nil, "facts.csv", 1}, skipBad: true, reader: facts.NewReader(strings.NewReader(text), "facts.csv", c),
	}
	var last error
	for _, err := range rows.facts() {
		last = err
	}
	if limit := new(facts.LimitError); !errors.As(last, &limit) || limit.Line != 2 {
		t.Errorf("the load goes on: %v", last)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// report is what a run found.
type report struct {
	Grafana, Postgres string
	Agreed            map[string]int // numbers that SQL and this plugin have in common, by query
	Load              load

	began    time.Time
	busy     string // load of the machine at the start
	sections []section
}

type section struct {
	query   string
	clients int
	results []result
}

func newReport() *report {
	return &report{Agreed: map[string]int{}, began: time.Now(), busy: systemLoad()}
}

func (r *report) add(name string, clients int, results []result) {
	r.sections = append(r.sections, section{name, clients, results})
}

// write prints the report and keeps it as Markdown.
func (r *report) write(path string) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s, %s, %d × %s, load %s at the start and %s at the end.\n", r.began.UTC().Format("2006-01-02 15:04 MST"),
		revision(), runtime.NumCPU(), processor(), r.busy, systemLoad())
	fmt.Fprintf(&b, "Grafana %s, PostgreSQL %s, %s.\n\n", r.Grafana, r.Postgres, runtime.Version())
	fmt.Fprintln(&b, "| query | at once | answered by | p50 | p99 | p50, relative | answer |")
	fmt.Fprintln(&b, "| --- | --- | --- | --- | --- | --- | --- |")
	for _, s := range r.sections {
		base := s.results[0].p50
		for _, x := range s.results {
			fmt.Fprintf(&b, "| %s | %d | %v | %s | %s | %.2f | %d kB |\n", s.query, s.clients, x.kind, inMs(x.p50), inMs(x.p99),
				float64(x.p50)/float64(base), (x.bytes+999)/1000)
		}
	}
	fmt.Fprintf(&b, "\nEach line is %d requests.", rounds*perRound)
	for _, s := range r.sections {
		if n := r.Agreed[s.query]; n > 0 && s.clients == 1 {
			fmt.Fprintf(&b, " In %s all %d numbers are those of SQL.", s.query, n)
		}
	}
	fmt.Fprintf(&b, "\n\n%s\n", r.Load)
	fmt.Print(b.String())
	return os.WriteFile(path, b.Bytes(), 0o600)
}

func (l load) String() string {
	text := fmt.Sprintf("%d viewers, each refreshing the overview (two panels) every %v for %v: %d requests, %d errors, p50 %s, p99 %s.",
		l.Viewers, every, l.Lasted, l.Requests, l.Errors, inMs(l.P50), inMs(l.P99))
	if n := len(l.Memory); n > 0 {
		highest := l.Memory[0]
		for _, m := range l.Memory {
			highest = max(highest, m)
		}
		text += fmt.Sprintf(" Memory of the plugin's process: %d MB at the start, %d MB at most, %d MB at the end.",
			l.Memory[0]>>20, highest>>20, l.Memory[n-1]>>20)
	}
	return text
}

func inMs(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// revision names the code that was measured.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) > 7 {
				return "commit " + s.Value[:7]
			}
		}
	}
	return "no commit"
}

// processor is the model of the machine's processors, on Linux.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimSpace(strings.TrimLeft(name, "\t :"))
		}
	}
	return runtime.GOARCH
}

// systemLoad is the average of running processes over the last minute, on Linux.
func systemLoad() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(text))[0]
}

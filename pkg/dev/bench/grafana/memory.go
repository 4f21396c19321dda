package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// watchMemory records the memory of the plugin's process from time to time, on Linux and where Grafana was started here.
func watchMemory(ctx context.Context, g *grafana) []int64 {
	process := pluginProcess(g)
	if process == "" {
		return nil
	}
	var sizes []int64
	for {
		if size := residentBytes(process); size > 0 {
			sizes = append(sizes, size)
		}
		select {
		case <-ctx.Done():
			return sizes
		case <-time.After(every):
		}
	}
}

// pluginProcess is the folder in /proc of this plugin's process, "" where it is not known.
func pluginProcess(g *grafana) string {
	if g.server == nil {
		return ""
	}
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range processes {
		program, _ := os.Readlink(filepath.Join(p, "exe"))
		if strings.HasPrefix(filepath.Base(program), "gpx_okrkpi") && status(p, "PPid:") == int64(g.server.PID()) {
			return p
		}
	}
	return ""
}

func residentBytes(process string) int64 { return status(process, "VmRSS:") << 10 }

// status is a number from a process's status, 0 where there is none.
func status(process, key string) int64 {
	text, err := os.ReadFile(filepath.Join(process, "status")) //nolint:gosec // of this system
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, key); ok {
			n, _ := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return n
		}
	}
	return 0
}

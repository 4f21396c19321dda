package main

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is the display of long work, on a terminal only.
type progress struct{ bar *progressbar.ProgressBar }

// progress starts a display. A total of −1 is unknown.
func (c *console) progress(what string, total int64) *progress {
	if !c.live {
		return &progress{}
	}
	return &progress{progressbar.NewOptions64(
		total,
		progressbar.OptionSetWriter(c.err),
		progressbar.OptionSetDescription(visible(what)),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionUseANSICodes(true),
	)}
}

func (p *progress) set(done int64) {
	if p.bar != nil {
		_ = p.bar.Set64(done) // a display that fails must not fail the work
	}
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

func (p *progress) add(n int) {
	if p.bar != nil {
		_ = p.bar.Add(n)
	}
}

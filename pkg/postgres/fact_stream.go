package postgres

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// reportEvery is the number of facts between two progress reports.
const reportEvery = 10_000

// factStream encodes facts in the server's binary COPY format while they are read. When the connection breaks, the driver
// returns while its reading goroutine may still run, so reading and closing exclude each other.
type factStream struct {
	mu       sync.Mutex
	next     func() (series.Fact, error, bool)
	stop     func()
	calendar series.Calendar
	report   func(rows int64)
	rows     int64
	cuts     map[string][]cut // of the facts read so far, by metric
	years    years            // of the same facts, by metric and year
	last     series.Fact
	lastYear int
	count    *yearCount // count of that year
	buf      []byte     // encoded, and not read yet
	err      error      // why the stream ended; io.EOF: all facts were read
}

// Header and trailer of the format: https://www.postgresql.org/docs/current/sql-copy.html
const (
	copyHeader  = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	copyTrailer = "\xff\xff"
)

func newFactStream(cal series.Calendar, facts iter.Seq2[series.Fact, error], report func(int64)) *factStream {
	s := &factStream{calendar: cal, report: report, cuts: map[string][]cut{}, years: years{}, buf: []byte(copyHeader)}
	if report == nil {
		s.report = func(int64) {}
	}
	s.next, s.stop = iter.Pull2(facts)
	return s
}

// Read implements io.Reader. It returns the error of a fact unchanged.
func (s *factStream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.buf) < len(p) && s.err == nil {
		s.err = s.encodeNext()
	}
	n := copy(p, s.buf)
	s.buf = append(s.buf[:0], s.buf[n:]...)
	if n == 0 && s.err != nil {
		return 0, s.err
	}
	return n, nil
}

// cutsRead are the cuts of the facts that were read, by metric.
func (s *factStream) cutsRead() map[string][]cut {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.cuts)
}

// yearsRead are the years of the facts that were read. The caller owns them.
func (s *factStream) yearsRead() years {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.years
}

// failure is the error of the facts, if any.
func (s *factStream) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(s.err, io.EOF) {
		return nil
	}
	return s.err
}

// end ends the stream. It may be called after the end.
func (s *factStream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
	if s.err == nil {
		s.err = io.EOF
	}
}

func (s *factStream) encodeNext() error {
	f, err, ok := s.next()
	switch {
	case !ok:
		s.buf = append(s.buf, copyTrailer...)
		s.report(s.rows)
		return io.EOF
	case err != nil:
		return err
	}
	stamp := s.calendar.Stamp(f.Grain, f.Bucket)
	if err := checkFact(f, stamp); err != nil {
		return err
	}
	s.buf = appendFact(s.buf, f, stamp)
	if f.Metric != s.last.Metric || f.Grain != s.last.Grain || f.Whole != s.last.Whole {
		if c := (cut{f.Grain, f.Whole}); !slices.Contains(s.cuts[f.Metric], c) {
			s.cuts[f.Metric] = append(s.cuts[f.Metric], c)
		}
		s.last, s.count = f, nil
	}
	if year := stamp.Year(); s.count == nil || year != s.lastYear {
		s.lastYear, s.count = year, s.years.count(f.Metric, year)
	}
	s.count.add(stamp)
	if s.rows++; s.rows%reportEvery == 0 {
		s.report(s.rows)
	}
	return nil
}

// checkFact returns an error in words for what the constraints of the table would refuse.
func checkFact(f series.Fact, stamp time.Time) error {
	switch {
	case f.Metric == "":
		return &FactError{f.Metric, "a fact has no metric"}
	case f.Grain < okr.Hour || f.Grain > okr.Quarter:
		return &FactError{f.Metric, "a fact has no grain"}
	case math.IsNaN(f.Num) || math.IsInf(f.Num, 0):
		return &FactError{f.Metric, fmt.Sprintf("the fact of %s has no finite numerator", formatBucket(f.Grain, stamp))}
	case !(f.Den >= 0) || math.IsInf(f.Den, 0):
		return &FactError{f.Metric, fmt.Sprintf("the fact of %s has the denominator %v: want 0 or more",
			formatBucket(f.Grain, stamp), f.Den)}
	case !okr.InYears(stamp):
		return &FactError{f.Metric, fmt.Sprintf("the fact of %s lies outside the years %s",
			formatBucket(f.Grain, stamp), okr.Years)}
	}
	return nil
}

// formatBucket is a bucket in words, by its stamp.
func formatBucket(g okr.Grain, stamp time.Time) string {
	if g == okr.Hour {
		return stamp.Format("2006-01-02T15:04Z")
	}
	return stamp.Format(time.DateOnly)
}

// appendFact appends the columns of incomingColumns, each preceded by its length.
func appendFact(buf []byte, f series.Fact, stamp time.Time) []byte {
	segment := f.Segment.JSON()
	buf = binary.BigEndian.AppendUint16(buf, 7)
	buf = appendText(buf, f.Metric)
	buf = appendText(buf, f.Grain.String())
	buf = binary.BigEndian.AppendUint32(buf, 8)
	buf = binary.BigEndian.AppendUint64(buf, uint64(stampToWire(stamp)))
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(segment)+1))
	buf = append(buf, 1) // version of the jsonb format
	buf = append(buf, segment...)
	buf = appendFloat(buf, f.Num)
	buf = appendFloat(buf, f.Den)
	if f.Whole == "" {
		return binary.BigEndian.AppendUint32(buf, math.MaxUint32) // −1 is NULL
	}
	return appendText(buf, string(f.Whole))
}

func appendText(buf []byte, s string) []byte {
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(s)))
	return append(buf, s...)
}

func appendFloat(buf []byte, v float64) []byte {
	buf = binary.BigEndian.AppendUint32(buf, 8)
	return binary.BigEndian.AppendUint64(buf, math.Float64bits(v))
}

package postgres

import (
	"context"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// shape is what the stored facts of a metric mean.
type shape struct {
	Metric   string
	Type     okr.MetricType
	Grain    okr.Grain
	Segments []string // sorted
	Anchors  []int32
	Mixed    bool // there may be facts of another grain, or totals over a segment
}

// Indexes in shape.Anchors.
const (
	anchorHour    = iota // seconds after the full hour in UTC at which hours begin
	anchorWeek           // day of the week, 0 is Sunday
	anchorQuarter        // month within a quarter, 0 to 2
	anchorZone           // checksum of the time zone, which decides the day of an hour
)

func shapeOf(m *okr.Metric, cal series.Calendar) shape {
	hour := cal.Start(okr.Hour, cal.OnDate(okr.Hour, okr.NewDate(2026, time.January, 1)))
	return shape{
		Metric: m.Name, Type: m.Type, Grain: m.Grain, Segments: sortedSegments(*m),
		Anchors: []int32{
			anchorHour:    int32(hour.Unix() % 3600),
			anchorWeek:    int32(cal.StartDate(okr.Week, 0).UTC().Weekday()),
			anchorQuarter: int32(cal.StartDate(okr.Quarter, 0).UTC().Month()-1) % 3,
			anchorZone:    int32(crc32.ChecksumIEEE([]byte(cal.Location().String()))),
		},
	}
}

// shapesOf lists the shapes of metrics that have facts (not derived ones), by name.
func shapesOf(metrics []okr.Metric, cal series.Calendar) map[string]shape {
	shapes := map[string]shape{}
	for i := range metrics {
		if m := &metrics[i]; m.Type != okr.Derived {
			shapes[m.Name] = shapeOf(m, cal)
		}
	}
	return shapes
}

// same reports whether facts of both shapes mean the same.
func (s shape) same(o shape) bool {
	return s.sameMeaning(o) && s.Grain == o.Grain && slices.Equal(s.Segments, o.Segments) && slices.Equal(s.Anchors, o.Anchors)
}

// sameMeaning reports whether numerators and denominators mean the same: ratios and means are both ratios of sums.
func (s shape) sameMeaning(o shape) bool {
	return s.Type == o.Type || s.Type.HasSample() && o.Type.HasSample()
}

// movedGrains lists the grains whose buckets begin at other times.
func (s shape) movedGrains(o shape) []okr.Grain {
	var moved []okr.Grain
	for at, g := range map[int]okr.Grain{anchorHour: okr.Hour, anchorWeek: okr.Week, anchorQuarter: okr.Quarter} {
		if s.Anchors[at] != o.Anchors[at] {
			moved = append(moved, g)
		}
	}
	slices.Sort(moved)
	return moved
}

// words is the shape in words, for messages.
func (s shape) words() string {
	text := fmt.Sprintf("type %v by the %v", s.Type, s.Grain)
	if len(s.Segments) > 0 {
		text += " and " + strings.Join(s.Segments, ", ")
	}
	return text
}

// readShapes reads the recorded shapes of metrics, by name.
func readShapes(ctx context.Context, tx pgx.Tx, metrics []string) (map[string]shape, error) {
	rows, _ := tx.Query(ctx, `SELECT metric, type, grain::text, segments, anchors, mixed FROM okr.fact_shape
		WHERE metric = ANY ($1::text[])`, metrics) // the rows return its error
	shapes := map[string]shape{}
	var s shape
	var typ, grain string
	_, err := pgx.ForEachRow(rows, []any{&s.Metric, &typ, &grain, &s.Segments, &s.Anchors, &s.Mixed}, func() (err error) {
		if s.Type, err = okr.ParseMetricType(typ); err != nil {
			return err
		}
		if s.Grain, err = okr.ParseGrain(grain); err != nil {
			return err
		}
		shapes[s.Metric] = shape{s.Metric, s.Type, s.Grain, slices.Clone(s.Segments), slices.Clone(s.Anchors), s.Mixed}
		return nil
	})
	return shapes, err
}

// writeShapes records shapes.
func writeShapes(ctx context.Context, tx pgx.Tx, shapes []shape) error {
	batch := &pgx.Batch{}
	for _, s := range shapes {
		segments := s.Segments
		if segments == nil {
			segments = []string{}
		}
		batch.Queue(`INSERT INTO okr.fact_shape (metric, type, grain, segments, anchors, mixed)
			VALUES ($1, $2, $3::text::okr.grain, $4, $5, $6)
			ON CONFLICT (metric) DO UPDATE SET type = excluded.type, grain = excluded.grain, segments = excluded.segments,
				anchors = excluded.anchors, mixed = excluded.mixed`,
			s.Metric, s.Type.String(), s.Grain.String(), segments, s.Anchors, s.Mixed)
	}
	return tx.SendBatch(ctx, batch).Close()
}

// withFacts selects the metrics that have facts.
func withFacts(ctx context.Context, tx pgx.Tx, metrics []string) (map[string]bool, error) {
	rows, _ := tx.Query(ctx, `SELECT m FROM unnest($1::text[]) AS m
		WHERE EXISTS (SELECT FROM okr.fact WHERE metric = m)`, metrics) // the rows return its error
	found := map[string]bool{}
	var metric string
	_, err := pgx.ForEachRow(rows, []any{&metric}, func() error {
		found[metric] = true
		return nil
	})
	return found, err
}

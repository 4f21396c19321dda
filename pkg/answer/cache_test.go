package answer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

func TestTheCacheStaysWithinItsMemory(t *testing.T) {
	c := newCache()
	answer := func(rows int) data.Frames {
		return data.Frames{data.NewFrame("", data.NewField("value", nil, make([]float64, rows)))}
	}
	keyOf := func(i int) key { return key{query: string(rune('a' + i))} }
	for i := range 20 {
		c.put(keyOf(i), answer(maxCells/10))
		c.put(keyOf(i), answer(maxCells/10)) // two concurrent misses of the same key
	}
	if n := c.answers.Len(); n != 9 {
		t.Errorf("there are %d answers of a tenth of the memory each, and of a little more for the frame: want 9", n)
	}
	if _, ok := c.get(keyOf(19)); !ok {
		t.Error("the newest is not there")
	}
	if _, ok := c.get(keyOf(0)); ok {
		t.Error("the oldest is still there")
	}
	c.put(keyOf(30), answer(maxCellsOfOne))
	if _, ok := c.get(keyOf(30)); ok {
		t.Error("an answer too large to keep was kept")
	}
	c.answers.Purge()
	if c.cells != 0 {
		t.Errorf("%d cells are counted when nothing is left", c.cells)
	}
}

func TestLongKeysCountAsMemory(t *testing.T) {
	c := newCache()
	for i := range 1000 {
		c.put(key{query: fmt.Sprint(i) + strings.Repeat("x", 60_000)}, nil)
	}
	if n := c.answers.Len(); n > 300 {
		t.Errorf("%d queries of 60 KB are kept", n)
	}
}

// store holds one catalog and no facts.
type store struct{ enginetest.Store }

func (*store) Version() any { return 1 }
func (*store) Epoch() int64 { return 1 }

const company = `apiVersion: okr/v1
kind: Organization
metadata: {name: shop}
spec: {timezone: UTC, northStar: orders, overview: [orders]}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders}
spec: {type: sum, unit: short, grain: day, direction: up}
`

func TestQueriesOfManyWordsDoNotFillTheCache(t *testing.T) {
	reader := &store{enginetest.Store{YAML: company}}
	e, err := engine.New(engine.Config{Catalog: reader, Series: reader})
	if err != nil {
		t.Fatal(err)
	}
	a := New(e)
	for i := range 2000 {
		text := fmt.Sprintf(`{"locale":"en","metrics":["orders"%s],"limit":%d}`, strings.Repeat(`,"orders"`, 1000), 1+i)
		q, err := query.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Frames(t.Context(), q, engine.TimeRange{}); err != nil {
			t.Fatal(err)
		}
	}
	longest := 0
	for _, k := range a.cache.answers.Keys() {
		longest = max(longest, len(k.query))
	}
	if n := a.cache.answers.Len(); longest > 200 || a.cache.cells > maxCells || n > maxAnswers || n == 0 {
		t.Errorf("%d answers of %d cells, the longest query has %d bytes", n, a.cache.cells, longest)
	}
}

package engine_test

import (
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
)

// failedOver is a store whose revision numbers start again after a failover.
type failedOver struct {
	*enginetest.Store
	epoch int64
}

func (f *failedOver) Version() any { return f.epoch }
func (f *failedOver) Epoch() int64 { return f.epoch }

func TestARevisionCountedAnewAfterAFailoverIsReadAgain(t *testing.T) {
	reader := &failedOver{Store: enginetest.ReadScenario(t, "testdata/scenario/calendar.txtar").Store}
	e, err := engine.New(engine.Config{Catalog: reader, Series: reader})
	if err != nil {
		t.Fatal(err)
	}
	title := func() string {
		c, _, err := e.Catalog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		m, _ := c.Metric("trips")
		return m.Label("en")
	}
	if got := title(); got != "Trips" {
		t.Fatalf("the title is %q", got)
	}
	reader.YAML = strings.Replace(reader.YAML, "title: Trips", "title: Journeys", 1)
	if got := title(); got != "Trips" {
		t.Fatalf("the same revision was read again: the title is %q", got)
	}
	reader.epoch++
	if got := title(); got != "Journeys" {
		t.Fatalf("after a failover the title is still %q", got)
	}
}

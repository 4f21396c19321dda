package engine_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/northstar/okrkpi/pkg/engine"
)

// failedOver is a memory whose revisions begin anew.
type failedOver struct {
	*memory
	epoch int64
}

func (f *failedOver) Version() any { return f.epoch }
func (f *failedOver) Epoch() int64 { return f.epoch }

func TestARevisionCountedAnewAfterAFailoverIsReadAgain(t *testing.T) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "scenario", "calendar.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	reader := &failedOver{memory: newScenario(t, archive).store}
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
	reader.document = bytes.Replace(reader.document, []byte("title: Trips"), []byte("title: Journeys"), 1)
	if got := title(); got != "Trips" {
		t.Fatalf("the same revision was read again: the title is %q", got)
	}
	reader.epoch++
	if got := title(); got != "Journeys" {
		t.Fatalf("after a failover the title is still %q", got)
	}
}

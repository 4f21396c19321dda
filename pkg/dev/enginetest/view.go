package enginetest

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/engine"
)

// View is an engine's view for a time range.
func View(t testing.TB, e *engine.Engine, r engine.TimeRange) *engine.View {
	t.Helper()
	v, err := e.View(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

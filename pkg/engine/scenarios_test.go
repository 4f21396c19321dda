package engine_test

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/dev/enginetest"
)

func TestScenarios(t *testing.T) { enginetest.RunScenarios(t, "testdata/scenario") }

package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheFrontEndHasTheFilesOfToday(t *testing.T) {
	for name, source := range files {
		got, err := os.ReadFile(filepath.Join("..", "..", "..", "src", name))
		if err != nil {
			t.Error(err)
		} else if string(got) != source() {
			t.Errorf("src/%s is another one: run `go generate ./pkg/dev/typescript`", name)
		}
	}
}

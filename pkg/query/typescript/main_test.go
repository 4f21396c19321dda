package main

import (
	"os"
	"testing"
)

func TestTheFrontEndHasTheModelOfToday(t *testing.T) {
	got, err := os.ReadFile("../../../src/query.gen.ts")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != source() {
		t.Error("src/query.gen.ts is another one: run `go generate ./pkg/query`")
	}
}

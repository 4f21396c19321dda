package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRejectsHaveTheirNameOnlyOnceTheyAreKept(t *testing.T) {
	for _, keep := range []bool{false, true} {
		dir := t.TempDir()
		rejects, err := newRejectFile(inputFile{name: filepath.Join(dir, "facts.csv"), size: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rejects.file.WriteString("metric,time,value\n"); err != nil {
			t.Fatal(err)
		}
		if list, _ := filepath.Glob(filepath.Join(dir, "*.rejects.csv")); len(list) != 0 {
			t.Errorf("%v before the load has ended", list)
		}
		if keep {
			if err := rejects.keep(); err != nil {
				t.Fatal(err)
			}
		}
		rejects.drop()
		list, _ := filepath.Glob(filepath.Join(dir, "*"))
		if keep {
			if text, err := os.ReadFile(filepath.Join(dir, "facts.rejects.csv")); err != nil || len(list) != 1 || len(text) == 0 {
				t.Errorf("the files are %v, the rejects %q, %v", list, text, err)
			}
		} else if len(list) != 0 {
			t.Errorf("files are left: %v", list)
		}
	}
}

func TestRejectsAreNotLostWhereTheirNameIsTaken(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "facts.rejects.csv")
	input := inputFile{name: filepath.Join(dir, "facts.csv"), size: 1}
	rejects, err := newRejectFile(input)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(target, 0o750); err != nil {
		t.Fatal(err)
	}
	err = rejects.keep()
	rejects.drop()
	if err == nil || !strings.Contains(err.Error(), "the bad rows are in "+rejects.file.Name()) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(rejects.file.Name()); err != nil {
		t.Error(err)
	}
	if _, err := newRejectFile(input); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("before the load: %v", err)
	}
}

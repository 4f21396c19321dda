package main

import (
	"os"
	"path/filepath"
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

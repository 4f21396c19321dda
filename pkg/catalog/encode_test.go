package catalog_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

func read(t *testing.T, name string) catalog.File {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return catalog.File{Name: name, Data: data}
}

func parse(t *testing.T, files ...catalog.File) *okr.Catalog {
	t.Helper()
	c, findings := catalog.Parse(files)
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEncodedCatalogsReadBackTheSame(t *testing.T) {
	c := parse(t, read(t, "small.yaml"))
	data, err := catalog.Encode(c)
	if err != nil {
		t.Fatal(err)
	}
	again := parse(t, catalog.File{Name: "encoded.yaml", Data: data})
	if diff := cmp.Diff(c, again, zones); diff != "" {
		t.Errorf("read back differently (-written +read):\n%s", diff)
	}
}

package localgrafana_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/dev/localgrafana"
)

func TestFind(t *testing.T) {
	empty := t.TempDir()
	if _, _, err := localgrafana.Find(empty); err == nil || !strings.Contains(err.Error(), "GRAFANA_HOME is "+empty) {
		t.Errorf("a folder without Grafana gives %v", err)
	}
	prefix := t.TempDir()
	for name, mode := range map[string]os.FileMode{"bin/grafana": 0o755, "share/grafana/conf/defaults.ini": 0o600} {
		file := filepath.Join(prefix, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", filepath.Join(prefix, "bin"))
	p, ok, err := localgrafana.Find("")
	if want := filepath.Join(prefix, "share", "grafana"); !ok || err != nil || p.Home != want {
		t.Errorf("on the PATH it finds %+v, %v, %v; want the home %s", p, ok, err, want)
	}
	t.Setenv("PATH", empty)
	if _, ok, err := localgrafana.Find(""); ok || err != nil {
		t.Errorf("without one it finds %v, %v", ok, err)
	}
}

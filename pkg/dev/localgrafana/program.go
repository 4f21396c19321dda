package localgrafana

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Program is an installed Grafana.
type Program struct {
	Binary string
	Home   string // with conf/ and public/
}

// Find looks for a Grafana in the folder that GRAFANA_HOME names, or on the PATH where it names none. ok is false where there is
// none; an error means that GRAFANA_HOME does not hold one.
func Find(home string) (p Program, ok bool, err error) {
	name := "grafana"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if home != "" {
		p = Program{filepath.Join(home, "bin", name), home}
		if _, err := os.Stat(p.Binary); err != nil {
			return p, false, fmt.Errorf("GRAFANA_HOME is %s, but there is no %s", home, p.Binary)
		}
		return p, true, nil
	}
	binary, err := exec.LookPath(name)
	if err != nil {
		return p, false, nil //nolint:nilerr // having none is no error
	}
	if real, err := filepath.EvalSymlinks(binary); err == nil {
		binary = real
	}
	prefix := filepath.Dir(filepath.Dir(binary))
	for _, home := range []string{prefix, filepath.Join(prefix, "share", "grafana"), "/usr/share/grafana"} {
		if _, err := os.Stat(filepath.Join(home, "conf", "defaults.ini")); err == nil {
			return Program{binary, home}, true, nil
		}
	}
	return p, false, nil
}

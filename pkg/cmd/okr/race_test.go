package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

const raceCatalog = `apiVersion: okr/v1
kind: Organization
metadata: {name: shop, title: TITLE}
spec: {northStar: revenue, timezone: Europe/Berlin}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: revenue}
spec: {type: sum, grain: week, unit: short, direction: up, definition: {owner: Lead, dataSource: shop, logic: x}}
`

// Two people apply at once: the lock of the catalog is held until both have read the revision that is in force.
func TestTheSecondOfTwoAppliesAtOnceFails(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	folder := func(name, title string) string {
		dir := filepath.Join(s.dir, name)
		if err := os.Mkdir(dir, 0o750); err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(raceCatalog, "TITLE", title, 1)
		if err := os.WriteFile(filepath.Join(dir, "catalog.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	s.ok("apply", folder("base", "Shop"))
	const waiting = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'okr'
		AND wait_event_type = 'Lock' AND query LIKE '%okr.lock%'`
	holder, watcher := pgtest.Connect(t, s.cfg), pgtest.Connect(t, s.cfg)
	hold := func(sql string) {
		if _, err := holder.Exec(t.Context(), sql).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	selectText := func(sql string) string {
		results, err := watcher.Exec(t.Context(), sql).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return string(results[0].Rows[0][0])
	}
	hold("BEGIN; SELECT FROM okr.lock WHERE name = 'catalog' FOR UPDATE")
	var outputs [2]bytes.Buffer
	var done [2]chan error
	for i, dir := range []string{folder("a", "Ours"), folder("b", "Theirs")} {
		cmd := s.command("apply", dir)
		cmd.Stdout, cmd.Stderr = &outputs[i], &outputs[i]
		done[i] = make(chan error, 1)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() { done[i] <- cmd.Wait() }()
		for deadline := time.Now().Add(time.Minute); selectText(waiting) != strconv.Itoa(i+1); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("apply %d does not wait for the lock", i)
			}
		}
	}
	hold("ROLLBACK")
	errs := []error{<-done[0], <-done[1]}
	refused := 0
	for i, err := range errs {
		text := outputs[i].String()
		switch {
		case err == nil && strings.Contains(text, "Applied as revision 2 (before: 1)"):
		case err != nil && strings.Contains(text, "the catalog has changed meanwhile") &&
			strings.Contains(text, "applied revision 2, this change was judged against revision 1") &&
			strings.Contains(text, "Nothing was applied: see `okr diff`, and apply again."):
			refused++
		default:
			t.Errorf("apply %d: %v\n%s", i, err, text)
		}
	}
	if refused != 1 {
		t.Errorf("%d were refused, want 1", refused)
	}
}

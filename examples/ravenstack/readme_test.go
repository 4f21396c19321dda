package ravenstack_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/answer"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

func TestQueriesOfTheReadmeAreAnswered(t *testing.T) {
	t.Parallel()
	c := found(t, excerpt)
	c.refresh(t, afterwards, false)
	queries := regexp.MustCompile(`'(\{"queryType".*\})'`).FindAllStringSubmatch(readme(t), -1)
	if len(queries) < 4 {
		t.Fatalf("found %d queries in the README", len(queries))
	}
	answers := answer.New(c.engine(t, day("2025-01-02")))
	for _, match := range queries {
		q, err := query.Parse([]byte(match[1]))
		if err != nil {
			t.Fatal(err)
		}
		frames, err := answers.Frames(t.Context(), q, engine.TimeRange{From: day("2024-01-01"), To: day("2025-01-02")})
		if err != nil || len(frames) == 0 || frames[0].Rows() == 0 {
			t.Errorf("%s is answered by %d frames, %v", match[1], len(frames), err)
		}
	}
}

func TestStatementOfTheReadmeIsInTheCatalog(t *testing.T) {
	t.Parallel()
	_, rest, _ := strings.Cut(readme(t), "    statement: |\n")
	shown, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("the README shows no statement")
	}
	c := readCatalog(t)
	m, _ := c.Metric("first_response_time")
	if got, want := words(shown), words(m.Source.SQL.Statement); got != want {
		t.Errorf("the README shows\n%s\nwant\n%s", got, want)
	}
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

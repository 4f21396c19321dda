package main

import (
	"fmt"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

type rulesCheckCommand struct {
	Paths  []string `arg:"" optional:"" name:"path" default:"." help:"${paths_help} Default: this folder."`
	Output string   `short:"o" enum:"table,json" default:"table" help:"Format: table or json."`
}

// ruleListing is a rule in JSON.
type ruleListing struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Kind     string   `json:"kind"`
	Watches  []string `json:"watches"`
	Expr     string   `json:"expr"`
	Severity string   `json:"severity"`
	Teams    []string `json:"teams"`
}

func (cmd *rulesCheckCommand) Run(a *app) error {
	c, findings, err := a.readCatalog(cmd.Paths...)
	if err != nil {
		return err
	}
	a.showFindings(findings)
	if findings.Err() != nil {
		return errReported
	}
	rules := c.Rules()
	listings := make([]ruleListing, 0, len(rules))
	for i := range rules {
		listings = append(listings, listRule(c, &rules[i]))
	}
	if cmd.Output == "json" {
		return a.json(listings)
	}
	return a.listRules(listings)
}

func listRule(c *okr.Catalog, r *okr.AlertRule) ruleListing {
	l := ruleListing{
		Name: r.Name, Title: r.Label(c.Organization.Locale), Kind: r.Kind.String(), Expr: r.Expr,
		Severity: r.Severity.String(), Watches: []string{}, Teams: []string{},
	}
	seen := map[string]bool{}
	add := func(list *[]string, kind, name string) {
		if name != "" && !seen[kind+name] {
			seen[kind+name] = true
			*list = append(*list, name)
		}
	}
	for _, s := range c.Subjects(*r) {
		name := s.Metric.Name
		if s.KeyResult != nil {
			name = s.KeyResult.ID(s.Objective.Name)
		}
		add(&l.Watches, "number ", name)
		for _, m := range s.Compared {
			add(&l.Watches, "number ", m.Name)
		}
		add(&l.Teams, "team ", s.Team)
	}
	return l
}

func (c *console) listRules(listings []ruleListing) error {
	g := grid{header: []string{"rule", "kind", "watches", "fires when", "severity", "team"}}
	for _, l := range listings {
		g.add(l.Name, l.Kind, some(l.Watches), l.Expr, l.Severity, some(l.Teams))
	}
	if err := c.grid(g); err != nil {
		return err
	}
	return c.print("\n%s.", count(len(listings), "rule"))
}

// some is the text of a list in a cell: its first entries, and how many follow.
func some(names []string) string {
	const most = 2
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

package plugin

import (
	"maps"
	"net/http"
	"slices"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// What the look-ups return. Editors put the names into queries and show the titles.

type metricInfo struct {
	Name     string       `json:"name"`
	Title    string       `json:"title"`
	Roles    []query.Role `json:"roles"`
	Team     string       `json:"team"`
	Unit     string       `json:"unit"`
	Grain    string       `json:"grain"`
	Segments []string     `json:"segments"`
}

type objectiveInfo struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Period string `json:"period"`
	Team   string `json:"team"`
}

type teamInfo struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

type periodInfo struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Start string `json:"start"` // date, inclusive
	End   string `json:"end"`   // date, exclusive
}

type ownerInfo struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Metrics    []string `json:"metrics"`
	KeyResults []string `json:"keyResults"` // objective/key_result
}

type ruleInfo struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Team     string `json:"team"`
	Severity string `json:"severity"`
	Kind     string `json:"kind"`
}

func (d *Datasource) metrics(r *http.Request) (any, error) {
	c, _, err := d.engine.Catalog(r.Context())
	if err != nil {
		return nil, err
	}
	locale := d.language(r, c.Organization.Locale)
	roles := engine.RolesOf(c)
	list := make([]metricInfo, 0, len(c.Metrics))
	for _, m := range c.Metrics {
		used := roles[m.Name]
		list = append(list, metricInfo{
			Name:     m.Name,
			Title:    m.Label(locale),
			Roles:    append([]query.Role{}, used.Roles...),
			Team:     used.Team,
			Unit:     m.Unit,
			Grain:    m.Grain.String(),
			Segments: append([]string{}, m.Segments...),
		})
	}
	return list, nil
}

func (d *Datasource) objectives(r *http.Request) (any, error) {
	c, _, err := d.engine.Catalog(r.Context())
	if err != nil {
		return nil, err
	}
	locale := d.language(r, c.Organization.Locale)
	list := make([]objectiveInfo, 0, len(c.Objectives))
	for _, o := range newestFirst(c, okr.DateOf(d.clock().In(c.Organization.Timezone))) {
		list = append(list, objectiveInfo{o.Name, o.Label(locale), o.Period, o.Team})
	}
	return list, nil
}

// newestFirst lists the objectives of the period that began last, then those of the periods before it, then those of periods to
// come. A dashboard shows the first one at first.
func newestFirst(c *okr.Catalog, today okr.Date) []okr.Objective {
	start := func(o okr.Objective) (begun bool, first okr.Date) {
		if p, ok := c.Period(o.Period); ok {
			return !today.Before(p.Start), p.Start
		}
		return false, okr.Date{}
	}
	list := slices.Clone(c.Objectives)
	slices.SortStableFunc(list, func(a, b okr.Objective) int {
		aBegun, aFirst := start(a)
		bBegun, bFirst := start(b)
		switch {
		case aBegun != bBegun && aBegun:
			return -1
		case aBegun != bBegun:
			return 1
		case aBegun:
			return bFirst.Compare(aFirst)
		}
		return aFirst.Compare(bFirst)
	})
	return list
}

func (d *Datasource) teams(r *http.Request) (any, error) {
	c, _, err := d.engine.Catalog(r.Context())
	if err != nil {
		return nil, err
	}
	locale := d.language(r, c.Organization.Locale)
	list := make([]teamInfo, 0, len(c.Teams))
	for _, t := range c.Teams {
		list = append(list, teamInfo{t.Name, t.Label(locale)})
	}
	return list, nil
}

func (d *Datasource) periods(r *http.Request) (any, error) {
	c, _, err := d.engine.Catalog(r.Context())
	if err != nil {
		return nil, err
	}
	locale := d.language(r, c.Organization.Locale)
	list := make([]periodInfo, 0, len(c.Periods))
	for _, p := range c.Periods {
		list = append(list, periodInfo{p.Name, p.Label(locale), p.Start.String(), p.End.String()})
	}
	return list, nil
}

// owners lists the owners of metrics and key results, by name. A key result without an owner of its own is not listed: it belongs to
// the owner of its metric.
func (d *Datasource) owners(r *http.Request) (any, error) {
	c, _, err := d.engine.Catalog(r.Context())
	if err != nil {
		return nil, err
	}
	byName := map[string]*ownerInfo{}
	ownerNamed := func(name string) *ownerInfo {
		if byName[name] == nil {
			byName[name] = &ownerInfo{Name: name, Title: name, Metrics: []string{}, KeyResults: []string{}}
		}
		return byName[name]
	}
	for i := range c.Metrics {
		if name := c.Metrics[i].Definition.Owner; name != "" {
			o := ownerNamed(name)
			o.Metrics = append(o.Metrics, c.Metrics[i].Name)
		}
	}
	for i := range c.Objectives {
		for _, kr := range c.Objectives[i].KeyResults {
			if kr.Owner != "" {
				o := ownerNamed(kr.Owner)
				o.KeyResults = append(o.KeyResults, kr.ID(c.Objectives[i].Name))
			}
		}
	}
	list := make([]ownerInfo, 0, len(byName))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		list = append(list, *byName[name])
	}
	return list, nil
}

// rules lists the alert rules, including those that follow from thresholds and metrics.
func (d *Datasource) rules(r *http.Request) (any, error) {
	c, _, err := d.engine.Catalog(r.Context())
	if err != nil {
		return nil, err
	}
	locale := d.language(r, c.Organization.Locale)
	rules := c.Rules()
	list := make([]ruleInfo, 0, len(rules))
	for i := range rules {
		rule := &rules[i]
		list = append(list, ruleInfo{rule.Name, rule.Label(locale), rule.Team, rule.Severity.String(), rule.Kind.String()})
	}
	return list, nil
}

package catalog

import (
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/northstar/okrkpi/pkg/okr"
)

// draft is one decoded document that has not been checked against the others.
type draft[S any] struct {
	*places
	okr.Meta
	spec S
}

// drafts are all documents of a catalog.
type drafts struct {
	organizations []*draft[organizationSpec]
	teams         []*draft[teamSpec]
	periods       []*draft[periodSpec]
	metrics       []*draft[metricSpec]
	kpis          []*draft[kpiSpec]
	objectives    []*draft[objectiveSpec]
	alertRules    []*draft[alertRuleSpec]
	findings      Findings
	// lost is set where a document could not be read. Names that seem unknown may be defined in it.
	lost bool
}

// add decodes one document.
func (ds *drafts) add(src *source, body ast.Node) {
	d := &decoder{
		places:  &places{src: src, keys: map[string]mark{}, values: map[string]mark{}},
		anchors: collectAnchors(body), findings: &ds.findings,
	}
	d.values[""] = src.markOf(firstToken(body))
	defer d.reportSpent(len(ds.findings))
	switch kind := d.kind(body); kind {
	case kindOrganization:
		ds.organizations = append(ds.organizations, decodeDraft[organizationSpec](d, body))
	case kindTeam:
		ds.teams = append(ds.teams, decodeDraft[teamSpec](d, body))
	case kindPeriod:
		ds.periods = append(ds.periods, decodeDraft[periodSpec](d, body))
	case kindMetric:
		ds.metrics = append(ds.metrics, decodeDraft[metricSpec](d, body))
	case kindKPI:
		ds.kpis = append(ds.kpis, decodeDraft[kpiSpec](d, body))
	case kindObjective:
		ds.objectives = append(ds.objectives, decodeDraft[objectiveSpec](d, body))
	case kindAlertRule:
		ds.alertRules = append(ds.alertRules, decodeDraft[alertRuleSpec](d, body))
	default:
		ds.lost = true
	}
}

// kind reads the kind of a document. It is "" for an unknown or missing kind, which is reported.
func (d *decoder) kind(body ast.Node) string {
	pairs, ok := d.anchors.pairs(body)
	if !ok {
		d.report(d.at(""), "schema/type", "begin with apiVersion: okr/v1 and kind: "+kindMetric,
			"a document is a mapping, not %s", describe(d.anchors.resolve(body)))
		return ""
	}
	for _, p := range pairs {
		if p.name != "kind" {
			continue
		}
		m := d.src.markOf(firstToken(p.value))
		kind, _ := scalarText(d.anchors.resolve(p.value))
		for _, known := range kinds() {
			if kind == known {
				return kind
			}
		}
		d.report(m, "schema/enum", suggest(kind, kinds(), "want"), "unknown kind %q", kind)
		return ""
	}
	d.report(d.at(""), "schema/required", "add kind: with one of "+strings.Join(kinds(), ", "), "kind is missing")
	return ""
}

func decodeDraft[S any](d *decoder, body ast.Node) *draft[S] {
	var doc document[S]
	d.fill(d.anchors.resolve(body), &doc, "")
	return &draft[S]{places: d.places, Meta: doc.Metadata.meta(), spec: doc.Spec}
}

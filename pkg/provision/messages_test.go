package provision

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	gotemplate "text/template"
)

// These types have the fields of Grafana's that the messages read.
type (
	alert struct {
		Status              string
		Labels, Annotations map[string]string
		Values              map[string]float64
	}
	alerts []alert
	sent   struct {
		Alerts                          alerts
		CommonLabels, CommonAnnotations map[string]string
	}
)

// Firing are those alerts that have not been resolved.
func (a alerts) Firing() alerts {
	var firing alerts
	for _, x := range a {
		if x.Status == "firing" {
			firing = append(firing, x)
		}
	}
	return firing
}

func TestMessagesSayWhatGrafanaKnows(t *testing.T) {
	churn := func(status string, b float64, reason string) alert {
		a := alert{status, map[string]string{"alertname": "Churn above 4 %"}, map[string]string{
			"summary": "Churn above 4 %", "number": "Churn", "value": "6.4 %", "threshold": "above 4.0 %", "decision": "Ask.",
			"owner": "success", "dashboard": "http://g/d/m",
		}, map[string]float64{"A": b, "B": b, "C": 0.064}}
		if reason != "" {
			a.Annotations["grafana_state_reason"] = reason
		}
		return a
	}
	failed := func(rule, status, cause string) alert {
		return alert{status, map[string]string{"alertname": "DatasourceError", "rulename": rule}, map[string]string{
			"summary": rule, "Error": cause,
		}, nil}
	}
	missing := func(status string) alert {
		return alert{status, map[string]string{"alertname": "DatasourceNoData", "rulename": "Churn above 4 %"}, map[string]string{
			"summary": "Churn above 4 %", "number": "Churn, country JP",
		}, nil}
	}
	const details = "Number: Churn\nObserved: 6.4 %\nFires when: above 4.0 %\n"
	cases := map[string]struct {
		alerts         alerts
		title, message string
	}{
		"An alert fires": {
			alerts{churn("firing", 1, "")},
			"Firing: Churn above 4 %",
			"Firing: Churn above 4 %\n" + details + "Decision: Ask.\nOwner: success\nDashboard: http://g/d/m\n",
		},
		"The number is fine again": {
			alerts{churn("resolved", 0, "")},
			"Back to normal: Churn above 4 %",
			"Back to normal: Churn above 4 %\n" + details + "Dashboard: http://g/d/m\n",
		},
		"The alert has gone with its number": {
			alerts{churn("resolved", 0, "MissingSeries")},
			"Not evaluated any more, state unknown: Churn above 4 %",
			"Not evaluated any more, state unknown: Churn above 4 %\n" + details + "Dashboard: http://g/d/m\n",
		},
		"The alert has run out, and was firing when it was last seen": {
			alerts{churn("resolved", 1, "")},
			"Not evaluated any more, state unknown: Churn above 4 %",
			"Not evaluated any more, state unknown: Churn above 4 %\n" + details + "Dashboard: http://g/d/m\n",
		},
		"A rule cannot be evaluated": {
			alerts{failed("Churn", "firing", "refused")}, "Cannot be evaluated: Churn", "Cannot be evaluated: Churn\nCause: refused\n",
		},
		"Several rules cannot be evaluated for one cause": {
			alerts{failed("Churn", "firing", "refused"), failed("Crashes", "firing", "refused")},
			"Cannot be evaluated: several rules",
			"Cannot be evaluated: Churn\nCannot be evaluated: Crashes\nCause: refused\n",
		},
		"Several rules cannot be evaluated for different causes": {
			alerts{failed("Churn", "resolved", "refused"), failed("Crashes", "firing", "timeout")},
			"Cannot be evaluated: several rules",
			"Can be evaluated again: Churn\n\nCannot be evaluated: Crashes\nCause: timeout\n",
		},
		"A rule can be evaluated again": {
			alerts{failed("Churn", "resolved", "refused")}, "Can be evaluated again: Churn", "Can be evaluated again: Churn\n",
		},
		"A number is missing": {
			alerts{missing("firing")}, "No data: Churn above 4 %", "No data: Churn above 4 %\nNumber: Churn, country JP\n",
		},
		"A number is back": {
			alerts{missing("resolved")}, "Data is back: Churn above 4 %", "Data is back: Churn above 4 %\nNumber: Churn, country JP\n",
		},
	}
	parsed := gotemplate.Must(gotemplate.New("").Funcs(gotemplate.FuncMap{"match": regexp.MatchString}).Parse(templates()[0].Template))
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := sent{
				c.alerts, common(c.alerts, func(a alert) map[string]string { return a.Labels }),
				common(c.alerts, func(a alert) map[string]string { return a.Annotations }),
			}
			for part, want := range map[string]string{"title": c.title, "message": c.message} {
				var out strings.Builder
				if err := parsed.ExecuteTemplate(&out, fmt.Sprintf("okr.%s.en", part), in); err != nil {
					t.Fatal(err)
				}
				if got := strings.TrimRight(out.String(), "\n"); got != strings.TrimRight(want, "\n") {
					t.Errorf("the %s is\n%s\nwant\n%s", part, got, want)
				}
			}
		})
	}
}

// common are the pairs that all alerts have.
func common(list alerts, pairs func(alert) map[string]string) map[string]string {
	shared := map[string]string{}
	for key, value := range pairs(list[0]) {
		shared[key] = value
	}
	for _, a := range list {
		for key, value := range shared {
			if pairs(a)[key] != value {
				delete(shared, key)
			}
		}
	}
	return shared
}

package provision_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/northstar/okrkpi/pkg/provision"
	"github.com/northstar/okrkpi/pkg/query"
)

func TestAlertingEvaluatesEveryExportedQueryAsItIs(t *testing.T) {
	files, err := provision.Export(read(t, "testdata/catalog"), provision.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		Groups []struct {
			Rules []struct {
				Data []struct {
					DatasourceUID string `yaml:"datasourceUid"`
					Model         map[string]any
				}
			}
		}
	}
	if err := yaml.Unmarshal(files[2].Data, &out); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range out.Groups {
		for _, r := range g.Rules {
			for _, d := range r.Data {
				if d.DatasourceUID != "okrkpi" {
					continue
				}
				model, err := json.Marshal(d.Model)
				if err != nil {
					t.Fatal(err)
				}
				q, err := query.Parse(model)
				if err != nil {
					t.Fatalf("%s: %v", model, err)
				}
				if safe, err := query.AlertSafe(q); err != nil || !reflect.DeepEqual(safe, q) {
					t.Errorf("%s: alerting evaluates %+v (%v)", model, safe, err)
				}
				n++
			}
		}
	}
	if n == 0 {
		t.Error("no query was exported")
	}
}

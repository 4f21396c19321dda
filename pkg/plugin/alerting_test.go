package plugin

import (
	"maps"
	"testing"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// numbers reads what alerting reads: a value for each set of labels, as text.
func numbers(t *testing.T, r backend.DataResponse) map[string]float64 {
	t.Helper()
	if r.Error != nil {
		t.Fatal(r.Error)
	}
	if kind, err := reader.CanReadBasedOnMeta(r.Frames); err != nil || kind != data.FrameTypeNumericLong {
		t.Fatalf("read as %q: %v", kind, err)
	}
	read, err := numeric.CollectionReaderFromFrames(r.Frames)
	if err != nil {
		t.Fatal(err)
	}
	collection, err := read.GetCollection(false)
	if err != nil || collection.Warning != nil {
		t.Fatal(err, collection.Warning)
	}
	found := map[string]float64{}
	for _, ref := range collection.Refs {
		value, _, err := ref.NullableFloat64Value()
		if err != nil || value == nil {
			t.Fatalf("%v has the value %v (%v)", ref.GetLabels(), value, err)
		}
		found[ref.GetLabels().String()] = *value
	}
	return found
}

func TestAlertingGetsStatesAndObservedValuesOverGRPC(t *testing.T) {
	response, err := serve(t, newTestDatasource(t, &memory{})).QueryData(t.Context(), &backend.QueryDataRequest{
		PluginContext: inGrafana,
		Headers:       map[string]string{backend.FromAlertHeaderName: "true"},
		Queries: []backend.DataQuery{
			newQuery("A", `{"queryType":"alerts","format":"alert","rules":["orders_red","orders_yellow"]}`),
			newQuery("C", `{"queryType":"alerts","format":"observed","rules":["orders_red","orders_yellow"]}`),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	// Two orders a day are 14 a week: below 20, which is yellow, and not below 5, which is red.
	yellow := "metric=orders, owner=growth lead, rule=orders_yellow, severity=warning, team=growth"
	red := "metric=orders, owner=growth lead, rule=orders_red, severity=critical, team=growth"
	if got, want := numbers(t, response.Responses["A"]), (map[string]float64{red: 0, yellow: 1}); !maps.Equal(got, want) {
		t.Errorf("the states are %v, want %v", got, want)
	}
	if got, want := numbers(t, response.Responses["C"]), (map[string]float64{red: 14, yellow: 14}); !maps.Equal(got, want) {
		t.Errorf("the observed values are %v, want %v", got, want)
	}
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func main() {
	if err := datasource.Manage("northstar-okrkpi-canned", open, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("The plugin has ended", "error", err)
		os.Exit(1)
	}
}

// canned has the recorded frames by the name in a query.
type canned map[string]data.Frames

// open reads frames.json in the folder of the program: encoded frames by name.
func open(context.Context, backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(program), "frames.json"))
	if err != nil {
		return nil, err
	}
	var encoded map[string][][]byte
	if err := json.Unmarshal(text, &encoded); err != nil {
		return nil, err
	}
	c := canned{}
	for name, list := range encoded {
		if c[name], err = data.UnmarshalArrowFrames(list); err != nil {
			return nil, fmt.Errorf("the frames of %s: %w", name, err)
		}
	}
	return c, nil
}

// QueryData implements backend.QueryDataHandler.
func (c canned) QueryData(_ context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	for _, q := range req.Queries {
		var model struct {
			Canned string `json:"canned"`
		}
		if err := json.Unmarshal(q.JSON, &model); err != nil {
			return nil, err
		}
		response.Responses[q.RefID] = backend.DataResponse{Status: backend.StatusOK, Frames: c[model.Canned]}
	}
	return response, nil
}

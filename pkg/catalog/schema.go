package catalog

import (
	"github.com/invopop/jsonschema"
)

func reflector() *jsonschema.Reflector {
	return &jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true}
}

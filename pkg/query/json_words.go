package query

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// BadJSON is the error of a query that the JSON reader does not take. place is where in its text, such as " at line 2".
func BadJSON(err error, place string) error {
	field, reason, ok := typeOfJSON(err)
	switch {
	case !ok:
		return Errorf("", "the query is not valid JSON%s: %v", place, err)
	case field == "":
		return Errorf("", `the query: %s, such as {"queryType":"scorecard"}`, reason)
	}
	return Errorf(field, "%s", reason)
}

// JSONWords is an error of the JSON reader as people say it.
func JSONWords(err error) string {
	field, reason, ok := typeOfJSON(err)
	switch {
	case !ok:
		return strings.TrimPrefix(err.Error(), "json: ")
	case field == "":
		return reason
	}
	return field + ": " + reason
}

// jsonValues names a kind of value in JSON, by what encoding/json calls it.
var jsonValues = map[string]string{
	"array": "a list", "object": "an object", "string": "text", "number": "a number", "bool": "true or false",
}

// typeOfJSON tells that JSON has a value of another type than its place takes, and at which key; "" for the whole. ok is
// false for other errors of the JSON reader, whose own words do.
func typeOfJSON(err error) (field, reason string, ok bool) {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return "", "", false
	}
	got, _, _ := strings.Cut(wrong.Value, " ") // "number 1.5", where a whole one is meant
	return wrong.Field, fmt.Sprintf("got %s, want %s", jsonValues[got], wanted(wrong.Type)), true
}

func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "a list in brackets"
	case reflect.String:
		return "text in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	default:
		return "an object in braces"
	}
}

package query

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// BadJSON returns the *Error of a query that is not valid JSON or has a value of the wrong type. place is the position in the text, such as
// " at line 2".
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

// JSONWords returns the text of an encoding/json error in plain words.
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

// jsonValues maps the names of JSON values in encoding/json to plain words.
var jsonValues = map[string]string{
	"array": "a list", "object": "an object", "string": "text", "number": "a number", "bool": "true or false",
}

// typeOfJSON describes a JSON value of the wrong type, and the key that has it ("" for the whole text). ok is false for other errors of
// encoding/json; their own text is clear enough.
func typeOfJSON(err error) (field, reason string, ok bool) {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return "", "", false
	}
	got, _, _ := strings.Cut(wrong.Value, " ") // "number 1.5" if a whole number is wanted
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

package exactjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"ad2scim/migrate"
)

// Explain says in plain English why JSON could not be read: errors of encoding/json
// speak of Go's types. Any other error is in its own words.
func Explain(err error) string {
	if wrong, is := errors.AsType[*json.UnmarshalTypeError](err); is {
		where := "it holds "
		if wrong.Field != "" {
			where = migrate.Quote(wrong.Field) + " holds "
		}
		kind, _, _ := strings.Cut(wrong.Value, " ") // a number comes with its digits
		value, expected := valueWords[kind], typeWords(wrong.Type)
		if value == expected {
			return where + value + " that is too large or not whole"
		}
		return where + value + ", and " + expected + " is expected"
	}
	if syntax, is := errors.AsType[*json.SyntaxError](err); is && !strings.HasPrefix(syntax.Error(), "unexpected end") {
		return fmt.Sprintf("it is not JSON: byte %d is wrong", syntax.Offset)
	} else if is || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends before it is complete"
	}
	if field, is := strings.CutPrefix(err.Error(), "json: unknown field "); is {
		return "it has the unknown field " + field
	}
	return err.Error()
}

// valueWords are the words of encoding/json for a value, and those for people.
var valueWords = map[string]string{
	"array": "a list", "object": "an object", "string": "a text", "number": "a number", "bool": "true or false",
}

func typeWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Struct, reflect.Map, reflect.Pointer, reflect.Interface:
		return "an object"
	}
	return "a number"
}

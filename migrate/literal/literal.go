// Package literal writes values as Go source. What people edit as YAML is compiled into
// the program this way: to read the YAML at each start took longer than most commands.
package literal

import (
	"cmp"
	"fmt"
	"go/format"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Source returns v as a composite literal for the package in which its types are: strings,
// numbers, bools, and slices, maps and structs of them. Fields without a value are left out,
// and the keys of a map are in order.
func Source(v any) ([]byte, error) {
	text, err := value(reflect.ValueOf(v), false)
	if err != nil {
		return nil, err
	}
	return format.Source([]byte(text))
}

// value writes v; the type is elided where the literal around it has it.
func value(v reflect.Value, elided bool) (string, error) {
	switch v.Kind() {
	case reflect.String:
		return strconv.Quote(v.String()), nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), nil
	}
	var parts []string
	add := func(key string, v reflect.Value, elided bool) error {
		text, err := value(v, elided)
		parts = append(parts, key+text)
		return err
	}
	var err error
	switch v.Kind() {
	case reflect.Slice:
		for i := 0; i < v.Len() && err == nil; i++ {
			err = add("", v.Index(i), true)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) })
		for i := 0; i < len(keys) && err == nil; i++ {
			err = add(strconv.Quote(keys[i].String())+": ", v.MapIndex(keys[i]), true)
		}
	case reflect.Struct:
		for i := 0; i < v.NumField() && err == nil; i++ {
			if !v.Field(i).IsZero() {
				err = add(v.Type().Field(i).Name+": ", v.Field(i), false)
			}
		}
	default:
		return "", fmt.Errorf("a value of type %s can't be written as Go source", v.Type())
	}
	name := ""
	if !elided {
		name = typeName(v.Type())
	}
	return name + "{" + join(parts, v.Kind() == reflect.Struct) + "}", err
}

// join puts short parts on one line, and others on a line each.
func join(parts []string, fields bool) string {
	const width = 100
	text := strings.Join(parts, ", ")
	one := len(text) <= width || fields && !strings.Contains(text, "\n") && len(parts) < 4
	if one && !strings.Contains(text, "\n") {
		return text
	}
	return "\n" + strings.Join(parts, ",\n") + ",\n"
}

func typeName(t reflect.Type) string {
	switch {
	case t.Name() != "":
		return t.Name()
	case t.Kind() == reflect.Slice:
		return "[]" + typeName(t.Elem())
	}
	return "map[" + typeName(t.Key()) + "]" + typeName(t.Elem())
}

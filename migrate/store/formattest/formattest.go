// Package formattest holds the keys of a kept file to its format's number.
package formattest

import (
	"encoding"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Keys fails the test unless the JSON keys of v are those of testdata/KIND.VERSION.keys.
// A program that knows the number and not the keys would call the file damaged, or
// lose what it says.
func Keys(t *testing.T, kind string, version int, v any) {
	t.Helper()
	var all []string
	walk(reflect.TypeOf(v), "", nil, &all)
	slices.Sort(all)
	got := strings.Join(slices.Compact(all), "\n") + "\n"
	file := filepath.Join("testdata", fmt.Sprintf("%s.%d.keys", kind, version))
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("the keys of %s are not those of format %d: raise its number, and let %s of the new one hold\n%s", kind,
			version, file, got)
	}
}

var (
	asJSON = reflect.TypeFor[json.Marshaler]()
	asText = reflect.TypeFor[encoding.TextMarshaler]()
)

// walk lists the keys below a type by their paths. A type that holds itself is
// entered once: within are the types that the path leads through.
func walk(of reflect.Type, path string, within []reflect.Type, all *[]string) {
	if of.Implements(asJSON) || of.Implements(asText) || slices.Contains(within, of) {
		return
	}
	within = append(slices.Clone(within), of)
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		walk(of.Elem(), path, within, all)
	case reflect.Struct:
		for i := range of.NumField() {
			f := of.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case name == "-" || !f.IsExported():
			case name == "" && f.Anonymous:
				walk(f.Type, path, within, all)
			default:
				if name == "" {
					name = f.Name
				}
				*all = append(*all, path+name)
				walk(f.Type, path+name+".", within, all)
			}
		}
	}
}

// Package formattest checks that the JSON keys of a stored file only change together with its version.
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

// CheckKeys fails the test unless the JSON keys of v are those in testdata/KIND.VERSION.keys. A program that knows
// the version but not the keys would report the file as damaged, or lose data.
func CheckKeys(t *testing.T, kind string, version int, v any) {
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

// walk lists the paths of the JSON keys below a type. parents are the types on the path, so that a recursive type
// is entered once.
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

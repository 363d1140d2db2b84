package groupfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldif"

	"ad2scim/migrate"
)

// manyGroups writes n groups in a format.
func manyGroups(format string, n int) string {
	cities := []string{"Paris", "Oslo", "Köln", "São Paulo", "東京"}
	var b strings.Builder
	if format == "csv" {
		b.WriteString("id,name\r\n")
	}
	for i := range n {
		id := fmt.Sprintf("%08x-1f2e-4d3c-8b9a-%012x", i*7919, i)
		name := fmt.Sprintf("Finance Admins %s %06d", cities[i%len(cities)], i)
		switch format {
		case "csv":
			fmt.Fprintf(&b, "%s,%s\r\n", id, name)
		case "ndjson":
			fmt.Fprintf(&b, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":%q,"displayName":%q,"meta":{"resourceType":"Group"}}`+"\n", id, name)
		case "ldif":
			fmt.Fprintf(&b, "dn: CN=%s,OU=Groups,DC=corp,DC=example,DC=com\nobjectClass: top\nobjectClass: group\nname: %s\nobjectGUID: %s\n\n", name, name, id)
		}
	}
	return b.String()
}

func written(tb testing.TB, name, content string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// benchmarkRead measures reading 100,000 groups against the time that a
// well-known library takes for the same text.
func benchmarkRead(b *testing.B, format string, library func([]byte) error) {
	const n = 100_000
	text := manyGroups(format, n)
	f, err := Open(migrate.Connection{Location: written(b, "groups."+format, text)}, nil)
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	for range 5 {
		if err := library([]byte(text)); err != nil {
			b.Fatal(err)
		}
	}
	reference := time.Since(start) / 5
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		groups, err := f.Groups(b.Context(), nil)
		if err != nil || len(groups) != n {
			b.Fatal(len(groups), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(reference), "of-library")
}

func BenchmarkCSV(b *testing.B) {
	benchmarkRead(b, "csv", func(text []byte) error {
		_, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		return err
	})
}

func BenchmarkNDJSON(b *testing.B) {
	benchmarkRead(b, "ndjson", func(text []byte) error {
		dec := json.NewDecoder(bytes.NewReader(text))
		for dec.More() {
			var g struct{ ID, DisplayName string }
			if err := dec.Decode(&g); err != nil {
				return err
			}
		}
		return nil
	})
}

func BenchmarkLDIF(b *testing.B) {
	benchmarkRead(b, "ldif", func(text []byte) error {
		_, err := ldif.Parse(string(text))
		return err
	})
}

// Manifests fills the templates of the package managers with the version, the
// address and the checksums of the archives.
//
//	go run .release/manifests.go VERSION SHA256SUMS TEMPLATES OUT
package main

import (
	"bufio"
	"log"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

type release struct {
	Version, URL string
	sums         map[string]string
}

// Sum returns the SHA-256 of a file of the release.
func (r release) Sum(file string) string {
	sum := r.sums[file]
	if sum == "" {
		log.Fatalf("no checksum of %s", file)
	}
	return sum
}

func main() {
	log.SetFlags(0)
	version, sums, templates, out := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	r := release{Version: version, URL: os.Getenv("RELEASE_URL"), sums: map[string]string{}}
	f, err := os.Open(sums)
	if err != nil {
		log.Fatal(err)
	}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		sum, name, _ := strings.Cut(lines.Text(), "  ")
		r.sums[name] = sum
	}
	files, err := filepath.Glob(filepath.Join(templates, "*.tmpl"))
	if err != nil || len(files) == 0 {
		log.Fatal("no templates in ", templates)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		log.Fatal(err)
	}
	funcs := template.FuncMap{"upper": strings.ToUpper, "split": strings.Fields,
		"parts": func(s string) []string { return strings.Split(s, "=") }}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".tmpl")
		t, err := template.New(filepath.Base(file)).Funcs(funcs).Option("missingkey=error").ParseFiles(file)
		if err != nil {
			log.Fatal(err)
		}
		to, err := os.Create(filepath.Join(out, name))
		if err != nil {
			log.Fatal(err)
		}
		if err := t.Execute(to, r); err != nil {
			log.Fatal(err)
		}
		if err := to.Close(); err != nil {
			log.Fatal(err)
		}
	}
}

// Licenses prints the licenses of every module that is part of the program on
// any of its platforms. A module without one is an error.
//
//	go run .release/licenses.go
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var systems = []string{"windows", "linux", "darwin"}

// licenseFile matches the files that hold a license or a notice.
var licenseFile = regexp.MustCompile(`(?i)^(licen[sc]e|copying|notice|patents|unlicense)([.-].*)?$`)

// licenseSection matches what a README says of the license, to its end.
var licenseSection = regexp.MustCompile(`(?ims)^#+ licen[sc]e\s.*`)

type module struct {
	Path, Version, Dir string
	Main               bool
}

func main() {
	log.SetFlags(0)
	modules := map[string]module{}
	for _, system := range systems {
		if err := dependencies(system, modules); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("ad2scim contains parts of these works, under these licenses.")
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		log.Fatal(err)
	}
	modules["Go"] = module{Path: "the Go standard library and runtime", Dir: strings.TrimSpace(string(root))}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		if err := show(modules[path]); err != nil {
			log.Fatal(err)
		}
	}
}

// dependencies adds the modules of the program for one system.
func dependencies(system string, modules map[string]module) error {
	list := exec.Command("go", "list", "-deps", "-json=Module", "./cmd/ad2scim")
	list.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return err
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct{ Module *module }
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if p.Module != nil && !p.Module.Main {
			modules[p.Module.Path] = *p.Module
		}
	}
}

// show prints the licenses of a module.
func show(m module) error {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return fmt.Errorf("%s: %w", m.Path, err)
	}
	found := false
	for _, e := range entries {
		if e.IsDir() || !licenseFile.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			return err
		}
		found = true
		fmt.Printf("\n%s\n%s %s (%s)\n%s\n\n%s\n", strings.Repeat("=", 80), m.Path, m.Version, e.Name(),
			strings.Repeat("=", 80), strings.TrimSpace(string(text)))
	}
	if found {
		return nil
	}
	// A few modules say it in their README alone.
	readme, err := os.ReadFile(filepath.Join(m.Dir, "README.md"))
	if section := licenseSection.FindString(string(readme)); err == nil && section != "" {
		fmt.Printf("\n%s\n%s %s (README.md)\n%s\n\n%s\n", strings.Repeat("=", 80), m.Path, m.Version, strings.Repeat("=", 80),
			strings.TrimSpace(section))
		return nil
	}
	return fmt.Errorf("%s %s says nothing of its license", m.Path, m.Version)
}

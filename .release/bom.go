// Bom prints a bill of materials (CycloneDX) without what differs from run to
// run, and with the version of the program.
//
//	go run .release/bom.go VERSION BOM
package main

import (
	"encoding/json"
	"log"
	"os"
	"strconv"
	"time"
)

func main() {
	log.SetFlags(0)
	version, file := os.Args[1], os.Args[2]
	raw, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	var bom map[string]any
	if err := json.Unmarshal(raw, &bom); err != nil {
		log.Fatal(err)
	}
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		log.Fatal("SOURCE_DATE_EPOCH is not set")
	}
	delete(bom, "serialNumber")
	metadata, ok := bom["metadata"].(map[string]any)
	if !ok {
		log.Fatal("the bill of materials has no metadata")
	}
	metadata["timestamp"] = time.Unix(seconds, 0).UTC().Format(time.RFC3339)
	if component, ok := metadata["component"].(map[string]any); ok {
		component["version"] = "v" + version
		delete(component, "purl")
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	if err := out.Encode(bom); err != nil {
		log.Fatal(err)
	}
}

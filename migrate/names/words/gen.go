//go:build ignore

// This program writes words.bloom from a list of English words and names, one a
// line (Debian: package wamerican):
//
//	go run gen.go < /usr/share/dict/american-english
package main

import (
	"bufio"
	"log"
	"os"
	"strings"

	"ad2scim/migrate/names/words"
)

func main() {
	log.SetFlags(0)
	list := map[string]bool{}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		w := strings.ToLower(in.Text())
		if len(w) >= words.Shortest && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" {
			list[w] = true
		}
	}
	if err := in.Err(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("words.bloom", words.Filter(list), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d words", len(list))
}

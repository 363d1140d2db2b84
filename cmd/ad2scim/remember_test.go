//go:build unix

package main_test

import (
	"os"
	"path/filepath"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/workspace"
)

// What diff has compared is what the app and the next diff begin with, wherever
// they are started; what was remembered before stays.
func TestDiffRemembersItsSources(t *testing.T) {
	first, second := oneGroup(t, "Sales"), oneGroup(t, "Sales ")
	folder := t.TempDir()
	remembered := func() (ad, scim string) {
		w, err := workspace.OpenReadOnly(folder)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		c := w.State().Connections
		return c[migrate.AD].Location, c[migrate.SCIM].Location
	}
	diff := "cd " + filepath.Dir(first) + " && " + program + " --workspace " + folder + " diff --ad groups.csv --scim "
	if _, errOut, status := sh(t, diff+"- --scim-format csv < "+second); status != 1 {
		t.Fatalf("exit status %d: %s", status, errOut)
	}
	if ad, scim := remembered(); ad != first || scim != "" {
		t.Errorf("remembered after standard input: %q, %q", ad, scim)
	}
	sh(t, diff+second)
	if err := os.Rename(second, second+".csv"); err != nil {
		t.Fatal(err)
	}
	sh(t, diff+second+".csv")
	if ad, scim := remembered(); ad != first || scim != second {
		t.Errorf("remembered: %q, %q", ad, scim)
	}
}

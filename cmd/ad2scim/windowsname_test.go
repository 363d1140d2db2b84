package main

import (
	"testing"

	"ad2scim/migrate"
)

func TestWindowsNames(t *testing.T) {
	t.Parallel()
	for path, ok := range map[string]bool{
		"plan.json": true, `C:\Temp\plan.json`: true, `..\plan.json`: true, `\\server\share\plan.json`: true,
		"./plan.json": true, "console.json": true, "C:plan.json": true, "con prn.json": true, "/tmp/plan.json": true,
		`\\?\C:\Temp\plan.json`: true, `\\?\UNC\server\share\plan.json`: true,
		`\\.\PhysicalDrive0`: false, "//./C:/plan.json": false, `\\?\C:\Temp\plan.json:x`: false, "CON .json": false,
		"plan:x": false, `C:\Temp\plan.json:x`: false, "CON": false, "con.json": false, `C:\Temp\nul`: false,
		"Com1.txt": false, "COM¹": false, "plan.json.": false, "plan ": false, `aux\plan.json`: false,
	} {
		err := checkWindowsName(path)
		if (err == nil) != ok || err != nil && migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%q: %v", path, err)
		}
	}
}

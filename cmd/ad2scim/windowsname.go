package main

import (
	"slices"
	"strings"

	"ad2scim/migrate"
)

// devices are the names of devices on Windows, which exist in every folder and with any
// extension (Microsoft, Naming Files, Paths, and Namespaces).
var devices = strings.Fields("con prn aux nul conin$ conout$" +
	" com0 com1 com2 com3 com4 com5 com6 com7 com8 com9 com¹ com² com³" +
	" lpt0 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9 lpt¹ lpt² lpt³")

// checkWindowsName refuses a path that Windows would not write as a regular file: a device, an
// alternate data stream, or a name whose end Windows drops. It checks only the text, on every
// system.
func checkWindowsName(path string) error {
	rest := strings.ReplaceAll(path, "/", `\`)
	if strings.HasPrefix(rest, `\\.\`) {
		return unwritableName(path, `\\.\ begins the name of a device on Windows`)
	}
	rest = strings.TrimPrefix(rest, `\\?\`) // a path that Windows uses unchanged
	if len(rest) > 1 && rest[1] == ':' {
		rest = rest[2:] // the drive
	}
	for part := range strings.SplitSeq(rest, `\`) {
		stem, _, _ := strings.Cut(part, ".")
		switch {
		case strings.Contains(part, ":"):
			return unwritableName(path, "a colon writes to an alternate data stream, which folders don't show")
		case slices.Contains(devices, strings.ToLower(strings.TrimRight(stem, " "))):
			return unwritableName(path, migrate.Quote(part)+" is the name of a device on Windows")
		case part != "." && part != ".." && strings.TrimRight(part, ". ") != part:
			return unwritableName(path, "Windows drops the dots and spaces at the end of a name")
		}
	}
	return nil
}

func unwritableName(path, why string) error {
	return badFlag("cannot write "+migrate.Quote(path), why, "choose another name with --out")
}

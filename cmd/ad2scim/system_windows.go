package main

import (
	"fmt"

	"golang.org/x/sys/windows"

	"ad2scim/migrate"
)

// oldestBuild is Windows 10 version 1607 and Windows Server 2016, the oldest that the Go
// runtime supports.
const oldestBuild = 14393

// checkSystem refuses a version of Windows that is too old, before something fails on it
// without a message.
func checkSystem() error {
	v := windows.RtlGetVersion()
	return supported(v.MajorVersion, v.BuildNumber)
}

func supported(major, build uint32) error {
	if major > 10 || major == 10 && build >= oldestBuild {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "ad2scim can't run on this version of Windows",
		Why:  fmt.Sprintf("it is version %d, build %d", major, build),
		Next: "use Windows 10 version 1607, Windows Server 2016, or later",
	}
}

package main

import (
	"strings"
	"testing"
)

func TestOldWindowsIsRefusedInWords(t *testing.T) {
	for _, tt := range []struct {
		major, build uint32
		ok           bool
	}{{6, 9600, false}, {10, 10586, false}, {10, 14393, true}, {10, 26100, true}, {11, 1, true}} {
		err := supported(tt.major, tt.build)
		if (err == nil) != tt.ok || err != nil && !strings.Contains(err.Error(), "Windows Server 2016") {
			t.Errorf("version %d build %d: %v", tt.major, tt.build, err)
		}
	}
}

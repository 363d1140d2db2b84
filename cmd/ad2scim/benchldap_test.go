//go:build unix

package main_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/ldapsrc/sambatest"
)

// BenchmarkReadAD reads 20,000 groups from a Samba domain controller with the compiled program.
// It reports x-ldapsearch, its time relative to ldapsearch with the same query, attributes and
// page size.
func BenchmarkReadAD(b *testing.B) {
	requireLab(b, "ldapsearch")
	const groups = 20_000
	server := sambatest.Start(b, sambatest.ExtraGroups(groups))
	folder := b.TempDir()
	one, password := filepath.Join(folder, "one.csv"), filepath.Join(folder, "password")
	for file, content := range map[string]string{one: "name\nExtra 00001\n", password: server.AdminPassword} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	base := "OU=Extra," + server.BaseDN
	ours := func() time.Duration {
		cmd := exec.Command(program, "diff", "--ad", server.URL, "--ad-user", server.AdminUser, "--ad-ca", server.CAFile,
			"--ad-base", base,
			"--ad-password-file", password, "--scim", one, "--format", "csv")
		start := time.Now()
		out, err := cmd.Output()
		took := time.Since(start)
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
			b.Fatalf("ad2scim diff: %v", err)
		}
		if n := strings.Count(string(out), "\n"); n != groups+1 {
			b.Fatalf("%d lines, want %d", n, groups+1)
		}
		return took
	}
	theirs := func() time.Duration {
		cmd := exec.Command("ldapsearch", "-LLL", "-x", "-H", server.URL, "-D", server.AdminUser, "-y", password, "-b", base,
			"-E", "pr=1000/noprompt", "(objectClass=group)", "name", "objectGUID", "objectSid", "groupType")
		cmd.Env = append(os.Environ(), "LDAPTLS_CACERT="+server.CAFile)
		start := time.Now()
		out, err := cmd.Output()
		took := time.Since(start)
		if n := strings.Count(string(out), "\nobjectGUID:"); err != nil || n != groups {
			b.Fatalf("ldapsearch: %v, %d groups", err, n)
		}
		return took
	}
	ours()
	theirs() // run both once first, so that the server has its data in memory
	for b.Loop() {
		var ratios []float64
		for range 3 {
			ratios = append(ratios, ours().Seconds()/theirs().Seconds())
		}
		slices.Sort(ratios)
		b.ReportMetric(ratios[1], "x-ldapsearch")
	}
}

package ldapsrc

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"ad2scim/ldapsrc/sambatest"
)

// BenchmarkGroups reads 20,000 groups and more from a Samba domain controller,
// connection and sign-in included, in turn with ldapsearch for the same query,
// attributes and page size. It prints the ratio of the medians.
func BenchmarkGroups(b *testing.B) {
	s := sambatest.Start(b, sambatest.ExtraGroups(20_000))
	c := s.Connection(sambatest.Reader)
	b.Setenv("LDAPTLS_CACERT", s.CAFile)
	var ours, theirs []time.Duration
	groups := 0
	for b.Loop() {
		for range 5 {
			start := time.Now()
			d, err := Open(b.Context(), c)
			if err != nil {
				b.Fatal(err)
			}
			list, err := d.Groups(b.Context(), nil)
			if err != nil {
				b.Fatal(err)
			}
			d.Close()
			ours = append(ours, time.Since(start))

			start = time.Now()
			out := ldapsearch(b, s)
			theirs = append(theirs, time.Since(start))
			groups = len(list)
			if found := bytes.Count(out, []byte("\nname:")); found != groups {
				b.Fatalf("ldapsearch reads %d groups, this program %d", found, groups)
			}
		}
	}
	b.ReportMetric(float64(groups), "groups")
	b.ReportMetric(median(ours).Seconds(), "s/list")
	b.ReportMetric(median(theirs).Seconds(), "s/ldapsearch")
	b.ReportMetric(median(ours).Seconds()/median(theirs).Seconds(), "x-ldapsearch")
}

func ldapsearch(b *testing.B, s *sambatest.Server) []byte {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "ldapsearch", "-LLL", "-x", "-H", s.URL, "-D", sambatest.Reader+"@"+s.Domain, "-w", s.AdminPassword,
		"-E", "pr=1000/noprompt", "-o", "ldif-wrap=no", "-b", s.BaseDN, "(objectClass=group)", "name", "objectGUID", "groupType")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		b.Fatal(err)
	}
	return out
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

package ldapsrc

import (
	"slices"
	"testing"
	"time"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
)

// Servers are listed, without workstations and disabled accounts, the most recent sign-in first.
func TestServers(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	d, err := Open(t.Context(), s.Connection("Administrator"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	c := s.AdminConn(t)
	for name, values := range map[string][]string{
		"SYNCHOST1": {"Windows Server 2019 Standard", "4096"}, "SYNCOLD1": {"Windows Server 2012 R2 Standard", "4098"},
		"DESK77": {"Windows 11 Pro", "4096"},
	} {
		s.CreateComputer(t, c, name, values[0], values[1], name+".corp.example.com")
	}
	list, err := d.Servers(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	find := func(name string) int {
		return slices.IndexFunc(list, func(m migrate.Server) bool { return m.Name == name })
	}
	i := find("SYNCHOST1")
	if i < 0 || list[i].Host != "SYNCHOST1.corp.example.com" || list[i].System != "Windows Server 2019 Standard" {
		t.Errorf("%+v", list)
	}
	if find("SYNCOLD1") >= 0 || find("DESK77") >= 0 {
		t.Errorf("%+v", list)
	}
}

func TestFileTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Time{
		"": {}, "x": {}, "0": {}, "116444736000000000": {},
		"132539328000000000": time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		if got := fileTime(text); !got.Equal(want) {
			t.Errorf("%q: %v", text, got)
		}
	}
}

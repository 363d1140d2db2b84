package operation

import (
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
)

// Small files as admins have them, compared: what a whole side has in common is found
// once, and what an identity provider says of a group's origin pairs it.
func TestSampleFilesCompared(t *testing.T) {
	t.Parallel()
	service := &Service{Dir: t.TempDir()}
	read := func(side migrate.Side, file string) List {
		c := migrate.Connection{Location: filepath.Join("..", "groupfile", "testdata", file)}
		list, err := service.read(t.Context(), side, c, unattended{})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		return list
	}
	for _, c := range []struct {
		ad, scim string
		exact    int
		wide     string // what the whole side has
		paired   int    // by identity
	}{
		{ad: "groups.csv", scim: "provisioned.csv", exact: 5},
		{ad: "groups.csv", scim: "pages-overlap.json", exact: 5},
		{ad: "groups.csv", scim: "okta-app-groups.json", exact: 5},
		{ad: "domain-prefix.csv", scim: "provisioned.csv", wide: `prefix ad ACME\`},
		{ad: "groups.csv", scim: "push-prefix.csv", wide: "prefix scim APP-"},
		{ad: "groups.csv", scim: "saml-domain.xml", wide: `prefix scim ACME\`},
		{ad: "ascii-export.csv", scim: "provisioned.csv", exact: 3, wide: "charset ad ?"},
		{ad: "double-encoded.csv", scim: "provisioned.csv", exact: 3, wide: "charset ad UTF-8 read as Windows-1252"},
		{ad: "ansi-dn.ldf", scim: "cleaned.csv"},
		{ad: "identity-ad.csv", scim: "identity-okta.json", paired: 1},
		{ad: "identity-ad.csv", scim: "identity-graph.json", paired: 1},
	} {
		r, err := diff.Compare(t.Context(), read(migrate.AD, c.ad).Groups, read(migrate.SCIM, c.scim).Groups, diff.Options{})
		if err != nil {
			t.Fatal(err)
		}
		exact, paired, wide := 0, 0, ""
		for _, row := range r.Rows {
			if row.Status == diff.Exact {
				exact++
			}
			if row.Status == diff.Differs && row.PairedBy == diff.ByIdentity && row.Kinds == names.NewKinds(names.Renamed) {
				paired++
			}
		}
		for _, w := range r.SideWide {
			wide += string(w.What) + " " + string(w.Side) + " " + w.Value
		}
		if exact != c.exact || paired != c.paired || wide != c.wide {
			t.Errorf("%s and %s: %d exact, %d by identity, %q; want %+v", c.ad, c.scim, exact, paired, wide, c)
		}
	}
}

// Sides are two lists that can be read again, and the endpoint is an endpoint; if one of them isn't,
// nothing is remembered. What is connected is tested again.
func TestWhatCanBeConnected(t *testing.T) {
	t.Parallel()
	side := func(side migrate.Side, location string) Input {
		return Input{Side: side, Connection: migrate.Connection{Location: location}}
	}
	files := filepath.Join("..", "groupfile", "testdata")
	ad, scim := filepath.Join(files, "groups.csv"), filepath.Join(files, "provisioned.csv")
	connect := func(s *Service, ad, scim, endpoint string) (Connected, error) {
		return s.ConnectSides(t.Context(), ConnectRequest{
			AD: side(migrate.AD, ad), SCIM: side(migrate.SCIM, scim), Endpoint: endpoint,
		}, nil, unattended{})
	}
	for want, c := range map[string][3]string{
		"standard input can't be connected": {"-", scim, ""},
		"the same source":                   {ad, ad, ""},
		"isn't a SCIM endpoint":             {ad, scim, ad},
	} {
		s := &Service{Dir: t.TempDir()}
		if _, err := connect(s, c[0], c[1], c[2]); migrate.ClassOf(err) != migrate.BadInput ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", c, err)
		}
		if state, err := s.State(); err != nil || len(state.Connections) > 0 {
			t.Errorf("%q: remembered are %+v, %v", c, state.Connections, err)
		}
	}
	s := &Service{Dir: t.TempDir()}
	if _, err := connect(s, "", "", ""); err == nil {
		t.Error("nothing is connected, and nothing is missing")
	}
	if _, err := connect(s, ad, scim, ""); err != nil {
		t.Fatal(err)
	}
	if again, err := connect(s, "", "", ""); err != nil || again.AD == nil || again.SCIM == nil || again.AD.Groups == 0 {
		t.Errorf("%+v, %v", again, err)
	}
}

package operation

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

func TestSameMembers(t *testing.T) {
	list := func(mails ...string) (all []migrate.Member) {
		for _, m := range mails {
			all = append(all, migrate.Member{Mail: m, Kind: migrate.UserMember})
		}
		return all
	}
	for name, c := range map[string]struct {
		ours, theirs []migrate.Member
		same, known  bool
	}{
		"the same":            {list("a@x", "b@x", "c@x"), list("C@x", "a@x ", "b@x"), true, true},
		"one more":            {list("a@x", "b@x", "c@x", "d@x", "e@x"), list("a@x", "b@x", "c@x", "d@x"), true, true},
		"others":              {list("a@x", "b@x", "c@x"), list("d@x", "e@x", "f@x"), false, true},
		"half":                {list("a@x", "b@x", "c@x", "d@x"), list("a@x", "b@x", "e@x", "f@x"), false, false},
		"the boss alone":      {list("a@x"), list("a@x"), true, false},
		"nobody":              {nil, list("a@x"), false, false},
		"no e-mail addresses": {[]migrate.Member{{Name: "Ann"}}, list("a@x"), false, false},
		"a user principal": {
			[]migrate.Member{{UPN: "a@x"}, {UPN: "b@x"}, {UPN: "c@x"}},
			list("a@x", "b@x", "c@x"), true,
			true,
		},
		"groups say nothing":   {[]migrate.Member{{Mail: "a@x", Kind: migrate.GroupMember}}, list("a@x"), false, false},
		"one person, two ways": {[]migrate.Member{{Mail: "ann@x", UPN: "a@x"}}, list("b@x"), false, true},
	} {
		if same, known := sameMembers(c.ours, c.theirs); known != c.known || known && same != c.same {
			t.Errorf("%s: %v, known %v; want %v, %v", name, same, known, c.same, c.known)
		}
	}
}

// The members of files decide about names that are one letter apart, both ways.
func TestMembersDecideAboutSimilarNames(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, groups map[string]string) Input {
		var list []string
		for group, members := range groups {
			var people []string
			for _, m := range strings.Fields(members) {
				people = append(people, `{"value":"`+m+`@corp.example.com","type":"User"}`)
			}
			list = append(list, `{"id":"`+name+group+`","displayName":"`+group+`","members":[`+strings.Join(people, ",")+`]}`)
		}
		path := filepath.Join(folder, name+".json")
		if err := os.WriteFile(path, []byte("["+strings.Join(list, ",")+"]"), 0o600); err != nil {
			t.Fatal(err)
		}
		return Input{Connection: migrate.Connection{Location: path}}
	}
	ad := write("ad", map[string]string{"Team Mayer": "ann bob cy", "Procurement Leads": "ann bob cy", "Other": ""})
	scim := write("scim", map[string]string{"Team Meyer": "ann bob cy", "Procurment Leads": "dan eve fay", "Other": ""})
	ad.Side, scim.Side = migrate.AD, migrate.SCIM
	dir := t.TempDir()
	s := &Service{Dir: dir}
	r, err := s.Compare(t.Context(), ad, scim, willing{t, dir}, unattended{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Summary.Exact != 1 || r.Summary.Differs != 1 || r.Summary.ADOnly != 1 || r.Summary.SCIMOnly != 1 {
		t.Errorf("%s", r.Summary)
	}
	for _, row := range r.Rows {
		if row.Status == diff.Differs && row.AD.Name != "Team Mayer" || row.Status == diff.ADOnly && len(row.Near()) != 1 {
			t.Errorf("%v: %s, near %v", row.Status, row.Name(), row.Near())
		}
	}
	if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, "because they have the same members") {
		t.Errorf("notes %q", notes)
	}
}

// slowSource tells members after a while, or refuses to. Like a pool of connections, it
// must not be asked when the time is up: it would cut the connection.
type slowSource struct {
	migrate.Source
	t       *testing.T
	takes   time.Duration
	refuses error
	none    bool
}

func (s slowSource) Members(ctx context.Context, _ string, _ bool) ([]migrate.Member, error) {
	if ctx.Err() != nil {
		s.t.Error("members are asked for when the time is up")
	}
	if s.none {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "none", Err: migrate.ErrNoMembers}
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(s.takes):
	}
	return []migrate.Member{{Mail: "ann@x"}, {Mail: "bob@x"}, {Mail: "cy@x"}}, s.refuses
}

// A comparison says that members weren't read, and how many groups' they are; the demo's
// servers, which are in this program, are waited for.
func TestUnreadMembersAreSaid(t *testing.T) {
	for name, c := range map[string]struct {
		takes     time.Duration
		inProcess bool
		refuses   error
		pairs     int
		said      string
	}{
		"fast": {time.Millisecond, false, nil, 2, "2 pairs of similar names are treated as the same group"},
		"slow": {
			4 * time.Second, false, nil, 1,
			"2 groups' members weren't read within 10 s, so similar names are compared without them",
		},
		"very slow": {
			time.Minute, false, nil, 0,
			"4 groups' members weren't read within 10 s, so similar names are compared without them",
		},
		"a slow demo": {time.Minute, true, nil, 2, "2 pairs of similar names are treated as the same group"},
		"refused": {
			0, false, &migrate.Problem{Class: migrate.Unreachable, What: "cannot read members", Why: "forbidden", Next: "x"}, 0,
			"4 groups' members couldn't be read, so similar names are compared without them: cannot read members: forbidden",
		},
		"too many": {
			0, false, &migrate.Problem{Class: migrate.BadInput, What: "cannot read members", Why: "too many"}, 0,
			"4 groups' members couldn't be read, so similar names are compared without them: cannot read members: too many",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				list := func(side string, names ...string) List {
					l := List{
						source: slowSource{t: t, takes: c.takes, refuses: c.refuses},
						From:   migrate.Connection{Location: side, InProcess: c.inProcess},
					}
					for i, n := range names {
						l.Groups = append(l.Groups, migrate.Group{ID: side + strconv.Itoa(i), Name: n})
					}
					return l
				}
				r, err := Pair(t.Context(), nil, list("a", "Team Mayer", "Team Schmidt"), list("s", "Team Meyer", "Team Schmitt"))
				if err != nil {
					t.Fatal(err)
				}
				if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, c.said) || c.said == "" && notes != "" ||
					r.Summary.Differs != c.pairs {
					t.Errorf("%d pairs, notes %q; want %d, %q", r.Summary.Differs, notes, c.pairs, c.said)
				}
			})
		})
	}
}

// No server is asked for members where the other list has none, such as a CSV file.
func TestMembersOfOneSideAloneAreNotRead(t *testing.T) {
	for name, file := range map[string]migrate.Side{"the SCIM side": migrate.SCIM, "AD": migrate.AD} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				list := func(side migrate.Side, server string, names ...string) List {
					l := List{
						source: slowSource{t: t, takes: time.Second, none: side == file},
						From:   migrate.Connection{Location: server},
					}
					if side == file {
						l.From.Location = "groups.csv"
					}
					for i, n := range names {
						l.Groups = append(l.Groups, migrate.Group{ID: strconv.Itoa(i), Name: n})
					}
					return l
				}
				start := time.Now()
				r, err := Pair(t.Context(), nil, list(migrate.AD, "ldaps://dc.corp.example.com", "Team Mayer", "Team Schmidt"),
					list(migrate.SCIM, "https://scim.example.com", "Team Meyer", "Team Schmitt"))
				if err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took > 0 || len(r.Notes) > 0 || r.Summary.Differs > 0 {
					t.Errorf("took %v, notes %q, %+v", took, r.Notes, r.Summary)
				}
			})
		})
	}
}

// In a list of several sources, one without members says nothing of the others.
func TestOneSourceWithoutMembers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ad := List{source: partlySource{}, From: migrate.Connection{Location: "ldaps://dc.corp.example.com"}, Groups: []migrate.Group{
			{ID: "1", Name: "Team Mayer", Source: "groups.csv"}, {ID: "2", Name: "Team Schmidt", Source: "ldaps://dc.corp.example.com"},
		}}
		scim := List{
			source: slowSource{t: t}, From: migrate.Connection{Location: "https://scim.example.com"},
			Groups: []migrate.Group{{ID: "1", Name: "Team Meyer"}, {ID: "2", Name: "Team Schmitt"}},
		}
		r, err := Pair(t.Context(), nil, ad, scim)
		if err != nil {
			t.Fatal(err)
		}
		if r.Summary.Differs != 1 || r.Summary.ADOnly != 1 {
			t.Errorf("%+v", r.Summary)
		}
	})
}

// partlySource has the members of group 2 alone, as a file and a directory beside each other.
type partlySource struct{ migrate.Source }

func (partlySource) Members(_ context.Context, id string, _ bool) ([]migrate.Member, error) {
	if id == "1" {
		return nil, migrate.ErrNoMembers
	}
	return []migrate.Member{{Mail: "ann@x"}, {Mail: "bob@x"}, {Mail: "cy@x"}}, nil
}

package scim_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"ad2scim/migrate"
)

// oneGroup is a provider with one group; the fields say what is odd about it.
type oneGroup struct {
	name    string
	members int
	shown   int  // how many members a plain GET shows; -1: no attribute at all
	asked   int  // how many it shows where they are asked for
	noPatch int  // the status of a PATCH; 0: it is taken
	declare bool // that there is no PATCH
	etags   int  // a new ETag with every answer, from this one on; 0: none
	deaf    bool // answers 200 to a write and does nothing
	writes  []string
}

func (g *oneGroup) handlers(t *testing.T) map[string]http.HandlerFunc {
	var etag atomic.Int64
	return map[string]http.HandlerFunc{
		"/ServiceProviderConfig": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"patch":{"supported":%t},"etag":{"supported":%t}}`, !g.declare, g.etags > 0)
		},
		"/Groups/{id}": func(w http.ResponseWriter, r *http.Request) {
			tag := func() string { return fmt.Sprintf(`W/"%d"`, int64(g.etags)+etag.Load()) }
			if g.etags > 0 {
				defer etag.Add(1)
			}
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			if r.Method != http.MethodGet {
				g.writes = append(g.writes, r.Method)
				if match := r.Header.Get("If-Match"); g.etags > 0 && match != "" && match != tag() {
					refuse(w, 412, "", "another version")
					return
				}
				if g.deaf {
					return
				}
			}
			var in struct {
				DisplayName string
				Members     []any
				Operations  []struct {
					Path  string
					Value any
				}
			}
			_ = json.Unmarshal(body, &in)
			switch {
			case r.Method == http.MethodPatch && g.noPatch != 0:
				refuse(w, g.noPatch, "", "no PATCH")
				return
			case r.Method == http.MethodPatch && in.Operations[0].Path == "":
				g.members = 0 // as a replace without a path does at some providers
				g.name = in.Operations[0].Value.(map[string]any)["displayName"].(string)
			case r.Method == http.MethodPatch:
				g.name = in.Operations[0].Value.(string)
			case r.Method == http.MethodPut:
				g.name, g.members = in.DisplayName, len(in.Members)
			}
			if g.etags > 0 {
				w.Header().Set("ETag", tag())
			}
			n := min(g.shown, g.members)
			if strings.Contains(r.URL.RawQuery, "attributes=members") {
				n = min(g.asked, g.members)
			}
			list := []map[string]string{}
			for i := range max(n, 0) {
				list = append(list, map[string]string{"value": fmt.Sprint("u", i)})
			}
			out := map[string]any{"id": "g1", "displayName": g.name}
			if n >= 0 {
				out["members"] = list
			}
			if err := json.NewEncoder(w).Encode(out); err != nil {
				t.Error(err)
			}
		},
	}
}

func renaming(accepted string) migrate.Change {
	return migrate.Change{ID: "g1", Attribute: migrate.DisplayName, Before: "sales", After: "Sales", Accepted: accepted}
}

// A PUT replaces the whole group: it is sent only where all members are seen.
func TestPutLosesNoMembers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		group    oneGroup
		accepted string
		refused  bool
		members  int
	}{
		"all are shown":                 {oneGroup{members: 150, shown: 150, asked: 150, noPatch: 501}, "", false, 150},
		"only where they are asked for": {oneGroup{members: 150, shown: -1, asked: 150, noPatch: 501}, "", false, 150},
		"the first 100, then all":       {oneGroup{members: 150, shown: 100, asked: 150, noPatch: 405}, "", false, 150},
		"never":                         {oneGroup{members: 150, shown: -1, asked: -1, noPatch: 501}, "", true, 150},
		"an empty list":                 {oneGroup{members: 150, shown: 0, asked: 0, noPatch: 501}, "", true, 150},
		"the first 100 alone":           {oneGroup{members: 150, shown: 100, asked: 100, noPatch: 501}, "", true, 150},
		"the first 100 alone, declared": {
			oneGroup{members: 150, shown: 100, asked: 100, noPatch: 404, declare: true},
			"",
			true, 150,
		},
		"never, and that is allowed": {
			oneGroup{members: 150, shown: -1, asked: -1, noPatch: 501},
			"members may be lost", false, 0,
		},
		"never, with other words":          {oneGroup{members: 150, shown: -1, asked: -1, noPatch: 501}, "yes", true, 150},
		"PATCH works, though it is denied": {oneGroup{members: 150, shown: -1, asked: -1, declare: true}, "", false, 150},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := c.group
			g.name = "sales"
			_, err := standIn(t, g.handlers(t)).Rename(t.Context(), renaming(c.accepted))
			if c.refused != errors.Is(err, migrate.ErrRisk) || !c.refused && err != nil {
				t.Errorf("the error is %v", err)
			}
			if want := map[bool]string{true: "sales", false: "Sales"}[c.refused]; g.name != want || g.members != c.members {
				t.Errorf("it is %q with %d members, not %q with %d; written by %q", g.name, g.members, want, c.members, g.writes)
			}
		})
	}
}

// What was accepted is sent in no other form: at some providers that would empty
// the group. An ETag that differs in every answer is no change of the name.
func TestOnlyAcceptedFormIsSent(t *testing.T) {
	t.Parallel()
	deaf := &oneGroup{name: "sales", members: 3, shown: 3, asked: 3, deaf: true}
	o, err := standIn(t, deaf.handlers(t)).Rename(t.Context(), renaming(""))
	if err != nil || o.Names[migrate.DisplayName] != "sales" || len(deaf.writes) != 1 {
		t.Errorf("%v, %v, written by %q", o.Names, err, deaf.writes)
	}
	flapping := &oneGroup{name: "sales", members: 3, shown: 3, asked: 3, etags: 1}
	o, err = standIn(t, flapping.handlers(t)).Rename(t.Context(), renaming(""))
	if err != nil || o.Names[migrate.DisplayName] != "Sales" || flapping.members != 3 {
		t.Errorf("%v, %v, %d members, written by %q", o.Names, err, flapping.members, flapping.writes)
	}
}

package scim_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/scim/scimmytest"
)

func TestReadsWholeListsFromOddServers(t *testing.T) {
	const n = 25
	plain := func(w http.ResponseWriter, r *http.Request) { page(w, start(r), min(start(r)+9, n), n) }
	without := func(parameter string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has(parameter) {
				refuse(w, status, "", "no "+parameter)
				return
			}
			plain(w, r)
		}
	}
	for name, answer := range map[string]http.HandlerFunc{
		"caps the page":                plain,
		"ignores startIndex and count": func(w http.ResponseWriter, _ *http.Request) { page(w, 1, n, n) },
		"totalResults is the page's size, as AWS had it": func(w http.ResponseWriter, r *http.Request) {
			to := min(start(r)+9, n)
			page(w, start(r), to, max(0, to-start(r)+1))
		},
		"totalResults is a text": func(w http.ResponseWriter, r *http.Request) {
			page(w, start(r), min(start(r)+9, n), "25")
		},
		"no totalResults": func(w http.ResponseWriter, r *http.Request) { page(w, start(r), min(start(r)+9, n), nil) },
		"begins a page with the last one's end": func(w http.ResponseWriter, r *http.Request) {
			page(w, max(1, start(r)-1), min(start(r)+9, n), n)
		},
		"answers a startIndex behind the end from the start, as SCIMMY with a plain handler": func(w http.ResponseWriter,
			r *http.Request,
		) {
			if start(r) > n {
				page(w, 1, 10, 10)
				return
			}
			page(w, start(r), min(start(r)+9, n), min(10, n-start(r)+1))
		},
		"refuses a startIndex behind the end": func(w http.ResponseWriter, r *http.Request) {
			if start(r) > n {
				refuse(w, 400, "invalidValue", "startIndex")
				return
			}
			to := min(start(r)+9, n)
			page(w, start(r), to, to-start(r)+1)
		},
		"counts from 0, as some do whose startIndex is an offset": func(w http.ResponseWriter, r *http.Request) {
			offset := 0
			fmt.Sscan(r.URL.Query().Get("startIndex"), &offset)
			page(w, offset+1, min(offset+10, n), n)
		},
		"excludedAttributes refused with 400":          without("excludedAttributes", 400),
		"excludedAttributes ends in 500":               without("excludedAttributes", 500),
		"count not implemented, as WSO2 says with 501": without("count", 501),
		"small letters, no schemas, startIndex 0 as SSOReady": func(w http.ResponseWriter, r *http.Request) {
			page := `{"TOTALRESULTS":25,"startIndex":0,"itemsPerPage":-7,"schemas":"x","resources":[`
			for i := start(r); i <= min(start(r)+9, n); i++ {
				page += fmt.Sprintf(`{"ID":"%d","DISPLAYNAME":"Group %d"},`, i, i)
			}
			fmt.Fprint(w, strings.TrimSuffix(page, ",")+"]}")
		},
		"a mark at the start of the text": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "\ufeff")
			plain(w, r)
		},
		"the same resource twice on a page, and both counted": func(w http.ResponseWriter, r *http.Request) {
			list := ""
			for i := 1; i <= n; i++ {
				list += fmt.Sprintf(`{"id":"%d","displayName":"Group %d"},{"id":"%d","displayName":"Group %d"},`, i, i, i, i)
			}
			fmt.Fprintf(w, `{"totalResults":50,"Resources":[%s]}`, strings.TrimSuffix(list, ","))
		},
	} {
		t.Run(name, func(t *testing.T) {
			groups, err := groupsBy(t, answer).Groups(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for _, g := range groups {
				if seen[g.ID] || g.Name != "Group "+g.ID {
					t.Errorf("read %+v", g)
				}
				seen[g.ID] = true
			}
			if len(groups) != n {
				t.Errorf("read %d groups, want %d", len(groups), n)
			}
		})
	}
}

func TestEmptyLists(t *testing.T) {
	for _, body := range []string{
		`{"totalResults":0,"Resources":[]}`, `{"totalResults":0}`, `{"Resources":[]}`,
		`{"totalResults":"0","Resources":null}`,
	} {
		groups, err := groupsBy(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }).Groups(t.Context(),
			nil)
		if err != nil || groups == nil || len(groups) != 0 {
			t.Errorf("%s: %v, %v", body, groups, err)
		}
	}
}

// A list that is cut short is an error, whatever it is that cuts it.
// overlapping writes a page of 25 groups without their count. Each page begins one group earlier than
// the one before it ended, so that the last ones are lost.
func overlapping(w http.ResponseWriter, from, size int) {
	out := []string{}
	for i := from - (from-1)/size; from <= 25 && i < from-(from-1)/size+size; i++ {
		out = append(out, fmt.Sprintf(`{"id":"%d","displayName":"Group %d"}`, i, i))
	}
	fmt.Fprintf(w, `{"Resources":[%s]}`, strings.Join(out, ","))
}

func TestShortListIsAnError(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"nothing behind the second page": func(w http.ResponseWriter, r *http.Request) {
			page(w, start(r), min(start(r)+9, 20), 25)
		},
		"the same page for ever": func(w http.ResponseWriter, _ *http.Request) { page(w, 1, 10, 25) },
		"an empty first page":    func(w http.ResponseWriter, _ *http.Request) { page(w, 1, 0, 25) },
		"loses one between two pages of any size": func(w http.ResponseWriter, r *http.Request) {
			list, dropped := []int{}, 7
			for i := 1; i <= 25; i++ {
				if i != dropped {
					list = append(list, i)
				}
			}
			list = append(list, 1)
			from := min(start(r)-1, len(list))
			out := []string{}
			for _, i := range list[from:min(from+10, len(list))] {
				out = append(out, fmt.Sprintf(`{"id":"%d","displayName":"Group %d"}`, i, i))
			}
			fmt.Fprintf(w, `{"totalResults":26,"Resources":[%s]}`, strings.Join(out, ","))
		},
		"400 in the middle": func(w http.ResponseWriter, r *http.Request) {
			if start(r) > 10 {
				refuse(w, 400, "", "no more")
				return
			}
			page(w, start(r), start(r)+9, 25)
		},
		"no count, and pages that overlap and lose others at each size": func(w http.ResponseWriter, r *http.Request) {
			size, _ := strconv.Atoi(r.URL.Query().Get("count"))
			overlapping(w, start(r), min(max(size, 1), 10))
		},
		"no count, and pages of one size that overlap": func(w http.ResponseWriter, r *http.Request) {
			overlapping(w, start(r), 10)
		},
		"a page that ends in mid-answer": func(w http.ResponseWriter, r *http.Request) {
			if start(r) > 10 {
				w.Header().Set("Content-Length", "1000")
			}
			page(w, start(r), start(r)+9, 25)
		},
	} {
		t.Run(name, func(t *testing.T) {
			groups, err := groupsBy(t, answer).Groups(t.Context(), nil)
			if groups != nil {
				t.Errorf("read %d groups", len(groups))
			}
			wantProblem(t, err)
			if migrate.ClassOf(err) != migrate.Unreachable {
				t.Errorf("class %d", migrate.ClassOf(err))
			}
		})
	}
}

// Two readings with the same groups, whose count is too high by what came
// twice: the one that came twice may stand in the place of one that never came.
func TestRepeatsExplainNoGap(t *testing.T) {
	client := groupsBy(t, func(w http.ResponseWriter, r *http.Request) {
		var list []string
		for i := 1; i <= 12; i++ { // group 1 comes at the end again
			list = append(list, fmt.Sprintf(`{"id":"%d","displayName":"G"}`, (i-1)%11+1))
		}
		from := min(start(r)-1, len(list))
		fmt.Fprintf(w, `{"totalResults":12,"Resources":[%s]}`, strings.Join(list[from:min(from+5, len(list))], ","))
	})
	groups, err := client.Groups(t.Context(), nil)
	if groups != nil {
		t.Errorf("read %d groups", len(groups))
	}
	wantProblem(t, err, "12 groups but sends 11")
}

func TestReadsFromSCIMMY(t *testing.T) {
	names := []string{
		"Sales, EMEA", "C# Devs", `Back\slash`, " leading", "trailing ", "NBSP\u00a0here", "\u202eRTL",
		"zero\u200bwidth", "🎉 Party", "ESC \x1b[31m", "\xed\xa0\x80 lone", "NUL\x00", "東京", "<&>'\"", "same", "same",
	}
	var groups []scimmytest.Group
	for i := range 45 {
		groups = append(groups, scimmytest.Group{
			ID: fmt.Sprintf("id/%d ?#", i), Name: names[i%len(names)],
			ExternalID: fmt.Sprintf("x%d", i),
		})
	}
	s := scimmytest.StartWith(t, scimmytest.Options{PageSize: 10, RecordReads: true}, groups...)
	client := open(t, s.Connection())
	var last migrate.Progress
	got, err := client.Groups(t.Context(), func(p migrate.Progress) { last = p })
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(groups) || last.Done != 45 || last.Total != 45 {
		t.Fatalf("read %d groups, progress %+v", len(got), last)
	}
	for i, g := range got {
		if want := groups[i]; g.ID != want.ID || g.Name != want.Name || g.ExternalID() != want.ExternalID {
			t.Errorf("read %+q, want %+q", g.Name, want.Name)
		}
	}
	if notes := client.Notes(); len(notes) != 0 {
		t.Errorf("notes without cause: %q", notes)
	}
	for _, r := range s.Requests() {
		if r.Path == "/scim/2.0/Groups" && !strings.Contains(r.Query, "excludedAttributes=members") {
			t.Errorf("members were asked for: %s", r.Query)
		}
	}
	if o, err := client.Read(t.Context(), groups[7].ID); err != nil || o.Names[migrate.DisplayName] != groups[7].Name {
		t.Errorf("read one: %+v, %v", o, err)
	}
}

// Groups that come and go while the list is read: it is read again, and that
// is said.
func TestAListThatChangesIsReadAgain(t *testing.T) {
	runtest.LeaveToFull(t)
	for name, change := range map[string]func(s *scimmytest.Server){
		"removed": func(s *scimmytest.Server) { s.Remove("g1") },
		"added":   func(s *scimmytest.Server) { s.Add(scimmytest.Group{ID: "new", Name: "New"}) },
	} {
		t.Run(name, func(t *testing.T) {
			var groups []scimmytest.Group
			for i := range 30 {
				groups = append(groups, scimmytest.Group{ID: fmt.Sprintf("g%d", i), Name: "G"})
			}
			s := scimmytest.StartWith(t, scimmytest.Options{PageSize: 10}, groups...)
			client := open(t, s.Connection())
			changed, again := false, false
			got, err := client.Groups(t.Context(), func(p migrate.Progress) {
				if p.Done == 10 && !changed {
					changed = true
					change(s)
				}
				again = again || strings.Contains(p.Note, "starting over")
			})
			if err != nil || len(got) != len(s.Groups()) || !again || !strings.Contains(strings.Join(client.Notes(), " "),
				"read again") {
				t.Errorf("read %d groups of %d, %v, again %v, notes %q", len(got), len(s.Groups()), err, again, client.Notes())
			}
		})
	}
}

func TestAListThatNeverHoldsStillIsAProblem(t *testing.T) {
	runtest.LeaveToFull(t)
	s := scimmytest.StartWith(t, scimmytest.Options{PageSize: 1}, scimmytest.Group{Name: "A"}, scimmytest.Group{Name: "B"},
		scimmytest.Group{Name: "C"})
	client := open(t, s.Connection())
	got, err := client.Groups(t.Context(), func(p migrate.Progress) {
		if p.Done == 2 {
			s.Add(scimmytest.Group{Name: "more"})
		}
	})
	if got != nil {
		t.Errorf("read %d groups", len(got))
	}
	wantProblem(t, err, "changed while it was read", "3 times")
}

func TestNamesThatAreMissingOrTwice(t *testing.T) {
	client := groupsBy(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"totalResults":5,"Resources":[{"id":"a"},{"id":"b","displayName":null},{"id":"c","displayName":"X","DisplayName":"Y"},{"id":12,"displayName":"7"},{"id":"d","displayName":"X","displayName":null}]}`)
	})
	groups, err := client.Groups(t.Context(), nil)
	if err != nil || len(groups) != 5 || groups[4].Name != "" || groups[0].Name != "" || groups[1].Name != "" || groups[2].Name != "Y" ||
		groups[3] != (migrate.Group{ID: "12", Name: "7"}) {
		t.Fatalf("read %+v, %v", groups, err)
	}
	notes := strings.Join(client.Notes(), "\n")
	for _, want := range []string{
		"3 provisioned groups have no displayName: id a, b, d",
		"two displayNames, of which the last is taken: id c, d",
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not in the notes: %q", want, notes)
		}
	}
}

func TestNamesArriveByteForByte(t *testing.T) {
	for encoded, want := range map[string]string{
		`" a\u00a0b "`: " a\u00a0b ", `"\u202eX\u001b[31m"`: "\u202eX\x1b[31m", `"\ud83d\ude00"`: "😀",
		`"\ud800"`: "\xed\xa0\x80",
		"\"\xff\"": "\xff", `"Back\\slash \/ \"q\" \n"`: "Back\\slash / \"q\" \n", `"\ufffd"`: "\ufffd",
	} {
		client := groupsBy(t, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"totalResults":1,"Resources":[{"id":"1","displayName":%s}]}`, encoded)
		})
		groups, err := client.Groups(t.Context(), nil)
		if err != nil || len(groups) != 1 || groups[0].Name != want {
			t.Errorf("%s: read %q, %v; want %q", encoded, groups, err, want)
		}
	}
}

func TestReadingIsCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client := groupsBy(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if groups, err := client.Groups(ctx, nil); groups != nil || err == nil {
		t.Errorf("a canceled reading: %v, %v", groups, err)
	}
}

package doctor_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/doctor"
)

func TestJSON(t *testing.T) {
	var out bytes.Buffer
	r := doctor.Examine(mustParse("path=confidential ad_sync=deprovision-only sso=on"))
	r.Contradictions = []doctor.Contradiction{{
		Counts:  doctor.Origin{Fact: doctor.SSO, Value: "on"},
		Against: doctor.Origin{Fact: doctor.SSO, Value: "off"},
	}}
	r.Origins = []doctor.Origin{{
		Fact: doctor.SSO, Value: "on", Grade: "verified", Source: "a|probe\x1b",
		Time: time.Unix(0, 0),
	}}
	if err := r.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Schema   string              `json:"schema"`
		Path     string              `json:"path"`
		Facts    map[string]string   `json:"facts"`
		Origins  []map[string]string `json:"origins"`
		Findings []map[string]string `json:"findings"`
		Way      []map[string]string `json:"way"`

		Contradictions []map[string]map[string]string `json:"contradictions"`
	}
	dec := json.NewDecoder(&out)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != "ad2scim.doctor/v1" || got.Path != "confidential" || got.Facts["ad_sync"] != "deprovision-only" ||
		got.Facts["greyed"] != "yes" {
		t.Errorf("the head is %+v", got)
	}
	if got.Findings[0]["source"] != "C" || len(got.Way) != len(r.Remediation) ||
		got.Way[0]["id"] != string(r.Remediation[0].ID) ||
		got.Way[0]["do"] != r.Remediation[0].Do {
		t.Errorf("the sources and the way are %v, %v", got.Findings[0], got.Way)
	}
	if len(got.Contradictions) != 1 || got.Contradictions[0]["counts"]["value"] != "on" ||
		got.Contradictions[0]["against"]["value"] != "off" {
		t.Errorf("the contradictions are %v", got.Contradictions)
	}
	if len(got.Origins) != 1 || got.Origins[0]["fact"] != "sso" || got.Origins[0]["grade"] != "verified" {
		t.Errorf("where it is known from is %v", got.Origins)
	}
	var page bytes.Buffer
	if err := r.WriteMarkdown(&page); err != nil || !strings.Contains(page.String(),
		"| `sso` | on | verified, a\\|probe‹U+001B›, 1970-01-01 00:00:00 |") ||
		!strings.Contains(page.String(), "| `greyed` | yes | assumed |") {
		t.Errorf("%v: %s", err, page.String())
	}
	keys := func(m map[string]string) string {
		var list []string
		for k := range m {
			list = append(list, k)
		}
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	if got.Findings[0]["id"] != "ad-sync-on" || keys(got.Findings[0]) != "certainty id next source title why" {
		t.Errorf("the first finding is %v", got.Findings[0])
	}
	asked := got.Findings[1]
	if asked["id"] != "need-fact" || asked["fact"] != "sso_kind" ||
		keys(asked) != "certainty fact id next source title why" {
		t.Errorf("the question is %v", asked)
	}
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	r := doctor.Examine(nil)
	if err := r.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != len(r.Findings)+1 || rows[0][0] != "id" || rows[1][0] != "need-fact" ||
		rows[1][5] != "path" || rows[1][1] != string(r.Findings[0].Certainty) || rows[1][1] == "open" {
		t.Errorf("got %v, %v", rows, err)
	}
}

func TestMarkdown(t *testing.T) {
	var out bytes.Buffer
	if err := doctor.Examine(mustParse("path=confidential ad_sync=full")).WriteMarkdown(&out); err != nil {
		t.Fatal(err)
	}
	for _, wants := range []string{
		"## AD sync is still on\n", "*certain* · `ad-sync-on` · read from Dashlane's client",
		"## Unknown: ", "Fact: `sso_kind`, one of `none`, ", "## How to make Set up available\n\n1. Find the answer",
		"\n2. Disable",
		"| `ad_sync` | full |",
	} {
		if !strings.Contains(out.String(), wants) {
			t.Errorf("%q is missing in\n%s", wants, out.String())
		}
	}
}

func TestTableKeepsToItsWidth(t *testing.T) {
	for _, width := range []int{0, 10, 60, 80, 140} {
		for _, color := range []bool{false, true} {
			for _, facts := range []string{"", "path=confidential ad_sync=full relogged_in=no", "path=self-hosted greyed=no"} {
				var out bytes.Buffer
				if err := doctor.Examine(mustParse(facts)).WriteTable(&out,
					doctor.TableOptions{Width: width, Color: color}); err != nil {
					t.Fatal(err)
				}
				most := max(width, 40)
				if width == 0 {
					most = 100
				}
				for line := range strings.Lines(out.String()) {
					line = strings.TrimSuffix(line, "\n")
					if got := ansi.StringWidth(line); got > most {
						t.Errorf("width %d: %d columns: %q", width, got, line)
					}
					if !color && strings.Contains(line, "\x1b") {
						t.Errorf("color without asking: %q", line)
					}
				}
				if out.Len() == 0 {
					t.Error("the table is empty")
				}
			}
		}
	}
}

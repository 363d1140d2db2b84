package playbook_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// small is a playbook with a few steps and every provider, for tests with invalid changes.
var small = strings.Replace(fewSteps, "MORE", moreProviders(), 1)

// moreProviders returns the providers that fewSteps doesn't name, on a single line.
func moreProviders() (all string) {
	for _, id := range playbook.IDPs() {
		if !strings.Contains(fewSteps, "id: "+string(id)+",") {
			all += "{id: " + string(id) + ", name: another, own: []}, "
		}
	}
	return all
}

const fewSteps = `schema: ad2scim.playbook/v1
idps: [
  {id: entra, name: Entra, own: [confidential]},
  {id: okta, name: Okta, own: []},
  {id: jumpcloud, name: JumpCloud, own: []},
  {id: pingone, name: PingOne, own: []},
  MORE{id: other, name: another, own: []}]
phases:
  - {id: one, title: The one}
steps:
  - id: first
    title: The first
    phase: one
    why: Because.
    do: [Do it.]
    attest: I did it.
    grade: D
  - id: second
    title: The second
    phase: one
    why: Because.
    needs: [first]
    do:
      - Do it.
      - {text: Do it here., paths: [self-hosted], idps: [okta]}
    check: diff
    facts: [sso=on]
    cautions:
      - {text: Mind it., grade: I}
    confirm:
      - {type: I will, why: It cannot be undone.}
    grade: C
`

func TestSmallPlaybookIsValid(t *testing.T) {
	if _, err := playbook.Read("small.yaml", []byte(small)); err != nil {
		t.Fatal(err)
	}
}

func TestInvalidPlaybooks(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		line           int
		says           string
	}{
		{
			"a key that is not known", "    why: Because.\n    do: [Do it.]", "    because: Because.\n    do: [Do it.]", 14,
			`"because" is not known`,
		},
		{"a key that comes twice", "    attest: I did it.", "    attest: I did it.\n    attest: Again.", 17, "comes twice"},
		{"a key at the top", "phases:", "phase:", 8, `"phase" is not known`},
		{"a path", "paths: [self-hosted]", "paths: [selfhosted]", 25, `"selfhosted" is no path`},
		{"an identity provider", "idps: [okta]", "idps: [oktta]", 25, `"oktta" is no identity provider`},
		{"a provider that is missing", "{id: other, name: another, own: []}", "", 1, "other is not listed"},
		{"a provider twice", "{id: okta, name: Okta", "{id: entra, name: Okta", 1, "listed twice"},
		{
			"a why that is inferred", "    why: Because.\n    do: [Do it.]",
			"    why: {text: Because., grade: I}\n    do: [Do it.]", 14, "inferred",
		},
		{
			"a phase", "    phase: one\n    why: Because.\n    needs", "    phase: two\n    why: Because.\n    needs", 18,
			`"two"`,
		},
		{"an id twice", "  - id: second", "  - id: first", 18, "step at line 11"},
		{"an id of other characters", "  - id: second", "  - id: Second Step", 18, "small letters"},
		{"a need that is no step", "needs: [first]", "needs: [fist]", 22, `"fist", which is no step`},
		{"a circle", "    attest: I did it.", "    attest: I did it.\n    needs: [second]", 19, "first, second, first"},
		{"a circle of one", "needs: [first]", "needs: [second]", 18, "second, second"},
		{
			"out of reach", "    title: The first", "    title: The first\n    paths: [confidential]", 23,
			"can never be reached on self-hosted with entra",
		},
		{
			"a gate without its step", "    check: diff", "    check: diff\n    gates: [script-stopped]", 18,
			"depends on the step script-stopped",
		},
		{"a gate", "    check: diff", "    check: diff\n    gates: [weather]", 27, `"weather" is no gate`},
		{"a probe", "check: diff", "check: weather", 26, `"weather" is no probe`},
		{"a grade", "grade: C", "grade: X", 32, `"X" is no grade`},
		{"inferred as a step", "grade: C", "grade: I", 32, `"I" is no grade for a step`},
		{"inferred as a fact", "idps: [okta]}", "idps: [okta], grade: I}", 25, "an inferred text"},
		{"a caution without grade", "{text: Mind it., grade: I}", "Mind it.", 29, "no grade"},
		{"a fact of the doctor", "sso=on", "sso=maybe", 27, "can't be"},
		{"a text that is empty", "    why: Because.\n    do: [Do it.]", "    why:\n    do: [Do it.]", 14, "text is missing"},
		{"a text that is missing", "    why: Because.\n    do: [Do it.]", "    do: [Do it.]", 11, "the why is missing"},
		{"a narrowed text that is missing", "text: Do it here., ", "", 25, "text is missing"},
		{"nothing to do", "    do: [Do it.]", "    do: []", 15, "list is empty"},
		{
			"a step for nobody", "do: [Do it.]", "do: [{text: Do it., paths: [confidential]}]", 11,
			"no instruction on self-hosted with entra",
		},
		{"a text for nobody", "    needs: [first]", "    needs: [first]\n    paths: [confidential]", 26, "never shown"},
		{"never done", "    attest: I did it.\n", "", 11, "never be done"},
		{"two sentences", "attest: I did it.", "attest: [I did it., Really.]", 16, "two texts"},
		{"two things to type", "    grade: C", "      - {type: Yes, why: It is so.}\n    grade: C", 18, "two things"},
		{"no words to type", "type: I will, ", "", 31, "the type is missing"},
		{"a line break in a text", "why: Because.\n    needs", "why: \"Be\\ncause\"\n    needs", 21, "control character"},
		{
			"a direction mark in a text", "why: Because.\n    needs", "why: \"Be\\u202Ecause\"\n    needs", 21,
			"control character",
		},
		{
			"a remedy that isn't known", "do: [Do it.]", "do: [\"Do {this}.\"]", 15,
			"{this} isn't a known remedy",
		},
		{
			"a remedy in the why", "    why: Because.\n    do: [Do it.]", "    why: Because {scan}.\n    do: [Do it.]", 14,
			"isn't allowed",
		},
		{"a remedy in a title", "title: The first", "title: The {scan}", 11, "isn't allowed"},
		{"a remedy in why to type", "why: It cannot be undone.", "why: \"It is {scan}.\"", 31, "isn't allowed"},
		{"a remedy to type", "type: I will", "type: \"I {scan}\"", 31, "isn't allowed"},
		{"a list in place of a text", "title: The second", "title: [The second]", 19, "a text is needed"},
		{"a text in place of a list", "paths: [self-hosted]", "paths: self-hosted", 25, "a list is needed"},
		{"a text in place of a step", "  - id: first", "  - only a text\n  - id: first", 11, "a mapping is needed"},
		{"a colon in a text", "title: The second", "title: The: second", 19, "not YAML"},
		{"a tabulator", "    title: The second", "\ttitle: The second", 18, "not YAML"},
		{"an alias", "do: [Do it.]", "do: &x [*x]", 15, ""},
		{"a path twice", "paths: [self-hosted]", "paths: [self-hosted, self-hosted]", 25, "comes twice"},
		{"a list of no path", "paths: [self-hosted]", "paths: []", 25, "list is empty"},
		{"a phase twice", "title: The one}", "title: The one}\n  - {id: one, title: Again}", 1, "phase one is listed twice"},
		{
			"a why for one path", "    why: Because.\n    do: [Do it.]",
			"    why: {text: Because., paths: [confidential]}\n    do: [Do it.]", 14, "why is narrowed",
		},
		{
			"hours in words", "    check: diff", "    check: diff\n    wait: {after: first, hours: two}", 27,
			"hours are no number",
		},
		{
			"no hours at all", "    check: diff", "    check: diff\n    wait: {after: first, hours: 0}", 27,
			"hours are no number",
		},
		{
			"a wait for no step", "    check: diff", "    check: diff\n    wait: {after: fist, hours: 2}", 18,
			`"fist", which is no step`,
		},
		{
			"names after no step", "    check: diff", "    check: diff\n    names-after: fist", 18, `"fist", which is no step`,
		},
		{
			"never done on one path", "attest: I did it.", "attest: [{text: I did it., paths: [confidential]}]", 11,
			"can never be done on self-hosted with entra",
		},
		{
			"a gate before its step", "    attest: I did it.\n    grade: D",
			"    attest: I did it.\n    gates: [script-stopped]\n    grade: D\n  - {id: script-stopped, title: It stops, phase: one, " +
				"why: Because., do: [Do it.], attest: I did it., grade: D}", 11,
			"its gate depends on script-stopped, which is not among the steps before it",
		},
		{"another schema", "playbook/v1", "playbook/v2", 1, "cannot be read here"},
		{"two documents", "steps:\n", "---\nsteps:\n", 10, "more than one document"},
		{"no steps", small[strings.Index(small, "steps:"):], "", 1, "not whole"},
		{"nothing at all", small, "", 1, "empty"},
		{"a comment alone", small, "# nothing\n", 1, "empty"},
	} {
		text := strings.Replace(small, c.old, c.new, 1)
		if text == small {
			t.Errorf("%s: nothing is broken", c.name)
		}
		p, err := playbook.Read("small.yaml", []byte(text))
		if p != nil || migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: got %v, want it refused", c.name, err)
			continue
		}
		first, _, _ := strings.Cut(err.Error(), "\n")
		if !strings.HasPrefix(first, "small.yaml:"+strconv.Itoa(c.line)+":") || !strings.Contains(first, c.says) {
			t.Errorf("%s: want line %d and %q, got\n%s", c.name, c.line, c.says, err)
		}
	}
}

func TestAllFaultsAreReported(t *testing.T) {
	text := strings.NewReplacer("check: diff", "check: weather", "grade: D", "grade: X").Replace(small)
	_, err := playbook.Read("small.yaml", []byte(text))
	if err == nil || strings.Count(err.Error(), "small.yaml:") != 2 {
		t.Errorf("got %v", err)
	}
}

var place = regexp.MustCompile(`^p\.yaml:[1-9][0-9]*: `)

// Any file is either read or refused with file and line, in clean lines; a playbook that is read can be completed.
func FuzzRead(f *testing.F) {
	whole, err := os.ReadFile("dashlane.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(whole[:6000]))
	f.Add(small)
	f.Add("a: &a [*a]\n")
	f.Add("\x00")
	f.Add("? [a]\n: b\n")
	f.Add("--- \n--- \n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := playbook.Read("p.yaml", []byte(text))
		if err != nil {
			if migrate.ClassOf(err) != migrate.BadInput {
				t.Fatalf("%v", err)
			}
			for line := range strings.Lines(err.Error()) {
				line = strings.TrimSuffix(line, "\n")
				if !place.MatchString(line) || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7F }) {
					t.Fatalf("not a clean line with its place: %q", line)
				}
			}
			return
		}
		for _, path := range playbook.Paths() {
			w, err := playbook.New(p, path, playbook.Okta)
			if err != nil || len(w.Steps) == 0 {
				t.Fatalf("%v, %d steps", err, len(w.Steps))
			}
		}
	})
}

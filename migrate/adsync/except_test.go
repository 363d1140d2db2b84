package adsync

import (
	"testing"

	"ad2scim/migrate"
)

func TestExceptLeavesOutOnlyWhatIsPossible(t *testing.T) {
	task := func(path string) *Task { return &Task{Path: path, Standing: Standing{Enabled: true}} }
	f := Found{Hosts: []HostSeen{{Host: "SRV1", Elevated: true}}, Candidates: []Candidate{
		{Host: "SRV1", Kind: "task", Task: task(`\Report`), Belief: Possible, Armed: true},
		{Host: "SRV1", Kind: "task", Task: task(`\Sync`), Belief: Certain}}}
	if f.Script = f.state(); f.Script != "unknown" {
		t.Fatal(f.Script)
	}
	got, err := f.Except([]string{`\Report`})
	if err != nil || len(got.Candidates) != 1 || got.Script != "disabled" || len(f.Candidates) != 2 {
		t.Error(err, got)
	}
	for _, wrong := range []string{`\Sync`, `\None`} {
		if _, err := f.Except([]string{wrong}); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

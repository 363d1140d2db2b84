package playbook_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/playbook"
)

// A verification of the stop that is too old, or in the future, doesn't meet the requirement. After all steps are
// done, its age doesn't matter.
func TestStopVerificationExpires(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	for after, want := range map[time.Duration]string{
		playbook.ScriptAge - time.Minute: "",
		playbook.ScriptAge + time.Minute: "which is too long ago",
		-4 * time.Minute:                 "", -6 * time.Minute: "a clock was wrong",
	} {
		for _, id := range []playbook.StepID{"token", "idp-started", "report"} {
			context := w.Evaluate(upTo(t, w, id), nil, exact)
			context.Now = noon.Add(after)
			step, err := w.Step("token")
			if err != nil {
				t.Fatal(err)
			}
			all := w.Blockers(step, context)
			i := slices.IndexFunc(all, func(b playbook.Blocker) bool { return b.ID == "script-stopped" })
			if (i >= 0) != (want != "") || want != "" && (!strings.Contains(all[i].What, want) ||
				!strings.Contains(all[i].Next.String(),
					"ad2scim sync verify")) {
				t.Errorf("%v after it was seen: %v", after, all)
			}
			var table bytes.Buffer
			if err := w.Progress(context).WriteTable(&table, playbook.TableOptions{Width: 400}); err != nil {
				t.Fatal(err)
			}
			if got := want != "" && strings.Contains(table.String(), want); got != (want != "" && id != "report") {
				t.Errorf("%v after it was seen, before %s, status says so: %v", after, id, got)
			}
		}
	}
}

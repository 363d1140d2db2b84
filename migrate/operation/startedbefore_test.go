package operation

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/idp/entra/entratest"
	"ad2scim/migrate/playbook"
)

// A cycle from before the migration, or one that sent to another endpoint, doesn't verify the start: the runbook's
// step stays open, with the reason of the check, and the admin can confirm it.
func TestACycleFromBeforeDoesNotVerifyTheStart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change    func(*entratest.State)
		endpoints []string
	}{
		"it ran before": {func(st *entratest.State) {
			st.Code, st.Schedule, st.Steady = "Active", "Active", true
			st.SteadyLast = "2026-01-02T03:04:05Z"
			st.Last = map[string]any{
				"state": "Succeeded", "timeBegan": "2026-01-02T02:04:05Z", "timeEnded": "2026-01-02T03:04:05Z",
			}
		}, []string{"https://one.example.com/scim/2.0"}},
		"it sent to another endpoint": {func(*entratest.State) {}, []string{
			"https://one.example.com/scim/2.0", "https://two.example.com/scim/2.0",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant, try, server := atEntra(t, playbook.Confidential)
			setSteps(t, tenant.service, "idp-started")
			compare(t, tenant.service)
			server.Change(c.change)
			request := EnableRequest{App: try.App, Config: idp.DesiredConfig{
				Path: playbook.Confidential, Token: migrate.NewSecret("4b0c2d4e-7f7c-4b39-9d0e-0f6f2a3b4c5d"),
			}, Force: "a test company", FollowFor: time.Minute, Every: time.Millisecond}
			var result EnableResult
			for i, endpoint := range c.endpoints {
				var err error
				request.Config.Endpoint = endpoint
				if result, err = tenant.Enable(t.Context(), request, willing{t, tenant.service.Dir}, unattended{}); err != nil {
					t.Fatal(err)
				}
				if last := i == len(c.endpoints)-1; !last && result.CycleProblem() != "" {
					t.Fatalf("%s: %s", endpoint, result.CycleProblem())
				}
			}
			const why = "may have sent this before"
			noted := slices.ContainsFunc(result.Notes, func(note string) bool { return strings.Contains(note, why) })
			if last := result.Outcomes[len(result.Outcomes)-1]; last.State != enable.AlreadySet || !noted ||
				!strings.Contains(result.CycleProblem(), why) {
				t.Errorf("%+v, %q, %q", last, result.Notes, result.CycleProblem())
			}
			state, err := tenant.service.State()
			if err != nil {
				t.Fatal(err)
			}
			if got := state.Playbook.Steps[playbook.StepIDPStarted].Status; got.IsFinal() {
				t.Errorf("the start is %q", got)
			}
			if _, err := tenant.service.ConfirmStep(playbook.StepIDPStarted, playbook.StepUpdate{
				Force: "a test company",
			}); err != nil {
				t.Error(err)
			}
		})
	}
}

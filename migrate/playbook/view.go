package playbook

// StepView is a step and how it stands.
type StepView struct {
	Step     Step
	Status   Status
	Blockers []Blocker // what keeps it shut, also where it is running or has failed
	Record   Record    // zero where nothing is kept of it
}

// View returns how each step stands.
func (w *Walk) View(world World) []StepView {
	views := make([]StepView, len(w.Steps))
	for i, step := range w.Steps {
		v := StepView{Step: step, Record: world.State.Steps[step.ID]}
		v.Status = v.Record.Status
		if !v.Status.Over() {
			v.Blockers = w.Gate(step, world)
		}
		switch {
		case v.Status != "":
		case len(v.Blockers) > 0:
			v.Status = Blocked
		default:
			v.Status = Ready
		}
		views[i] = v
	}
	return views
}

// Next returns the one step to do next: one that is running, else one that has
// failed, else the first that is ready, else the first that is blocked. It
// returns false when the way has been walked.
func Next(views []StepView) (StepView, bool) {
	for _, s := range []Status{Running, Failed, Ready, Blocked} {
		for _, v := range views {
			if v.Status == s {
				return v, true
			}
		}
	}
	return StepView{}, false
}

package playbook

import (
	"strings"
	"time"

	"ad2scim/migrate"
)

// Act is who did something, when, and what there is to say about it.
type Act struct {
	At    time.Time
	By    string
	Saw   string // what a probe saw, what the admin adds, or why it failed
	Typed string // what the admin typed, where the step asks for it
	// Force is the reason to override what keeps the step shut; empty not to.
	// The words to type are asked for all the same.
	Force string
}

// Start notes that a step is being done. It fails with BadInput if the step is
// shut and not forced, or the words to type are missing.
func (w *Walk) Start(world World, id string, a Act) (State, error) {
	return w.do(world, id, a, Running)
}

// Verify notes that the program saw the step done: Act.Saw says what it saw. What
// the step needs does not matter for something that is seen, its interlocks do.
// It fails with BadInput for a step that the program cannot look at.
func (w *Walk) Verify(world World, id string, a Act) (State, error) {
	return w.do(world, id, a, DoneVerified)
}

// Attest notes that the admin confirmed the step's sentence. It fails with
// BadInput if the step is shut and not forced, if the words to type are missing,
// or if saying so is not enough.
func (w *Walk) Attest(world World, id string, a Act) (State, error) {
	return w.do(world, id, a, DoneAttested)
}

func (w *Walk) do(world World, id string, a Act, to Status) (State, error) {
	step, err := w.Step(id)
	if err != nil {
		return world.State, err
	}
	was := world.State.Steps[id]
	switch {
	case to == DoneVerified && step.Check == "":
		return world.State, refuse(step, "the program cannot see this", "confirm it yourself")
	case to == DoneAttested && step.Attest == "" && a.Force == "":
		return world.State, refuse(step, "saying so is not enough, it must be seen", "run "+step.Run+", or force it with a reason")
	}
	typed := a.Typed
	if typed == "" {
		typed = was.Typed
	}
	if c := step.Confirm; c != nil && to != DoneVerified && strings.TrimSpace(typed) != c.Type {
		return world.State, refuse(step, strings.TrimSuffix(c.Why, "."), "type "+migrate.Quote(c.Type)+" to go on (--type for the command)")
	}
	s := world.State
	r := Record{Status: to, At: a.At, By: a.By, Saw: a.Saw, Typed: typed, Forced: was.Forced}
	if to == DoneVerified {
		r.Probe = step.Check
	}
	blockers := w.against(step, world, to)
	if len(blockers) == 0 || was.Status == Running && was.Forced {
		return s.with(id, r), nil
	}
	if strings.TrimSpace(a.Force) == "" {
		return world.State, refuse(step, blockers[0].What, blockers[0].Next+more(len(blockers)-1))
	}
	f := Forced{Step: id, At: a.At, By: a.By, Reason: a.Force}
	for _, b := range blockers {
		f.Over = append(f.Over, b.What)
	}
	r.Forced = true
	s = s.with(id, r)
	s.Forced = append(s.Forced, f)
	return s, nil
}

// against lists what stands against a change.
func (w *Walk) against(step Step, world World, to Status) []Blocker {
	switch {
	case to == DoneVerified:
		step.Needs = nil
	case to == DoneAttested && step.Attest == "":
		return append(w.Gate(step, world), Blocker{ID: step.ID, What: "step " + step.ID + " was not seen, only said"})
	}
	return w.Gate(step, world)
}

// Fail notes that a step went wrong, or that a look found it no longer true:
// Act.Saw says what. A gate that hangs on the step shuts again.
func (w *Walk) Fail(s State, id string, a Act) (State, error) {
	step, err := w.Step(id)
	if err != nil {
		return s, err
	}
	return s.with(id, Record{Status: Failed, At: a.At, By: a.By, Saw: a.Saw, Probe: step.Check, Forced: s.Steps[id].Forced}), nil
}

// Skip notes that the admin confirmed that a step is not needed. It fails with
// BadInput for a step that always is.
func (w *Walk) Skip(s State, id string, a Act) (State, error) {
	step, err := w.Step(id)
	if err != nil {
		return s, err
	}
	if step.Skip == "" {
		return s, refuse(step, "it is needed on this way", "do it")
	}
	return s.with(id, Record{Status: NotNeeded, At: a.At, By: a.By, Saw: a.Saw}), nil
}

// Reopen takes back what was noted of a step, as when it was confirmed by
// mistake. That it was forced stays in State.Forced.
func (w *Walk) Reopen(s State, id string) (State, error) {
	if _, err := w.Step(id); err != nil {
		return s, err
	}
	s = s.with(id, Record{})
	delete(s.Steps, id)
	return s, nil
}

// Interrupted is for the start of a session: what was running when the last one
// ended has failed as far as is known, and is to be looked at. It returns the
// ids of those steps.
func (w *Walk) Interrupted(s State, a Act) (State, []string) {
	var ids []string
	for _, step := range w.Steps {
		r := s.Steps[step.ID]
		if r.Status != Running {
			continue
		}
		r.Status, r.At, r.By = Failed, a.At, a.By
		r.Saw = "it was cut off, so it may or may not have been done: look, then do it again or confirm it"
		s = s.with(step.ID, r)
		ids = append(ids, step.ID)
	}
	return s, ids
}

func refuse(step Step, why, next string) error {
	return &migrate.Problem{Class: migrate.BadInput, What: "the step " + step.ID + " stays as it is", Why: why, Next: next}
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + count(n, "more thing stands against it", "more things stand against it")
}

package idp

// EarlySender is a Provider that sends groups or users before the step that starts provisioning, so that the
// requirements of the start apply earlier.
type EarlySender interface {
	// SendsBy reports whether a step, or Assigning, makes the provider send.
	SendsBy(StepID) bool
}

// Assigning stands for the assignment of groups to the app, which isn't a step of a plan.
const Assigning StepID = "assign"

// SendsBy reports whether a step makes a provider send.
func SendsBy(p Provider, step StepID) bool {
	early, is := p.(EarlySender)
	return step == StepStart || is && early.SendsBy(step)
}

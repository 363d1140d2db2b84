package provisioning

import (
	"testing"

	"ad2scim/migrate/idp"
)

// If many groups to be sent have no match in AD, the start is refused until their number is
// typed, and the plan is made again with it.
func TestTheStartAsksForTheNumberOfGroupsWithoutAPartner(t *testing.T) {
	p := newStandIn()
	p.besides = []string{"Board", "Legal", "Payroll", "Finance", "Research", "Interns"}
	d := newDriver(t, p, true)
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("Result: ", "6 of the 7 groups", "type 6 here and apply again",
		"Groups without a partner:", "Research",
		"Type 6 if this is intended")
	d.Not("Groups (2)")
	d.Not("ad2scim ")
	d.Press("5", "enter")
	d.WaitFor("type 6, or press esc to go back")
	d.Press("backspace", "6", "enter")
	d.WaitFor("Nothing has been changed yet.", "Apply 6 steps at the stand-in?")
	if now := p.state(idp.StepStart); now != "off" {
		t.Fatalf("the number starts it without consent: %s", now)
	}
	d.Press("yes", "enter")
	d.WaitFor("Result: ", "● make start: done")
	d.Not("Type 6")
	if f := d.State().Playbook.Forced; len(f) != 0 {
		t.Errorf("forced %+v", f)
	}
}

// The number is for one app; another app asks again.
func TestAnotherAppAsksForTheNumberAgain(t *testing.T) {
	p := newStandIn()
	p.besides = []string{"Board", "Legal", "Payroll", "Finance", "Research", "Interns"}
	d := newDriver(t, p, true)
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("Type 6 if this is intended")
	d.Press("6", "enter")
	d.WaitFor("Apply 6 steps at the stand-in?")
	d.Press("esc", "esc", "enter", "enter", "enter")
	d.WaitFor("Apply 6 steps at the stand-in?")
	d.Press("yes", "enter")
	d.WaitFor("Result: ", "Type 6 if this is intended")
	d.Press("esc")
	d.WaitLeft()
}

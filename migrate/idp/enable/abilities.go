package enable

import (
	"fmt"
	"io"

	"ad2scim/migrate/idp"
)

// Moder returns who makes which step. Every idp.Provider is one.
type Moder interface{ Mode(idp.StepID) idp.Mode }

// Column is a provider in the table of capabilities.
type Column struct {
	Name string
	Moder
	Tested string // what it was tested against
}

var stepNames = map[idp.StepID]string{
	idp.StepEndpoint: "endpoint and token", idp.StepTest: "test of the connection", idp.StepUsers: "user provisioning on",
	idp.StepGroups: "group provisioning off or on", idp.StepScope: "assigned only", idp.StepStart: "start",
}

// WriteAbilities writes a Markdown table of who makes each step at each provider, and of what the provider was
// tested against.
func WriteAbilities(w io.Writer, providers []Column) error {
	head, rule := "| step |", "|---|"
	for _, p := range providers {
		head, rule = head+" "+p.Name+" |", rule+"---|"
	}
	text := head + "\n" + rule + "\n"
	for _, step := range idp.Steps() {
		text += "| " + stepNames[step] + " |"
		for _, p := range providers {
			text += " " + string(p.Mode(step)) + " |"
		}
		text += "\n"
	}
	text += "| tested against |"
	for _, p := range providers {
		text += " " + p.Tested + " |"
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

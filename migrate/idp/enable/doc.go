// Package enable switches SCIM provisioning on at an identity provider, and off again: it plans every setting
// before and after, makes the steps one by one with an intent and a result in the journal, watches the first cycle
// until it ends, and undoes steps from the journal. It also plans and makes the assignment of groups to the app.
//
// The providers' packages implement the steps; package playbook decides when they may be made; the commands and the
// app ask and show.
package enable

// Package playbook holds the steps of a migration from AD sync to SCIM provisioning as data, and tracks them: which
// steps are ready, which are locked and why, and what was verified or confirmed.
//
// dashlane.yaml is the data, with everything that the vendor may reword. A Playbook is that file, parsed and
// checked; a Runbook is the playbook for one path and one identity provider; a State is what has been done so far,
// a plain struct that callers store. Functions that change a State return a new one and do no input or output.
// Packages adsync, scim, idp and diff run the probes; package migration stores the State.
package playbook

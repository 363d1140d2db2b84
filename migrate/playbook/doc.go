// Package playbook holds the steps of a migration from AD sync to SCIM
// provisioning as data, and walks them: what is ready, what waits for what, what
// was seen, what was said, and what must not be done yet.
//
// dashlane.yaml is the data: whatever the vendor may reword is there. A Playbook
// is that file, checked; a Runbook is the playbook for one path and one identity
// provider; a State is what has been done so far, a plain struct for others to
// keep. The functions that change a State return a new one and do no input or
// output. Running the probes is the work of the packages that look (adsync,
// scim, idp, diff); keeping the State is that of workspace.
package playbook

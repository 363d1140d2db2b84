// Package operation has the use cases of a migration, each once, for every front end:
// connecting, comparing, matching, renaming and undoing, stopping AD sync, checking a step,
// enabling and disabling provisioning, the doctor, the report and the watch.
//
// A front end gives a Service what only the front end can do: ask a person (Prompter) and
// show progress (Progress). It gets a result and renders it. No operation writes to a
// terminal, and none locks the workspace while a person is asked.
package operation

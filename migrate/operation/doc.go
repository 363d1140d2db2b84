// Package operation holds the use cases of a migration, each once, for every front
// end: connecting, comparing, matching, renaming and taking back, stopping AD sync,
// checking a step, enabling and disabling provisioning, the doctor, the report and
// the watch.
//
// A front end hands a Service what only it can do: it asks a person (Prompter) and
// shows how far the work is (Progress). It gets a result and renders it. No
// operation writes to a terminal, and none holds the workspace while a person is
// asked.
package operation

// Package fix plans, checks and applies renames that make names exact, records every change in a journal, and
// undoes changes. For admins without the rights it exports the plan as a script.
//
// NewPlan or Undo creates a Plan, Check checks it, and Apply applies it. Only the server's answer counts: each object
// is read before it is changed, and read again if the answer to a change was lost, so that an interrupted run is
// completed by running it again.
//
// Renamers (ldapsrc, scim, idp) talk to the servers; callers ask for confirmation.
package fix

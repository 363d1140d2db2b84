// Package jumpcloud speaks to a JumpCloud organization: its SSO applications and
// the user groups that are assigned to one.
//
// JumpCloud has no API for an application's SCIM settings (the paths for it in
// the API document have no methods): the admin sets them up in the Admin Portal,
// and the package says what to click. It renames and assigns groups itself.
//
// Written from JumpCloud's API documents (v1 and v2) and its help pages; no live
// organization was used.
package jumpcloud

// Package jumpcloud is the client of a JumpCloud organization: its SSO applications and the user groups that are
// assigned to one.
//
// JumpCloud has no API for an application's SCIM settings (the paths for it in the API document have no methods):
// the admin sets them up in the Admin Portal, following this package's instructions. The package renames and
// assigns groups.
//
// It was written from JumpCloud's API documents (v1 and v2) and its help pages; no live organization was used.
package jumpcloud

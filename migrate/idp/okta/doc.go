// Package okta is the client of an Okta organization: its apps, the groups that are assigned to one or pushed by
// it, and the state of provisioning.
//
// Okta's API can't set up the SCIM connection of a custom app: the admin does that in the Admin Console, following
// this package's instructions, and the package reads back what it can. It never writes a whole app (PUT
// /api/v1/apps/{id}), because a custom SAML app has been seen to lose its SCIM settings by that.
//
// It was written from Okta's Management API document (2024.06.1, and 2026.06.3 for the group push mappings) and its
// help pages; no live organization was used.
package okta

// Package okta speaks to an Okta organization: its apps, the groups that are
// assigned to one or pushed by it, and how far provisioning is set up.
//
// Okta's API cannot set up the SCIM connection of a custom app: the admin does
// that in the Admin Console, and the package says what to click and reads back
// what can be read. An app is never written as a whole (PUT /api/v1/apps/{id}),
// because a custom SAML app has been seen to lose its SCIM settings by it.
//
// Written from Okta's Management API document (2024.06.1, and 2026.06.3 for the
// group push mappings) and its help pages; no live organization was used.
package okta

// Package idp defines what an identity provider must be able to do for a migration: list its apps, read the groups
// that are assigned to one with the exact names that it sends, rename and assign groups, and switch SCIM
// provisioning on and off step by step.
//
// Each provider is a package of its own; package rest is their common HTTP client. Package enable defines the
// steps, their order and their journal. Package playbook decides when a step may be made.
package idp

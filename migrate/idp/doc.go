// Package idp says what an identity provider must be able to do for a
// migration: list its apps, read the groups that are assigned to one with the
// exact names that it sends, rename and assign groups, and switch SCIM
// provisioning on and off step by step.
//
// Each provider is a folder of its own; rest is how they all speak HTTP. Which
// steps make up "enable", in which order they are made, and the journal that
// tells the truth about them is the work of the folder enable. When a step may
// be made is left to playbook.
package idp

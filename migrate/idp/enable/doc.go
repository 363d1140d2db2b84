// Package enable switches SCIM provisioning on at an identity provider, and off
// again: a plan with every setting before and after, the steps one by one with
// an intent and a result in the journal, the first cycle to its end, and the
// way back from the journal. It also plans and makes the assignment of groups
// to the app.
//
// What a step is at a provider is left to the providers' folders; when it may
// be made, to playbook; asking and showing, to the commands and the app.
package enable

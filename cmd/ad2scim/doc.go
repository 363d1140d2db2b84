// Command ad2scim shows exactly how the names of Active Directory groups
// differ from the names of the groups that were provisioned by SCIM, and helps
// to make them the same before AD sync gives way to SCIM provisioning.
//
// This folder turns flags into calls of the packages that do the work, and
// their results into an exit status; one file a command. It holds no rule
// about groups.
//
// Exit status: 0 nothing to do; 1 differences or findings; 2 the call or an
// input file is wrong; 3 a source could not be reached or refused; 4 partly
// done; 130 interrupted.
package main

// Command ad2scim shows exactly how the names of Active Directory groups differ from the names
// of the groups provisioned by SCIM, and helps to make them the same before SCIM provisioning
// replaces AD sync.
//
// Each command has a file. It turns flags into calls of migrate/operation, and results into
// output and an exit status. It has no rules about groups.
//
// Exit status: 0 nothing to do; 1 differences or findings; 2 the call or an
// input file is wrong; 3 a source could not be reached or refused; 4 partly
// done; 130 interrupted.
package main

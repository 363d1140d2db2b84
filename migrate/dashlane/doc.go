// Package dashlane asks Dashlane's own servers what can be seen from outside:
// whether SSO is on (Dashlane's public API), and whether an encryption service
// answers. It changes nothing.
//
// What follows from the answers is left to migrate/doctor and
// migrate/playbook.
package dashlane

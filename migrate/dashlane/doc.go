// Package dashlane asks Dashlane's own servers for what can be seen from outside: whether SSO is on (Dashlane's
// public API), and whether an encryption service answers. It changes nothing. Packages doctor and playbook draw
// conclusions from the answers.
package dashlane

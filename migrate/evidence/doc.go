// Package evidence describes what is known, how well, and about which sources. It holds the grades and the rules
// for which comparisons of group names count for a migration. Packages doctor and playbook draw conclusions from
// them.
package evidence

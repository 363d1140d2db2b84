// Package evidence is what is known, how well, and about what. It holds the grades, and
// the rules by which a comparison of group names counts for a migration; what follows
// from them is left to doctor and playbook.
package evidence

// Package evidence is what is known, how well, about what, and since when. It holds
// the rules by which one observation replaces another and by which a comparison of
// group names counts; what follows from them is left to doctor and playbook.
package evidence

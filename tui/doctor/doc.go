// Package doctor is the screen that says why Set up is greyed out: facts to
// toggle at the left, and what follows from them at the right, at once. The
// rules are those of migrate/doctor.
package doctor

// Package doctor is the screen that says why Set up is greyed out: facts to toggle on the left,
// the findings on the right. The rules are in migrate/doctor.
package doctor

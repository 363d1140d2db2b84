// Package migration is the screen that walks the steps of the migration: which
// way, how each step stands and how well that is known, what keeps it shut, and
// the answers that the program cannot find out by itself. What may be done and
// what may not is the playbook's to say.
package migration

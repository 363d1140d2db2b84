// Package migration is the Migrate screen: the choice of the path, the steps with their status
// and evidence, what locks them, and the questions that the program can't answer itself. The
// rules are in migrate/playbook.
package migration

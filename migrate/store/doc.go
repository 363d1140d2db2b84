// Package store stores one migration in a folder:
//
//	migration.json   the state; always rewritten as a whole
//	journal.ndjson   the changes made outside, one line each, synced; append-only
//	snapshots/       lists of groups as they were read
//	watch.json       what a watch has reported
//	lock             held by the process that may write
//
// It stores no secrets. Package migration defines the content of migration.json, and the packages that write
// journal entries define their meaning.
package store

// Package store keeps one migration in a folder on the disk:
//
//	migration.json   what is remembered; written whole
//	journal.ndjson   what was changed outside, one line each, synced; only ever appended to
//	snapshots/       lists of groups as they were read
//	watch.json       what a watch has reported
//	lock             held by the one process that may write
//
// It holds no secret and knows no rule: package migration says what migration.json
// holds, and the packages that write an entry of the journal say what it means.
package store

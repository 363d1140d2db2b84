// Package workspace is what one migration remembers on disk, in one folder:
//
//	migration.json   connections, decisions, facts, evidence, steps; written whole
//	journal.ndjson   what was done outside, one line each, synced; only ever appended to
//	snapshots/       lists of groups as they were read
//	lock             held by the one process that may write
//
// It holds no secret. What the entries of the journal mean is left to the
// packages that write them; what the facts and steps mean, to doctor and
// playbook.
package workspace

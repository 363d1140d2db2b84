// Package adsync is the part of the screen Migrate that finds, stops, verifies
// and resumes AD sync's script: where to look, what was found, which tasks
// change, the confirmation, and the result. The rules are in migrate/adsync.
package adsync

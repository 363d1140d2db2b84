// Package adsync is the part of the Migrate screen that finds, stops, verifies and resumes AD
// sync. The rules are in migrate/adsync.
package adsync

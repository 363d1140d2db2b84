// Package history is the screen Log: what was done, from the workspace's
// journal, newest first, a run together. It only reads.
package history

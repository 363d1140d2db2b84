// Package task is one piece of long work as the app shows it: what it does, how
// far it is, how it went, and how to stop it. All progress looks the same
// because all of it is drawn here.
package task

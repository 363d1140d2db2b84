// Package task is long work as the app shows it: its description, its progress, its result, and
// how to stop it. It draws all progress in the app.
package task

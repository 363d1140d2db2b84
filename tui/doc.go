// Package tui is the terminal app: a shell that routes keys, mouse and messages
// to its screens, one folder a screen. A screen holds no rule of the migration;
// those are in the packages that it shows. The app opens no connection itself:
// whoever starts it says how.
package tui

// Package screen defines what a screen of the app is and the messages between screens and the
// app. A screen draws into the area that it is given and has no rules of the migration.
package screen

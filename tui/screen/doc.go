// Package screen says what a screen of the app is and how screens speak with
// the shell around them. A screen draws into the area that it is given and
// holds no rule of the migration; the shell routes keys, mouse and messages.
package screen

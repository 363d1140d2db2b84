// Package overview is the screen that the app opens on: the two ways from
// Active Directory to Dashlane, how many names differ, and what to do next.
package overview

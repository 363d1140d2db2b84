// Package overview is the first screen: the two paths from Active Directory to Dashlane, how
// many names differ, and the next step.
package overview

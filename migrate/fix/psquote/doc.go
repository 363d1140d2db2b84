// Package psquote writes text into PowerShell scripts so that no text can break
// out of its string. It knows nothing else of PowerShell.
package psquote

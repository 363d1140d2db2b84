// Package psquote quotes text for PowerShell scripts, so that no text can end its string.
package psquote

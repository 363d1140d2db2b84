// Package winrmtest stands in for Windows Remote Management of a machine in tests,
// as httptest does for a web server: a real listener with TLS, NTLM sealing or
// Kerberos, and a shell that hands standard input to a Go function. Windows itself
// and its PowerShell are not to be had where the tests run; what a script does
// there is Machine's, which answers in the form that the scripts print.
package winrmtest

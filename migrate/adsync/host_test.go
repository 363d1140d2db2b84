package adsync

// PowerShell is not to be had where these tests run. So the scripts in ps are
// parsed by a grammar of the language, and their patterns are tried in Go, but
// they are never run here: that find.ps1 sees a task, that stop.ps1 disables one
// and that the bootstrap takes its standard input has to be seen on Windows.
// What stands in for a machine answers with results as the scripts print them.

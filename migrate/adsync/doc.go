// Package adsync finds Dashlane's AD sync, a PowerShell script that a scheduled
// task starts on a Windows host. It disables the task, enables it again, and says
// how certain it is that AD sync has stopped.
//
// The scripts in ps run on the Windows host. They are the same whether they run on
// this computer (Local), over WinRM (WinRM), or are run by an admin who brings back
// the result (ReadReport). They need PowerShell 3.0 and Task Scheduler 2.0 (Windows
// Server 2008 or later), and say so on an older host. Of the content of a script,
// only this leaves its host: which known words are on which line.
//
// Service is the entry point for the commands and the app. It scans, plans, changes
// and verifies, and records everything.
//
// The package migrate/migration stores the results, and migrate/playbook decides
// which steps a stopped script unlocks.
package adsync

// Package adsync finds Dashlane's AD sync, a PowerShell script that a scheduled
// task starts on a Windows machine, disables its task, brings it back, and says
// how certain it is that it has stopped.
//
// What runs on the Windows machine are the scripts in ps, the same ones whether
// they run here (Local), over WinRM (WinRM), or by the hand of an admin who
// brings back their result (ReadReport). They need PowerShell 3.0 and Task
// Scheduler 2.0 (Windows Server 2008 or later); an older machine answers with a
// plain refusal. Nothing that a found script holds leaves its machine but which
// known words are on which line.
//
// Service is what the commands and the app share: it looks, plans, does and judges,
// and notes all of it.
//
// Where the results are kept is left to migrate/workspace, and what a stopped
// script opens to migrate/playbook.
package adsync

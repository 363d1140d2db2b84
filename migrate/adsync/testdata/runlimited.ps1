# Runs find in Constrained Language Mode, once for each machine of a JSON Lines file. What
# stands in for Windows is defined before that mode is set, and keeps the full language, as
# Windows' own signed cmdlets do.
param([string]$Script, [string]$Machines, [string]$To)
$ErrorActionPreference = 'Stop'
$text = [IO.File]::ReadAllText($Script)
$standIn = [IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, 'standin.ps1'))
$adapter = @'
function Get-LimitedName { Get-MachineName }
function Get-LimitedDomain { Get-MachineDomain }
function Test-LimitedElevated { Test-Elevated }
function Get-LimitedProcesses { Get-AllProcesses }
function Get-LimitedServices { Get-AllServices }
function Test-LimitedFile([string]$Path) { (Get-PathKind $Path) -ne 'missing' }
function Read-LimitedText([string]$Path) { $bytes = Read-Bytes $Path 4194304; if ($null -eq $bytes) { throw 'large' }; [Text.Encoding]::UTF8.GetString($bytes) }
function Get-LimitedInfo($Task) { [pscustomobject]@{ LastRunTime = $Task.Last; NextRunTime = $Task.Next; LastTaskResult = 0 } }
function Get-LimitedTasks {
    if (Get-Part $global:machine 'scheduler' '') { throw 'denied' }
    foreach ($t in $standInTasks) {
        $at = $t.Path.LastIndexOf([char]92)
        [pscustomobject]@{ TaskName = $t.Name; TaskPath = $t.Path.Substring(0, $at + 1); State = @('Unknown', 'Disabled', 'Queued', 'Ready', 'Running')[$t.State]; Settings = [pscustomobject]@{ Enabled = $t.On }; Principal = [pscustomobject]@{ UserId = $t.Definition.Principal.UserId }
            Actions = @(foreach ($a in $t.Definition.Actions) { if ($a.Type -eq 0) { [pscustomobject]@{ Execute = $a.Path; Arguments = $a.Arguments; WorkingDirectory = $a.WorkingDirectory } } else { [pscustomobject]@{ ClassId = $a.ClassId } } })
            Triggers = @([pscustomobject]@{ CimClass = [pscustomobject]@{ CimClassName = 'MSFT_TaskDailyTrigger' }; Enabled = $true; DaysInterval = 1; Repetition = $null; StartBoundary = '2026-01-05T02:00:00'; EndBoundary = '' }); Last = $t.LastRunTime; Next = $t.NextRunTime }
    }
}
'@
$out = New-Object IO.StreamWriter($To, $false, (New-Object Text.UTF8Encoding $false))
foreach ($line in [IO.File]::ReadAllLines($Machines)) {
    if (-not $line.Trim()) { continue }
    $machine = ConvertFrom-Json $line -DateKind String
    $space = [Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace([Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
    $space.Open()
    $space.SessionStateProxy.SetVariable('machine', $machine)
    $shell = [PowerShell]::Create()
    $shell.Runspace = $space
    [void]$shell.AddScript($standIn + "`n" + $adapter, $false).Invoke()
    $shell.Commands.Clear()
    $space.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $failed = ''
    $said = ''
    try { $said = @($shell.AddScript($text, $true).Invoke()) -join '' } catch { $failed = [string]$_ }
    foreach ($e in $shell.Streams.Error) { $failed += [string]$e + ' ' + $e.ScriptStackTrace }
    $out.WriteLine((ConvertTo-Json ([ordered]@{ name = $machine.name; said = $said; failed = $failed; ms = $clock.ElapsedMilliseconds }) -Compress))
    $shell.Dispose()
    $space.Dispose()
}
$out.Dispose()

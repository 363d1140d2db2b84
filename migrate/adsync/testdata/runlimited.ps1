# As run.ps1, in Constrained Language Mode. What stands in for Windows answers in a runspace
# of the full language; the other one gets what it answered. Each change of the mode makes
# PowerShell compile everything anew, so that it is set once.
$ErrorActionPreference = 'Stop'
$standIn = [ScriptBlock]::Create([IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, 'standin.ps1')))
$limited = @'
function Get-LimitedName { $windows.name }
function Get-LimitedDomain { $windows.domain }
function Test-LimitedElevated { $windows.elevated }
function Get-LimitedProcesses { if ($windows.cim) { throw $windows.denied }; $windows.processes }
function Get-LimitedServices { if ($windows.cim) { throw $windows.denied }; $windows.services }
function Test-LimitedFile([string]$Path) { $null -ne $windows.files[$Path] }
function Read-LimitedText([string]$Path) { if ($windows.files[$Path] -isnot [string]) { throw 'not readable' }; $windows.files[$Path] }
function Get-LimitedInfo($Task) { $Task.Info }
function Get-LimitedTasks { if ($windows.scheduler) { throw 'denied' }; $windows.tasks }
'@
function Read-Machine {
    . $standIn
    $files = @{}
    foreach ($f in $standInFolders.Keys) { $files[$f] = 0 }
    foreach ($f in $standInFiles.Keys) { try { $bytes = Read-Bytes $f 4194304; $files[$f] = $(if ($null -eq $bytes) { 0 } else { [Text.Encoding]::UTF8.GetString($bytes) }) } catch { $files[$f] = 0 } }
    foreach ($f in @(Get-Part $global:machine 'denied_files' @())) { $files[$f] = 0 }
    $cim = Get-Part $global:machine 'cim' ''
    return @{ name = Get-MachineName; domain = Get-MachineDomain; elevated = Test-Elevated; cim = $cim; denied = New-Denied; files = $files; scheduler = Get-Part $global:machine 'scheduler' ''
        processes = $(if (-not $cim) { Get-AllProcesses }); services = $(if (-not $cim) { Get-AllServices })
        tasks = @(foreach ($t in $standInTasks) {
                $at = $t.Path.LastIndexOf([char]92)
                [pscustomobject]@{ TaskName = $t.Name; TaskPath = $t.Path.Substring(0, $at + 1); State = @('Unknown', 'Disabled', 'Queued', 'Ready', 'Running')[$t.State]; Settings = [pscustomobject]@{ Enabled = $t.On }; Principal = [pscustomobject]@{ UserId = $t.Definition.Principal.UserId }
                    Actions = @(foreach ($a in $t.Definition.Actions) { if ($a.Type -eq 0) { [pscustomobject]@{ Execute = $a.Path; Arguments = $a.Arguments; WorkingDirectory = $a.WorkingDirectory } } else { [pscustomobject]@{ ClassId = $a.ClassId } } })
                    Triggers = @([pscustomobject]@{ CimClass = [pscustomobject]@{ CimClassName = 'MSFT_TaskDailyTrigger' }; Enabled = $true; DaysInterval = 1; Repetition = $null; StartBoundary = '2026-01-05T02:00:00'; EndBoundary = '' }); Info = [pscustomobject]@{ LastRunTime = $t.LastRunTime; NextRunTime = $t.NextRunTime; LastTaskResult = 0 } }
            })
    }
}
$space = [Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace([Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
$space.Open()
$space.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
$shell = [PowerShell]::Create()
$shell.Runspace = $space
while ($null -ne ($line = [Console]::In.ReadLine())) {
    $job = ConvertFrom-Json $line
    $shell.Commands.Clear()
    $shell.Streams.ClearStreams()
    [void]$shell.AddScript($limited + "`nfunction Invoke-Script {`n" + [IO.File]::ReadAllText($job.script) + "`n}").Invoke()
    if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
    $out = New-Object IO.StreamWriter($job.to, $false, (New-Object Text.UTF8Encoding $false))
    foreach ($line in [IO.File]::ReadAllLines($job.machines)) {
        if (-not $line.Trim()) { continue }
        $global:machine = ConvertFrom-Json $line -DateKind String
        $space.SessionStateProxy.SetVariable('windows', (Read-Machine))
        $shell.Commands.Clear()
        $shell.Streams.ClearStreams()
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $failed = ''
        $said = ''
        try { $said = @($shell.AddCommand('Invoke-Script').Invoke()) -join '' } catch { $failed = [string]$_ }
        foreach ($e in $shell.Streams.Error) { $failed += [string]$e + ' ' + $e.ScriptStackTrace }
        $out.WriteLine((ConvertTo-Json ([ordered]@{ name = $global:machine.name; said = $said; failed = $failed; ms = $clock.ElapsedMilliseconds }) -Compress))
    }
    $out.Dispose()
    [Console]::Out.WriteLine('answered ' + $job.to)
}

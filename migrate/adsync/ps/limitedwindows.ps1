# What limited.ps1 asks of Windows: cmdlets alone, no COM and no .NET classes.

function Get-LimitedTasks { return @(Get-ScheduledTask) }
function Get-LimitedInfo($Task) { return Get-ScheduledTaskInfo -InputObject $Task }
function Get-LimitedProcesses { return @(Get-CimInstance -ClassName Win32_Process) }
function Get-LimitedServices { return @(Get-CimInstance -ClassName Win32_Service) }
function Get-LimitedDomain {
    $machine = Get-CimInstance -ClassName Win32_ComputerSystem
    if ($machine.PartOfDomain) { return ([string]$machine.Domain).ToLowerInvariant() }
    return ''
}
# The groups of an account that runs as administrator hold the high or the system label.
function Test-LimitedElevated { return @(whoami.exe /groups /fo csv | Where-Object { $_ -match 'S-1-16-(?:12288|16384)' }).Count -gt 0 }
function Test-LimitedFile([string]$Path) { return Test-Path -LiteralPath $Path -PathType Leaf }
function Read-LimitedText([string]$Path) { return [string](Get-Content -LiteralPath $Path -Raw) }
function Get-LimitedName { return [string]$env:COMPUTERNAME }

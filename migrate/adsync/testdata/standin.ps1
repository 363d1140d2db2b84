# A Windows machine out of one line of JSON ($global:machine), for the functions of
# windows.ps1. It stands in for Task Scheduler 2.0 by COM (a property that an interface
# lacks is an error), CIM, the registry and files; paths are compared without case.
function Get-Part($From, [string]$Name, $Else) { if ($null -ne $From -and $From.PSObject.Properties[$Name]) { return $From.$Name }; return $Else }
function New-Denied { return New-Object UnauthorizedAccessException ([string](Get-Part $global:machine 'denied_words' 'Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))')) }
function ConvertTo-LocalTime($Text) { if (-not $Text) { return [DateTime]'1899-12-30' }; return ([DateTime]$Text).ToLocalTime() }

function New-StandInTrigger($T) {
    $type = [int]$T.type
    $r = Get-Part $T 'repetition' $null
    $p = [ordered]@{ Type = $type; Enabled = [bool](Get-Part $T 'enabled' $true); StartBoundary = (Get-Part $T 'start' '2026-01-05T02:00:00'); EndBoundary = (Get-Part $T 'end' $null)
        Repetition = [pscustomobject]@{ Interval = (Get-Part $r 'interval' $null); Duration = (Get-Part $r 'duration' $null) } }
    if ($type -ge 1 -and $type -le 5) { $p.RandomDelay = Get-Part $T 'random_delay' $null }
    if ($type -eq 2) { $p.DaysInterval = [int16](Get-Part $T 'days_interval' 1) }
    if ($type -eq 3) { $p.WeeksInterval = [int16](Get-Part $T 'weeks_interval' 1); $p.DaysOfWeek = [int16](Get-Part $T 'days_of_week' 2) }
    if ($type -eq 4) { $p.DaysOfMonth = [int](Get-Part $T 'days_of_month' 1); $p.MonthsOfYear = [int16](Get-Part $T 'months' 4095); $p.RunOnLastDayOfMonth = [bool](Get-Part $T 'last' $false) }
    if ($type -eq 5) { $p.DaysOfWeek = [int16](Get-Part $T 'days_of_week' 2); $p.WeeksOfMonth = [int16](Get-Part $T 'weeks_of_month' 1); $p.MonthsOfYear = [int16](Get-Part $T 'months' 4095); $p.RunOnLastWeekOfMonth = [bool](Get-Part $T 'last' $false) }
    return [pscustomobject]$p
}

function New-StandInTask($T) {
    $actions = @(foreach ($a in $T.actions) {
            $type = [int](Get-Part $a 'type' 0)
            if ($type -eq 0) { [pscustomobject]@{ Type = 0; Path = (Get-Part $a 'path' $null); Arguments = (Get-Part $a 'arguments' $null); WorkingDirectory = (Get-Part $a 'folder' $null) } }
            else { [pscustomobject]@{ Type = $type; ClassId = (Get-Part $a 'class' '{00000000-0000-0000-0000-000000000000}'); Data = $null } }
        })
    $s = Get-Part $T 'settings' $null
    $settings = [ordered]@{}
    foreach ($n in @('StartWhenAvailable', 'RestartCount', 'RestartInterval', 'RunOnlyIfIdle', 'RunOnlyIfNetworkAvailable', 'DisallowStartIfOnBatteries')) { $settings[$n] = Get-Part $s $n $null }
    $settings['IdleSettings'] = [pscustomobject]@{ WaitTimeout = (Get-Part $s 'WaitTimeout' $null) }
    $enabled = [bool](Get-Part $T 'enabled' $true)
    $o = [pscustomobject]@{
        Name = $T.path.Substring($T.path.LastIndexOf([char]92) + 1); Path = [string]$T.path; Xml = [string](Get-Part $T 'xml' '')
        Definition = [pscustomobject]@{ Settings = [pscustomobject]$settings; Actions = $actions; Triggers = @(foreach ($g in @(Get-Part $T 'triggers' @())) { New-StandInTrigger $g }); Principal = [pscustomobject]@{ UserId = (Get-Part $T 'account' 'SYSTEM'); GroupId = $null; RunLevel = 1 } }
        State = [int](Get-Part $T 'state' $(if ($enabled) { 3 } else { 1 })); On = $enabled; Deny = [string](Get-Part $T 'deny' ''); Owner = (Get-Part $T 'owner' 'O:BA')
        LastRunTime = (ConvertTo-LocalTime (Get-Part $T 'last_run' '')); NextRunTime = (ConvertTo-LocalTime (Get-Part $T 'next_run' '')); LastTaskResult = (Get-Part $T 'last_result' 0)
    }
    Add-Member -InputObject $o -MemberType ScriptProperty -Name Enabled -Value { $this.On } -SecondValue {
        param($v)
        if ($this.Deny -match 'enable') { throw (New-Denied) }
        if ($this.Deny -notmatch 'ignore') { $this.On = [bool]$v; if ($this.State -ne 4) { $this.State = $(if ($v) { 3 } else { 1 }) } }
    }
    Add-Member -InputObject $o -MemberType ScriptMethod -Name Stop -Value { param($flags) if ($this.Deny -match 'stop') { throw (New-Denied) }; $this.State = $(if ($this.On) { 3 } else { 1 }) }
    Add-Member -InputObject $o -MemberType ScriptMethod -Name GetSecurityDescriptor -Value { param($what) if ($this.Deny -match 'owner') { throw (New-Denied) }; return $this.Owner }
    return $o
}

function New-StandInFolder([string]$Path) {
    $o = [pscustomobject]@{ Path = $Path }
    Add-Member -InputObject $o -MemberType ScriptMethod -Name GetTasks -Value {
        param($flags)
        if (@(Get-Part $global:machine 'denied_folders' @()) -contains $this.Path) { throw (New-Denied) }
        return @($standInTasks | Where-Object { $at = $_.Path.Substring(0, $_.Path.LastIndexOf([char]92)); ($at -eq $this.Path) -or ($at -eq '' -and $this.Path -eq '\') })
    }
    Add-Member -InputObject $o -MemberType ScriptMethod -Name GetFolders -Value {
        param($flags)
        $below = $this.Path.TrimEnd('\') + '\'
        return @($standInTasks | Where-Object { $_.Path.StartsWith($below) -and $_.Path.IndexOf([char]92, $below.Length) -gt 0 } | ForEach-Object { $below + $_.Path.Substring($below.Length).Split('\')[0] } | Select-Object -Unique | ForEach-Object { New-StandInFolder $_ })
    }
    Add-Member -InputObject $o -MemberType ScriptMethod -Name GetTask -Value {
        param($path)
        foreach ($t in $standInTasks) { if ($t.Path -eq $path) { return $t } }
        throw (New-Object IO.FileNotFoundException ([string](Get-Part $global:machine 'missing_words' 'The system cannot find the file specified. (Exception from HRESULT: 0x80070002)')))
    }
    return $o
}
$standInTasks = @(foreach ($t in @(Get-Part $global:machine 'tasks' @())) { New-StandInTask $t })
function Open-Scheduler {
    if (Get-Part $global:machine 'scheduler' '') { throw [string]$global:machine.scheduler }
    $s = New-Object PSObject
    Add-Member -InputObject $s -MemberType ScriptMethod -Name GetFolder -Value { param($path) New-StandInFolder $path }
    return $s
}

function Get-MachineName { return [string](Get-Part $global:machine 'host' 'SRV01') }
function Get-MachineDomain { return [string](Get-Part $global:machine 'domain' '') }
function Test-Elevated { return [bool](Get-Part $global:machine 'elevated' $true) }
function Test-OtherBitness { return [bool](Get-Part $global:machine 'bits32' $false) }
function Get-ZoneOffset { return [int](Get-Part $global:machine 'zone_offset' 0) }
function Get-Zone { $z = Get-Part $global:machine 'zone' $null; if ($null -ne $z) { return $z }; return [ordered]@{ id = 'UTC'; offset = [int](Get-Part $global:machine 'zone_offset' 0); changes = @() } }
function Get-ClusterNodeNames { return @(Get-Part $global:machine 'nodes' @()) }
function Test-Battery { return [bool](Get-Part $global:machine 'battery' $false) }
function Get-BuiltName([string]$Path) { $b = Get-Part $global:machine 'built' $null; return [string](Get-Part $b $Path '') }
function Get-AllProcesses {
    if (Get-Part $global:machine 'cim' '') { throw (New-Denied) }
    return @(foreach ($p in @(Get-Part $global:machine 'processes' @())) { [pscustomobject]@{ ProcessId = [uint32]$(if ($p.id -eq 'self') { $PID } else { $p.id }); ParentProcessId = [uint32](Get-Part $p 'parent' 4); Name = [string]$p.name; CommandLine = (Get-Part $p 'command' $null); ExecutablePath = (Get-Part $p 'path' $null); CreationDate = (ConvertTo-LocalTime (Get-Part $p 'started' '2026-11-02T08:00:00Z')) } })
}
function Get-AllServices {
    if (Get-Part $global:machine 'cim' '') { throw (New-Denied) }
    return @(foreach ($s in @(Get-Part $global:machine 'services' @())) { [pscustomobject]@{ Name = [string]$s.name; DisplayName = [string](Get-Part $s 'display' $s.name); PathName = (Get-Part $s 'path' $null); StartName = (Get-Part $s 'account' 'LocalSystem'); State = [string](Get-Part $s 'state' 'Running'); StartMode = [string](Get-Part $s 'start' 'Auto') } })
}
$standInNames = @{ SystemRoot = 'C:\Windows'; windir = 'C:\Windows'; SystemDrive = 'C:'; ProgramData = 'C:\ProgramData'; ALLUSERSPROFILE = 'C:\ProgramData'; ProgramFiles = 'C:\Program Files'; 'ProgramFiles(x86)' = 'C:\Program Files (x86)'; ProgramW6432 = 'C:\Program Files'; PUBLIC = 'C:\Users\Public'; PSModulePath = 'C:\Program Files\WindowsPowerShell\Modules;C:\Windows\system32\WindowsPowerShell\v1.0\Modules' }
function Get-EnvironmentValue([string]$Name) {
    $own = Get-Part (Get-Part $global:machine 'env' $null) $Name $null
    if ($null -ne $own) { return [string]$own }
    if ($standInNames.ContainsKey($Name)) { return $standInNames[$Name] }
    return ''
}
function Get-RegistryText([string]$Key, [string]$Name) { return [string](Get-Part (Get-Part (Get-Part $global:machine 'registry' $null) $Key $null) $Name '') }

$standInFiles = New-Object 'Collections.Generic.Dictionary[string,object]' ([StringComparer]::OrdinalIgnoreCase)
$standInFolders = New-Object 'Collections.Generic.Dictionary[string,object]' ([StringComparer]::OrdinalIgnoreCase)
foreach ($f in @('C:', 'C:\Windows', 'C:\Windows\System32')) { $standInFolders[$f] = $true }
if ($global:machine.PSObject.Properties['files'] -and $null -ne $global:machine.files) {
    foreach ($p in $global:machine.files.PSObject.Properties) {
        $standInFiles[$p.Name] = $p.Value
        $up = $p.Name
        while ($up.LastIndexOf([char]92) -gt 1) { $up = $up.Substring(0, $up.LastIndexOf([char]92)); $standInFolders[$up] = $true }
    }
}
function Get-PathKind([string]$Path) {
    $p = $Path.TrimEnd('\')
    foreach ($d in @(Get-Part $global:machine 'denied_files' @())) { if ([string]::Equals($d, $p, [StringComparison]::OrdinalIgnoreCase)) { return 'denied' } }
    if ($standInFiles.ContainsKey($p)) { return 'file' }
    if ($standInFolders.ContainsKey($p)) { return 'folder' }
    return 'missing'
}
function Read-Bytes([string]$Path, [int]$Most) {
    if ((Get-PathKind $Path) -eq 'denied') { throw (New-Denied) }
    if (-not $standInFiles.ContainsKey($Path)) { throw (New-Object IO.FileNotFoundException 'gone') }
    $v = $standInFiles[$Path]
    if ($v -is [string]) { $bytes = [Text.Encoding]::UTF8.GetBytes($v) } elseif ($v.PSObject.Properties['base64']) { $bytes = [Convert]::FromBase64String($v.base64) } else { $bytes = [Text.Encoding]::UTF8.GetBytes('#' * $v.size) }
    if ($bytes.Length -gt $Most) { return $null }
    return , $bytes
}
function Get-ModifiedTime([string]$Path) { return [DateTime]::UtcNow }
function Get-FilesIn([string]$Folder) { $in = $Folder.TrimEnd('\'); return @($standInFiles.Keys | Where-Object { [string]::Equals($_.Substring(0, $_.LastIndexOf([char]92)), $in, [StringComparison]::OrdinalIgnoreCase) }) }
function Get-FoldersIn([string]$Folder) { $in = $Folder.TrimEnd('\'); return @($standInFolders.Keys | Where-Object { $_.LastIndexOf([char]92) -gt 0 -and [string]::Equals($_.Substring(0, $_.LastIndexOf([char]92)), $in, [StringComparison]::OrdinalIgnoreCase) }) }
function Get-Drives { return @($standInFolders.Keys | Where-Object { $_ -match '^[A-Za-z]:$' }) }
function Write-File([string]$Path, [string]$Text) { [IO.File]::WriteAllText($Path, $Text) }

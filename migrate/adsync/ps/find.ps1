# Looks for the PowerShell script of Dashlane's AD sync and changes nothing.
# Of a script that it reads it tells which known words are there and on which
# line, and nothing else: no other text of a script leaves this machine.

# kind, pattern, and the words that are shown for it
$patterns = @(
    @('team-id', '(?i)\$TEAM_ID\s*=\s*["'']?\d+', '$TEAM_ID = "***"'),
    @('dashlane', '(?i)dashlane', 'dashlane'),
    @('file-name', '(?i)dashlane-ad-sync\.ps1', 'dashlane-ad-sync.ps1'),
    @('address', '(?i)ws1\.dashlane\.com', 'ws1.dashlane.com'),
    @('team-plans', '(?i)teamPlans', 'teamPlans'),
    @('rsa-key', '(?i)<RSAKeyValue>|PFJTQUtleVZhbHVlPjxNb2R1bHVzP', '<RSAKeyValue> ***'),
    @('ad-command', '(?i)Get-AD(GroupMember|Group|User)\b', 'Get-ADGroup, Get-ADGroupMember or Get-ADUser')
)
$runners = '(?i)powershell|pwsh|\bcmd(\.exe)?\b|[wc]script|\.(ps1|psm1|cmd|bat|vbs)\b|dashlane'
$scriptFiles = '(?i)"([^"]+\.(?:ps1|psm1|cmd|bat|vbs))"|''([^'']+\.(?:ps1|psm1|cmd|bat|vbs))''|([^\s"'';&|]+\.(?:ps1|psm1|cmd|bat|vbs))\b'
$files = [ordered]@{}
$labels = @{}

function Find-Evidence([string]$Text) {
    # This script holds every one of the words itself.
    if ($Text.Contains('ad2scim.syncfind/v1')) { return }
    $lines = @($Text -split "\r\n|\n|\r")
    foreach ($p in $patterns) {
        for ($i = 0; $i -lt $lines.Count; $i++) {
            if ($lines[$i] -match $p[1]) {
                [ordered]@{ kind = $p[0]; line = ($i + 1); excerpt = $p[2] }
                break
            }
        }
    }
}

# A command line may hold a script itself, in base64 of UTF-16.
function Expand-Command([string]$Command) {
    $m = [regex]::Match($Command, '(?i)\s[-/](?:e|ec|en|enc|enco\w*)\s+"?([A-Za-z0-9+/=]{16,})')
    if (-not $m.Success) { return $Command }
    try {
        return $Command + "`n" + [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String($m.Groups[1].Value))
    } catch {
        return $Command
    }
}

function Read-Script([string]$Path) {
    $stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, ([IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete))
    try {
        if ($stream.Length -gt 4194304) { throw 'it is larger than 4 MB' }
        $reader = New-Object IO.StreamReader($stream, [Text.Encoding]::Default, $true)
        return $reader.ReadToEnd()
    } finally {
        $stream.Dispose()
    }
}

# Two paths can look alike once they are masked; each file has its own name.
function Get-Label([string]$Path) {
    if ($labels.Contains($Path)) { return $labels[$Path] }
    $shown = Hide-Secret $Path
    $label = $shown
    $n = 1
    while (@($labels.Values) -contains $label) {
        $n++
        $label = $shown + ' (' + $n + ')'
    }
    $labels[$Path] = $label
    return $label
}

# Reads the script files that a command line names, and those that they name,
# and returns their paths. A share or device is opened only where a task or a
# service names it, which takes an administrator: anyone can start a process with
# any path in its command line, and opening it would sign in there.
function Find-Files([string]$Command, [string]$Folder, [int]$Depth, [bool]$Shares) {
    foreach ($m in [regex]::Matches($Command, $scriptFiles)) {
        $path = [Environment]::ExpandEnvironmentVariables(($m.Groups[1].Value + $m.Groups[2].Value + $m.Groups[3].Value))
        if ($Folder -and -not [IO.Path]::IsPathRooted($path)) { $path = [IO.Path]::Combine($Folder, $path) }
        $shown = Get-Label $path
        $shown
        $remote = $path -match '^[\\/]{2}'
        if ($files.Contains($path) -and ($files[$path]['readable'] -or -not $Shares -or -not $remote)) { continue }
        $about = [ordered]@{ path = $shown; readable = $false; missing = $false; why = ''; modified = ''; evidence = @() }
        $files[$path] = $about
        if ($remote -and -not $Shares) {
            $about['why'] = 'it is on a share, and was not read'
            continue
        }
        try {
            $text = Read-Script $path
            $about['readable'] = $true
            $about['modified'] = (Format-Time ([IO.File]::GetLastWriteTimeUtc($path)))
            $about['evidence'] = @(Find-Evidence $text)
            if ($Depth -gt 0) { Find-Files $text ([IO.Path]::GetDirectoryName($path)) ($Depth - 1) $false }
        } catch {
            $cause = $_.Exception.GetBaseException()
            $about['missing'] = ($cause -is [IO.FileNotFoundException]) -or ($cause -is [IO.DirectoryNotFoundException])
            $about['why'] = (Hide-Secret $cause.Message)
        }
    }
}

function Get-Trigger($Trigger) {
    $type = [int]$Trigger.Type
    $days = 0
    if ($type -eq 2) { $days = [int]$Trigger.DaysInterval }
    if ($type -eq 3) { $days = 7 * [int]$Trigger.WeeksInterval }
    if ($type -eq 4 -or $type -eq 5) { $days = 31 }
    $months = 0
    $monthDays = 0
    $weekdays = 0
    $weeks = 0
    $last = $false
    if ($type -eq 4 -or $type -eq 5) { $months = [int]$Trigger.MonthsOfYear }
    if ($type -eq 4) {
        # The last day of the month has the 32nd bit, and on some systems a name of its own.
        $monthDays = [long]$Trigger.DaysOfMonth -band [long]2147483647
        $last = ([long]$Trigger.DaysOfMonth -band [long]2147483648) -ne 0 -or [bool]$Trigger.RunOnLastDayOfMonth
    }
    if ($type -eq 5) {
        $weekdays = [int]$Trigger.DaysOfWeek
        $weeks = [int]$Trigger.WeeksOfMonth -band 0xf
        $last = ([int]$Trigger.WeeksOfMonth -band 0x10) -ne 0 -or [bool]$Trigger.RunOnLastWeekOfMonth
    }
    $repeat = ''
    $lasts = ''
    try {
        $repeat = [string]$Trigger.Repetition.Interval
        $lasts = [string]$Trigger.Repetition.Duration
    } catch { $repeat = '' }
    return [ordered]@{ type = $type; enabled = [bool]$Trigger.Enabled; repeat = $repeat; lasts = $lasts; days = $days; months = $months; month_days = $monthDays; weekdays = $weekdays; weeks = $weeks; last = $last }
}

function Get-Task($Task) {
    $definition = $Task.Definition
    $actions = New-Object System.Collections.ArrayList
    $paths = New-Object System.Collections.ArrayList
    $commands = ''
    foreach ($action in $definition.Actions) {
        if ([int]$action.Type -ne 0) { continue }
        $command = [string]$action.Path + ' ' + [string]$action.Arguments
        $commands += "`n" + (Expand-Command $command)
        [void]$actions.Add([ordered]@{
                path      = (Hide-Secret ([string]$action.Path))
                arguments = (Hide-Secret ([string]$action.Arguments))
                folder    = (Hide-Secret ([string]$action.WorkingDirectory))
            })
    }
    $account = [string]$definition.Principal.UserId
    if (-not $account) { $account = [string]$definition.Principal.GroupId }
    $own = ([string]$Task.Path) + ' ' + $account + ' ' + $commands
    if ($own -notmatch $runners) { return }
    # Windows' own tasks start scripts of their own.
    if ($Task.Path -like '\Microsoft\Windows\*' -and $own -notmatch '(?i)dashlane') { return }
    foreach ($action in $definition.Actions) {
        if ([int]$action.Type -ne 0) { continue }
        $command = Expand-Command ([string]$action.Path + ' ' + [string]$action.Arguments)
        foreach ($p in @(Find-Files $command ([string]$action.WorkingDirectory) 2 $true)) { [void]$paths.Add($p) }
    }
    $about = Get-TaskState $Task
    $about['name'] = [string]$Task.Name
    $about['path'] = [string]$Task.Path
    $about['account'] = $account
    $about['actions'] = @($actions)
    $about['triggers'] = @(foreach ($t in $definition.Triggers) { Get-Trigger $t })
    $about['files'] = @($paths)
    $about['evidence'] = @(Find-Evidence $own)
    return $about
}

function Find-Tasks($Folder) {
    foreach ($task in $Folder.GetTasks(1)) {
        try { Get-Task $task } catch { Add-Trouble ('the task ' + $task.Path) $_.Exception.Message }
    }
    foreach ($sub in $Folder.GetFolders(0)) {
        try { Find-Tasks $sub } catch { Add-Trouble ('the task folder ' + $sub.Path) $_.Exception.Message }
    }
}

function Find-Processes {
    foreach ($p in Get-CimInstance -ClassName Win32_Process) {
        if ($p.ProcessId -eq $PID -or $p.Name -notmatch '(?i)^(powershell|powershell_ise|pwsh|cscript|wscript|cmd)(\.exe)?$') { continue }
        $command = Expand-Command ([string]$p.CommandLine)
        [ordered]@{
            id       = [int]$p.ProcessId
            name     = [string]$p.Name
            command  = (Hide-Secret ([string]$p.CommandLine))
            seen     = [bool]$p.CommandLine
            started  = (Format-Time $p.CreationDate)
            files    = @(Find-Files $command '' 2 $false)
            evidence = @(Find-Evidence $command)
        }
    }
}

function Find-Services {
    foreach ($s in Get-CimInstance -ClassName Win32_Service) {
        $command = [string]$s.PathName
        $folder = ''
        # What a wrapper such as NSSM starts stands in the registry.
        $key = 'HKLM:\SYSTEM\CurrentControlSet\Services\' + $s.Name + '\Parameters'
        $wrapped = $null
        try { $wrapped = Get-ItemProperty -LiteralPath $key -ErrorAction SilentlyContinue } catch { Add-Trouble ('the service ' + $s.Name) $_.Exception.Message }
        if ($wrapped -and ($wrapped.PSObject.Properties.Name -contains 'Application')) {
            $command += ' ' + [string]$wrapped.Application
            if ($wrapped.PSObject.Properties.Name -contains 'AppParameters') { $command += ' ' + [string]$wrapped.AppParameters }
            if ($wrapped.PSObject.Properties.Name -contains 'AppDirectory') { $folder = [string]$wrapped.AppDirectory }
        }
        $command = Expand-Command $command
        $own = [string]$s.Name + ' ' + [string]$s.DisplayName + ' ' + [string]$s.StartName + "`n" + $command
        if ($own -notmatch '(?i)powershell|pwsh|\.(ps1|psm1|cmd|bat|vbs)\b|dashlane') { continue }
        [ordered]@{
            name     = [string]$s.Name
            command  = (Hide-Secret ([string]$s.PathName))
            account  = [string]$s.StartName
            state    = ([string]$s.State).ToLowerInvariant()
            start    = ([string]$s.StartMode).ToLowerInvariant()
            files    = @(Find-Files $command $folder 2 $true)
            evidence = @(Find-Evidence $own)
        }
    }
}

$result = New-Result 'ad2scim.syncfind/v1'
$result['tasks'] = @()
$result['processes'] = @()
$result['services'] = @()
try {
    $service = Open-Scheduler
    $result['tasks'] = @(Find-Tasks ($service.GetFolder('\')))
} catch {
    Add-Trouble 'the task scheduler' $_.Exception.Message
}
try { $result['processes'] = @(Find-Processes) } catch { Add-Trouble 'the processes' $_.Exception.Message }
try { $result['services'] = @(Find-Services) } catch { Add-Trouble 'the services' $_.Exception.Message }
$result['files'] = @($files.Values)
$result['trouble'] = @($trouble)
Write-Result $result

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
# Node's tasks start files of this ending too, by node.exe.
$runners = '(?i)powershell|pwsh|\bcmd(\.exe)?\b|[wc]script|\.(ps1|psm1|cmd|bat|vbs|vbe|jse|wsf)\b|\n"?(?:(?!\.exe)[^"\n])+\.js\b|dashlane'
# A script file in quotes, one without, and the folder that a command goes to.
$quotedPath = '"([^"<>|*?]{1,260}\.(?:ps1|psm1|cmd|bat|vbs|vbe|jse?|wsf))"|''([^''<>|*?]{1,260}\.(?:ps1|psm1|cmd|bat|vbs|vbe|jse?|wsf))'''
$barePath = '(?i)(?<![^\s"''<>|*?;&(){}=,:`])((?:[A-Za-z]:[\\/]|[\\/]{2})?[^\s"''<>|*?;&(){}=,:`]{1,240}\.(?:ps1|psm1|cmd|bat|vbs|vbe|jse?|wsf))\b'
$goneTo = '(?i)(?:^|[;&|({"''\s])(?:cd|chdir|pushd|push-location|set-location|sl)\s+(?:/d\s+|-(?:literal)?path\s+)?(?:"([^"<>|*?]{1,240})"|''([^''<>|*?]{1,240})''|([^\s"''<>|*?;&]{1,240}))'
# A folder with its drive or share, and a command that goes to another drive.
$fullFolder = '^(?:[A-Za-z]:[\\/]|[\\/]{2})'
$otherDrive = '(?i)(?:^|[;&|("''\s])[A-Z]:[ \t]*(?:[;&|)\r\n]|$)'
# Where a job of Register-ScheduledJob keeps what it runs: its name and its folder.
$jobStore = 'LoadFromStore\(\s*''([^''<>|*?]{1,200})''\s*,\s*''([^''<>|*?]{1,240})'''
# The items of a policy's ScheduledTasks.xml that are replaced or updated, but for
# those that are switched off or whose task is disabled in the policy itself.
$policyTasks = '/*/*[local-name()="Task" or local-name()="TaskV2"][not(@disabled="1")]/*[local-name()="Properties"][not(@action) or contains("RrUu", @action)][not(@enabled="0" or @enabled="false")][not(*/*[local-name()="Settings"]/*[local-name()="Enabled" and normalize-space()="false"])]'
$files = [ordered]@{}
$texts = @{}
$nested = @{}
$cut = [ordered]@{}
$labels = @{}
$others = [ordered]@{ enabled = (New-Object System.Collections.ArrayList); disabled = (New-Object System.Collections.ArrayList) }

function Find-Evidence([string]$Text) {
    # This script holds most of the words itself.
    if ($Text.Contains('ad2scim.syncfind/v1') -and $Text -notmatch $patterns[0][1]) { return }
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
        $text = $reader.ReadToEnd()
        # cmd.exe reads other letters than this in a batch file.
        if ($Path -match '\.(cmd|bat)$' -and $text -match '[^\x00-\x7f]') {
            try {
                $oem = [Text.Encoding]::GetEncoding([Globalization.CultureInfo]::InstalledUICulture.TextInfo.OEMCodePage)
                [void]$stream.Seek(0, [IO.SeekOrigin]::Begin)
                $text += "`n" + (New-Object IO.StreamReader($stream, $oem, $true)).ReadToEnd()
            } catch { Add-Trouble ('the letters of ' + $Path) $_.Exception.Message }
        }
        return $text
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

# Puts the folder of a script, and what is the same for every account, in the
# place of their names.
function Expand-Places([string]$Text, [string]$Folder) {
    $Text = $Text.Replace('\"', '"')
    if ($Folder) {
        $here = ($Folder.TrimEnd('\') + '\').Replace('$', '$$')
        $Text = [regex]::Replace($Text, '(?i)%~dp0\\?|\$\{?PSScriptRoot\}?\\?', $here)
    }
    foreach ($name in @('SystemRoot', 'windir', 'SystemDrive', 'ProgramData', 'ALLUSERSPROFILE', 'ProgramFiles', 'ProgramFiles(x86)', 'ProgramW6432', 'PUBLIC')) {
        $value = [Environment]::GetEnvironmentVariable($name)
        if ($value) {
            $word = [regex]::Escape($name)
            $Text = [regex]::Replace($Text, '(?i)%' + $word + '%|\$env:' + $word + '\b|\$\{env:' + $word + '\}', $value.Replace('$', '$$'))
        }
    }
    return $Text
}

# The script files that a text names, as they stand there. A name with a colon
# that is no drive's is a command or an address.
function Find-Names([string]$Text) {
    foreach ($line in @($Text -split "\r\n|\n|\r")) {
        # A longer line holds data.
        if ($line.Length -gt 8192) { $line = $line.Substring(0, 8192) }
        $rest = $line
        foreach ($m in [regex]::Matches($line, $quotedPath, 'IgnoreCase')) {
            $path = $m.Groups[1].Value + $m.Groups[2].Value
            if ($path.LastIndexOf(':') -gt 1) { continue }
            $path
            $rest = $rest.Remove($m.Index, $m.Length).Insert($m.Index, (' ' * $m.Length))
        }
        foreach ($m in [regex]::Matches($rest, $barePath)) {
            $path = $m.Groups[1].Value
            if ($path.StartsWith('/') -and $m.Index -gt 0 -and $rest[$m.Index - 1] -eq ':') { continue }
            $path
        }
        foreach ($m in [regex]::Matches($line, $jobStore)) {
            $m.Groups[2].Value.TrimEnd('\') + '\' + $m.Groups[1].Value + '\ScheduledJobDefinition.xml'
        }
    }
}

# The full path of a script: a relative one is looked for in the folders that the
# text goes to, then in those that are given. For shares, see Read-Once. Where one of
# these folders is not known, the script may be there: the name comes back as it is.
function Resolve-Script([string]$Path, [string]$Text, [string[]]$Folders, [bool]$Shares) {
    if ($Path -match $fullFolder) { return $Path }
    $gone = @(foreach ($m in [regex]::Matches($Text, $goneTo)) { $m.Groups[1].Value + $m.Groups[2].Value + $m.Groups[3].Value })
    $all = @(($gone + @($Folders)) | Where-Object { $_ })
    $known = @($all | Where-Object { $_ -match $fullFolder -and $_ -notmatch '[%$]' -and ($Shares -or $_ -notmatch '^[\\/]{2}') })
    if ($Path -notmatch '^[A-Za-z]:') {
        $full = @(foreach ($folder in $known) {
                if ([IO.Path]::IsPathRooted($Path)) { [IO.Path]::GetPathRoot($folder).TrimEnd('\') + $Path } else { [IO.Path]::Combine($folder, $Path) }
            })
        foreach ($f in $full) {
            if ([IO.File]::Exists($f)) { return $f }
        }
        if ($full.Count -gt 0 -and $full.Count -eq $all.Count -and $Text -notmatch $otherDrive) { return $full[0] }
    }
    return $Path
}

# Reads a script file unless that was done. A share or device is opened only where
# a task or a service of an administrator's names it: anyone can start a process
# with any path in its command line, and opening it would sign in there.
function Read-Once([string]$Path, [bool]$Shares) {
    $remote = $Path -match '^[\\/]{2}'
    if ($files.Contains($Path) -and ($files[$Path]['readable'] -or -not $Shares -or -not $remote)) { return }
    $about = [ordered]@{ path = (Get-Label $Path); readable = $false; missing = $false; why = ''; modified = ''; evidence = @() }
    $files[$Path] = $about
    if ($remote -and -not $Shares) {
        $about['why'] = 'it is on a share, and was not read'
    } elseif ($Path -match '[%$]' -and -not [IO.File]::Exists($Path)) {
        $about['why'] = 'where it is depends on the account or on a variable'
    } elseif ($Path -notmatch $fullFolder) {
        $about['why'] = 'its folder is not known'
    } else {
        try {
            $texts[$Path] = Read-Script $Path
            $about['readable'] = $true
            $about['modified'] = (Format-Time ([IO.File]::GetLastWriteTimeUtc($Path)))
            $about['evidence'] = @(Find-Evidence $texts[$Path])
        } catch {
            $cause = $_.Exception.GetBaseException()
            $about['missing'] = ($cause -is [IO.FileNotFoundException]) -or ($cause -is [IO.DirectoryNotFoundException])
            $about['why'] = (Hide-Secret $cause.Message)
        }
    }
}

# The paths of the scripts that a text names. What only looks like a file's name is
# left out; so is what a variable leads to, in a script that has nothing to do with
# AD sync.
function Find-Paths([string]$Text, [string[]]$Folders, [bool]$Shares, [bool]$Matters) {
    $turns = @([regex]::Matches($Text, $goneTo) | Where-Object { $_.Value -match '[%$]' }).Count -gt 0
    foreach ($name in @(Find-Names $Text)) {
        if ($name -match '[%$]' -and -not $Matters) { continue }
        try { $path = Resolve-Script $name $Text $Folders $Shares } catch { continue }
        if ($turns -and -not $Matters -and $path -notmatch $fullFolder) { continue }
        $path
    }
}

# Reads the script files that a text names, and those that they name, and returns
# their paths.
function Find-Files([string]$Text, [string[]]$Folders, [int]$Depth, [bool]$Shares, [bool]$Matters) {
    foreach ($path in @(Find-Paths $Text $Folders $Shares $Matters)) {
        Read-Once $path $Shares
        Get-Label $path
        Find-Nested $path $Depth
    }
}

# The paths that a script file which was read names. They are found once for each
# depth: scripts can call each other.
function Find-Nested([string]$Path, [int]$Depth) {
    if (-not $texts.ContainsKey($Path)) { return }
    if ($Depth -le 0) {
        $cut[$Path] = $true
        return
    }
    $key = [string]$Depth + '|' + $Path
    if (-not $nested.ContainsKey($key)) {
        $nested[$key] = @()
        $folder = [string][IO.Path]::GetDirectoryName($Path)
        $nested[$key] = @(Find-Files (Expand-Places $texts[$Path] $folder) @($folder) ($Depth - 1) $false ($texts[$Path] -match 'dashlane'))
    }
    $nested[$key]
}

# What the last scripts in a chain start is not followed: it is told where they name
# one that was not looked at. One of a full path that is not there is none.
function Find-Cut {
    foreach ($from in @($cut.Keys)) {
        $folder = [string][IO.Path]::GetDirectoryName($from)
        foreach ($path in @(Find-Paths (Expand-Places $texts[$from] $folder) @($folder) $false ($texts[$from] -match 'dashlane'))) {
            if ($files.Contains($path) -or ($path -match '^[A-Za-z]:' -and -not [IO.File]::Exists($path))) { continue }
            Add-Trouble ('what the script ' + $from + ' starts') 'scripts are not followed so deep'
            break
        }
    }
}

function Get-Trigger($Trigger) {
    $type = [int]$Trigger.Type
    $days = 0
    $delay = ''
    if ($type -ge 1 -and $type -le 5) { $delay = [string]$Trigger.RandomDelay }
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
    return [ordered]@{ type = $type; enabled = [bool]$Trigger.Enabled; repeat = $repeat; lasts = $lasts; delay = $delay; days = $days; months = $months; month_days = $monthDays; weekdays = $weekdays; weeks = $weeks; last = $last }
}

# Anyone may register a task for himself; the owner is in its security descriptor.
function Test-OwnedByAdmins($Task) {
    try { return ([string]$Task.GetSecurityDescriptor(1)) -match '^O:(BA|SY|LA|DA|EA)' } catch { return $false }
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
    # Windows' own tasks start scripts of their own; jobs of PowerShell are none.
    if ($Task.Path -like '\Microsoft\Windows\*' -and $Task.Path -notlike '\Microsoft\Windows\PowerShell\ScheduledJobs\*' -and $own -notmatch '(?i)dashlane') { return }
    $shares = Test-OwnedByAdmins $Task
    foreach ($action in $definition.Actions) {
        if ([int]$action.Type -ne 0) { continue }
        $command = Expand-Places (Expand-Command ([string]$action.Path + ' ' + [string]$action.Arguments)) ''
        $folders = @((Expand-Places ([string]$action.WorkingDirectory) '').Trim('"'), [Environment]::SystemDirectory)
        foreach ($p in @(Find-Files $command $folders 2 $shares $true)) { [void]$paths.Add($p) }
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

# Every other task, briefly: one that was AD sync may start anything now. The
# enabled ones, which are many, by their paths alone.
function Add-Other($Task) {
    if ($Task.Enabled) {
        [void]$others['enabled'].Add([string]$Task.Path)
    } else {
        $about = Get-TaskState $Task
        $about['path'] = [string]$Task.Path
        [void]$others['disabled'].Add($about)
    }
}

function Find-Tasks($Folder) {
    foreach ($task in $Folder.GetTasks(1)) {
        try {
            $about = $null
            try { $about = Get-Task $task } catch { Add-Trouble ('the task ' + $task.Path) $_.Exception.Message }
            if ($null -eq $about) { Add-Other $task } else { $about }
        } catch { Add-Trouble ('the task ' + $task.Path) $_.Exception.Message }
    }
    foreach ($sub in $Folder.GetFolders(0)) {
        try { Find-Tasks $sub } catch { Add-Trouble ('the task folder ' + $sub.Path) $_.Exception.Message }
    }
}

# The tasks that Group Policy Preferences puts on this machine, enabled, at each
# refresh, by the copy of the policies that Windows keeps. To create (C) leaves alone
# what is there; an item without an action is one to update.
function Find-Policy {
    $folder = [IO.Path]::Combine([Environment]::GetFolderPath('CommonApplicationData'), 'Microsoft\Group Policy\History')
    if (-not [IO.Directory]::Exists($folder)) { return }
    foreach ($policy in [IO.Directory]::GetDirectories($folder)) {
        $file = [IO.Path]::Combine($policy, 'Machine\Preferences\ScheduledTasks\ScheduledTasks.xml')
        try { Read-Policy $file } catch {
            $cause = $_.Exception.GetBaseException()
            if ($cause -is [IO.FileNotFoundException] -or $cause -is [IO.DirectoryNotFoundException]) { continue }
            # What Windows says of XML may quote it, and it may hold a password.
            $why = 'it is not XML as Windows writes it'
            if ($cause -isnot [Xml.XmlException]) { $why = $cause.Message }
            Add-Trouble ('the policy ' + $file) $why
        }
    }
}

function Read-Policy([string]$File) {
    $settings = New-Object Xml.XmlReaderSettings
    $settings.DtdProcessing = [Xml.DtdProcessing]::Prohibit
    $settings.XmlResolver = $null
    $settings.MaxCharactersInDocument = 4194304
    $stream = New-Object IO.FileStream($File, [IO.FileMode]::Open, [IO.FileAccess]::Read, ([IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete))
    try {
        $xml = New-Object Xml.XmlDocument
        $xml.XmlResolver = $null
        $xml.Load([Xml.XmlReader]::Create($stream, $settings))
    } finally {
        $stream.Dispose()
    }
    foreach ($p in $xml.SelectNodes($policyTasks)) {
        '\' + $p.GetAttribute('name').TrimStart('\')
    }
}

function Find-Processes {
    foreach ($p in Get-CimInstance -ClassName Win32_Process) {
        if ($p.ProcessId -eq $PID -or $p.Name -notmatch '(?i)^(powershell|powershell_ise|pwsh|cscript|wscript|cmd)(\.exe)?$') { continue }
        $command = Expand-Places (Expand-Command ([string]$p.CommandLine)) ''
        [ordered]@{
            id       = [int]$p.ProcessId
            name     = [string]$p.Name
            command  = (Hide-Secret ([string]$p.CommandLine))
            seen     = [bool]$p.CommandLine
            started  = (Format-Time $p.CreationDate)
            files    = @(Find-Files $command @() 2 $false $true)
            evidence = @(Find-Evidence $command)
        }
    }
}

function Find-Services {
    foreach ($s in Get-CimInstance -ClassName Win32_Service) {
        $command = [string]$s.PathName
        $folders = @()
        # What a wrapper such as NSSM starts stands in the registry.
        try {
            $wrapped = Get-Item -LiteralPath ('HKLM:\SYSTEM\CurrentControlSet\Services\' + $s.Name + '\Parameters') -ErrorAction SilentlyContinue
            if ($wrapped) {
                $command += ' ' + [string]$wrapped.GetValue('Application') + ' ' + [string]$wrapped.GetValue('AppParameters')
                $folders = @([string]$wrapped.GetValue('AppDirectory'))
            }
        } catch { Add-Trouble ('the service ' + $s.Name) $_.Exception.Message }
        $command = Expand-Places (Expand-Command $command.Trim()) ''
        $own = [string]$s.Name + ' ' + [string]$s.DisplayName + ' ' + [string]$s.StartName + "`n" + $command
        if ($own -notmatch '(?i)powershell|pwsh|[wc]script|\.(ps1|psm1|cmd|bat|vbs|vbe|jse|wsf)\b|dashlane') { continue }
        [ordered]@{
            name     = [string]$s.Name
            command  = (Hide-Secret $command)
            account  = [string]$s.StartName
            state    = ([string]$s.State).ToLowerInvariant()
            start    = ([string]$s.StartMode).ToLowerInvariant()
            files    = @(Find-Files $command ($folders + [Environment]::SystemDirectory) 2 $true $true)
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
$result['policy'] = @()
try { $result['policy'] = @(Find-Policy) } catch { Add-Trouble 'the policies of Group Policy' $_.Exception.Message }
try { $result['processes'] = @(Find-Processes) } catch { Add-Trouble 'the processes' $_.Exception.Message }
try { $result['services'] = @(Find-Services) } catch { Add-Trouble 'the services' $_.Exception.Message }
Find-Cut
$result['others'] = $others
$result['files'] = @($files.Values)
$result['trouble'] = @($trouble)
Write-Result $result

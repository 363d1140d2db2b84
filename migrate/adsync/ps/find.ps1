# Looks for the PowerShell script of Dashlane's AD sync and changes nothing.
# What leaves this machine is put together from what was recognized: programs, their own
# switches, paths of scripts, the number of further words, and hashes. No value, no line
# of a script, no words of Windows.

$others = [ordered]@{ enabled = (New-Object System.Collections.ArrayList); disabled = (New-Object System.Collections.ArrayList) }
$items = New-Object System.Collections.ArrayList
$looked = New-Map    # folders that something found names

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
    if ($type -eq 3) { $weekdays = [int]$Trigger.DaysOfWeek }
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
    return [ordered]@{ type = $type; enabled = [bool]$Trigger.Enabled; repeat = $repeat; lasts = $lasts; delay = $delay; days = $days; months = $months; month_days = $monthDays; weekdays = $weekdays; weeks = $weeks; last = $last
        start = [string]$Trigger.StartBoundary; end = [string]$Trigger.EndBoundary }
}

# The settings that can make a start late. What this version of Windows doesn't know is as
# if it were off.
function Get-Settings($Settings) {
    $battery = [bool](Get-Setting $Settings 'DisallowStartIfOnBatteries') -and (Test-Battery)
    return [ordered]@{ start_when_available = [bool](Get-Setting $Settings 'StartWhenAvailable'); restart_count = [int](Get-Setting $Settings 'RestartCount'); restart_interval = [string](Get-Setting $Settings 'RestartInterval')
        idle = [bool](Get-Setting $Settings 'RunOnlyIfIdle'); idle_wait = [string](Get-Setting (Get-Setting $Settings 'IdleSettings') 'WaitTimeout'); network = [bool](Get-Setting $Settings 'RunOnlyIfNetworkAvailable'); battery = $battery }
}

function Get-Setting($Of, [string]$Name) { try { return $Of.$Name } catch { return $null } }

# Anyone may register a task for himself; the owner is in its security descriptor.
function Test-OwnedByAdmins($Task) {
    try { return ([string]$Task.GetSecurityDescriptor(1)) -match '^O:(BA|SY|LA|DA|EA)' } catch { return $false }
}

# The program of a COM action, by its class.
function Follow-Com($At, [string]$Class, [string]$Task) {
    $file = ''
    foreach ($root in @('HKLM:\SOFTWARE\Classes\CLSID\', 'HKLM:\SOFTWARE\Classes\WOW6432Node\CLSID\')) {
        foreach ($kind in @('InprocServer32', 'LocalServer32')) {
            if (-not $file) { $file = Get-RegistryText ($root + $Class + '\' + $kind) '(default)' }
            if (-not $file) { $file = Get-RegistryText ($root + $Class + '\' + $kind) '' }
        }
    }
    $file = (Format-Path (Expand-Machine $file))
    if ($file -match '^(?i)[A-Za-z]:\\.*?\.(?:dll|exe|ocx)') { $file = $Matches[0] }
    if ($file -eq '' -and $Task -match '^(?i)\\Microsoft\\') { return }
    if ($file -eq '' -or ((Test-Full $file) -and -not (Test-Installed $file))) { Add-Unknown $At 'com' $file }
}

function New-Candidate([string]$Kind) { return @{ kind = $Kind; node = (New-Node); about = $null; own = ''; counts = $false } }

function Add-Task($Task) {
    $definition = $Task.Definition
    $item = New-Candidate 'task'
    $account = [string]$definition.Principal.UserId
    if (-not $account) { $account = [string]$definition.Principal.GroupId }
    $shares = Test-OwnedByAdmins $Task
    $actions = New-Object System.Collections.ArrayList
    $own = ([string]$Task.Path) + ' ' + $account
    foreach ($action in $definition.Actions) {
        $type = [int]$action.Type
        $in = ''
        if ($type -eq 0) { $in = (Expand-Machine ([string]$action.WorkingDirectory)).Trim().Trim('"') }
        $at = New-At $item.node $shares $(if ($in) { if ($in.IndexOf($unknownSign) -ge 0) { $in } else { Format-Path $in } } else { Get-SystemFolder })
        $at.account = $account
        $at.said = New-Object System.Collections.ArrayList
        if ($type -eq 5) { Follow-Com $at ([string]$action.ClassId) ([string]$Task.Path) }
        if ($type -ne 0) { continue }
        $line = [string]$action.Path + "`n" + [string]$action.Arguments
        $own += ' ' + $line
        try { Follow-Action $at (Expand-Machine ([string]$action.Path)) (Expand-Machine ([string]$action.Arguments)) } catch { Add-Unknown $at 'syntax' '' }
        $said = @($at.said.ToArray())
        $first = ''
        $more = ''
        if ($said.Count -gt 0) {
            $m = [regex]::Match([string]$said[0], '^(?:"([^"]+)"|(\S+)) ?')
            $first = $m.Groups[1].Value + $m.Groups[2].Value
            $more = ((@(([string]$said[0]).Substring($m.Length)) + @($said | Select-Object -Skip 1)) | Where-Object { $_ }) -join ' ; '
        }
        [void]$actions.Add([ordered]@{ path = $first; arguments = $more; folder = $(if ((Test-Full $at.folder) -and (Get-Kind $at.folder $shares) -eq 'folder') { $at.folder } else { '' }); sha256 = (Get-TextHash ($line + "`n" + [string]$action.WorkingDirectory)) })
    }
    $item.about = Get-TaskState $Task
    $item.about['name'] = [string]$Task.Name
    $item.about['path'] = [string]$Task.Path
    $item.about['account'] = $account
    $item.about['actions'] = @($actions.ToArray())
    $item.about['triggers'] = @(foreach ($t in $definition.Triggers) { Get-Trigger $t })
    if ([string]$Task.Path -match '^\\Microsoft\\Windows\\Failover Clustering\\') { $item.about['clustered'] = $true; $item.about['nodes'] = @(Get-ClusterNodeNames) }
    $item.about['settings'] = Get-Settings $definition.Settings
    $item.about['definition'] = Get-DefinitionHash $Task
    $item.own = $own
    return $item
}

# The program field of a task holds the program alone, with spaces and without quotes.
function Follow-Action($At, [string]$Path, [string]$Words) {
    Add-Loose $At ($Path + ' ' + $Words)
    Follow-Program $At ($Path.Trim().Trim('"')) (' ' + $Words) $null
}

function Find-Tasks($Folder) {
    try { $tasks = @($Folder.GetTasks(1)) } catch {
        Add-Trouble ('the tasks in ' + $Folder.Path) $_
        $tasks = @()
    }
    foreach ($task in $tasks) {
        try { [void]$items.Add((Add-Task $task)) } catch { Add-Trouble ('the task ' + $task.Path) $_ }
    }
    try { $folders = @($Folder.GetFolders(0)) } catch {
        Add-Trouble ('the folders in ' + $Folder.Path) $_
        return
    }
    foreach ($sub in $folders) { Find-Tasks $sub }
}

# The tasks that Group Policy Preferences puts on this machine, enabled, at each
# refresh, by the copy of the policies that Windows keeps; those of users too. To create
# (C) leaves alone what is there; an item without an action is one to update. Immediate
# tasks are made, run and taken away at each refresh: nothing of them is left to see.
$policyTasks = '/*/*[local-name()="Task" or local-name()="TaskV2"][not(@disabled="1")]/*[local-name()="Properties"][not(@action) or contains("RrUu", @action)][not(@enabled="0" or @enabled="false")][not(*/*[local-name()="Settings"]/*[local-name()="Enabled" and normalize-space()="false"])]'
$policyNow = '/*/*[local-name()="ImmediateTask" or local-name()="ImmediateTaskV2"][not(@disabled="1")]/*[local-name()="Properties"][not(@action) or @action!="D"]'
function Find-Policy {
    $places = @()
    $common = Get-MachineVariable 'ProgramData'
    if ($common) { $places += Join-Folder $common 'Microsoft\Group Policy\History' }
    $users = 'C:\Users'
    if ((Get-Kind $users $false) -eq 'folder') { try { foreach ($u in @(Get-FoldersIn $users | Select-Object -First 200)) { $places += Join-Folder $u 'AppData\Local\Microsoft\Group Policy\History' } } catch { Add-Trouble 'the folder C:\Users' $_ } }
    foreach ($place in $places) {
        if ((Get-Kind $place $false) -ne 'folder') { continue }
        try { $policies = @(Get-FoldersIn $place) } catch { Add-Trouble ('the policies in ' + $place) $_; continue }
        foreach ($policy in $policies) {
            foreach ($part in @('Machine', 'User')) {
                $file = Join-Folder $policy ($part + '\Preferences\ScheduledTasks\ScheduledTasks.xml')
                $kind = Get-Kind $file $false
                if ($kind -eq 'missing') {
                    # Below the folder of a policy there may be one for each user.
                    try { foreach ($sub in @(Get-FoldersIn $policy | Where-Object { (Get-Leaf $_) -match '^S-1-' })) { $f = Join-Folder $sub ('Preferences\ScheduledTasks\ScheduledTasks.xml'); if ((Get-Kind $f $false) -eq 'file') { Read-PolicyFile $f } } } catch { }
                    continue
                }
                Read-PolicyFile $file
            }
        }
    }
}

function Read-PolicyFile([string]$File) {
    try { Read-Policy $File } catch {
        $cause = $_.Exception.GetBaseException()
        # What Windows says of XML may quote it, and it may hold a password.
        if ($cause -is [Xml.XmlException]) { [void]$trouble.Add([ordered]@{ what = ('the policy ' + $File); why = 'it is not XML as Windows writes it'; number = '' }) } else { Add-Trouble ('the policy ' + $File) $_ }
    }
}

function Read-Xml([byte[]]$Bytes) {
    $settings = New-Object Xml.XmlReaderSettings
    $settings.DtdProcessing = [Xml.DtdProcessing]::Prohibit
    $settings.XmlResolver = $null
    $settings.MaxCharactersInDocument = 4194304
    $stream = New-Object IO.MemoryStream(, $Bytes)
    $xml = New-Object Xml.XmlDocument
    $xml.XmlResolver = $null
    $xml.Load([Xml.XmlReader]::Create($stream, $settings))
    return $xml
}

function Read-Policy([string]$File) {
    $bytes = Read-Bytes $File 16777216
    if ($null -eq $bytes) { throw (New-Object Xml.XmlException 'too long') }
    $xml = Read-Xml $bytes
    foreach ($p in $xml.SelectNodes($policyTasks)) { '\' + $p.GetAttribute('name').TrimStart('\') }
    foreach ($p in $xml.SelectNodes($policyNow)) {
        $item = New-Candidate 'policy'
        $name = [string]$p.GetAttribute('name')
        $lines = @(, @([string]$p.GetAttribute('appName'), [string]$p.GetAttribute('args'), [string]$p.GetAttribute('startIn')))
        foreach ($e in $p.SelectNodes('.//*[local-name()="Exec"]')) {
            $part = @{ Command = ''; Arguments = ''; WorkingDirectory = '' }
            foreach ($c in $e.ChildNodes) { if ($part.ContainsKey($c.LocalName)) { $part[$c.LocalName] = $c.InnerText } }
            $lines += , @($part.Command, $part.Arguments, $part.WorkingDirectory)
        }
        $item.own = $name
        foreach ($l in $lines) {
            if (-not $l[0]) { continue }
            $item.own += ' ' + $l[0] + ' ' + $l[1]
            $at = New-At $item.node $true $(if ($l[2]) { Expand-Machine $l[2] } else { Get-SystemFolder })
            Follow-Action $at (Expand-Machine $l[0]) (Expand-Machine $l[1])
        }
        $item.about = [ordered]@{ name = $name; path = $File }
        [void]$items.Add($item)
    }
}

# This script's own process and those that started it are no candidates.
function Get-OwnProcesses($All) {
    $parents = @{}
    foreach ($p in $All) { $parents[[string]$p.ProcessId] = [string]$p.ParentProcessId }
    $own = @{}
    $id = [string]$PID
    while ($id -and -not $own.ContainsKey($id)) {
        $own[$id] = $true
        if ($parents.ContainsKey($id)) { $id = $parents[$id] } else { break }
    }
    return $own
}

# Hosts of which every process counts, and those that run what somebody started from
# another machine.
$remoteHosts = '^(?i)(?:wsmprovhost|winrshost|sshd-session)$'
function Find-Processes {
    $all = @(Get-AllProcesses)
    $own = Get-OwnProcesses $all
    foreach ($p in $all) {
        if ($own.ContainsKey([string]$p.ProcessId)) { continue }
        try { Add-Process $p } catch { Add-Trouble ('the process ' + $p.ProcessId) $_ }
    }
}

function Add-Process($P) {
    $line = [string]$P.CommandLine
    $image = Expand-Machine ([string]$P.ExecutablePath)
    $name = Get-ProgramName ([string]$P.Name)
    $kind = Get-HostKind $name
    $item = New-Candidate 'process'
    # Where a process was started from, Windows does not tell.
    $at = New-At $item.node $false ''
    $at.said = New-Object System.Collections.ArrayList
    $at.live = $true
    $hidden = $line -eq ''
    $counts = $kind -ne '' -and $kind -ne 'mention' -and $kind -ne 'open' -and $name -ne 'conhost'
    if ($name -match $remoteHosts) {
        Add-Unknown $at 'remote' ''
        $counts = $true
    } elseif ($hidden) {
        if ($kind -match '^(?:editor|other|inner)$') { $counts = $false }
        if ($image -and -not $counts) { Add-Image $at $image }
    } else {
        if (-not $counts -and $image -and (Test-Installed (Format-Path $image))) { return }
        $words = $line.Trim()
        $m = [regex]::Match($words, '^(?:"([^"]*)"?|([^ \t]+))')
        if ($kind -and (Get-HostKind (Get-ProgramName $m.Value.Trim('"')))) { Follow-Program $at ($m.Groups[1].Value + $m.Groups[2].Value) $words.Substring($m.Length) $null }
        elseif ($kind -and $kind -ne 'mention') { Follow-Line $at $words $null }
        else { Follow-Line $at $(if ($words -match '^(?:"|[A-Za-z]:|\\\\)' -or -not $image) { $words } else { '"' + $image + '"' + $words.Substring($m.Length) }) $null }
    }
    $item.about = [ordered]@{
        id      = [int]$P.ProcessId
        name    = [string]$P.Name
        command = ((@($at.said.ToArray()) | Where-Object { $_ }) -join ' ; ')
        sha256  = (Get-TextHash $line)
        seen    = (-not $hidden)
        started = (Format-Time $P.CreationDate)
    }
    $item.counts = $counts
    $item.own = $line
    [void]$items.Add($item)
}

# A program that runs and of which only the file is known.
function Add-Image($At, [string]$Image) {
    $path = Format-Path $Image
    if ((Test-Full $path) -and -not (Test-Installed $path) -and $path -notmatch '(?i)\\AppData\\') { Add-Unknown $At 'program' $path }
}

# Services that start what others set up: nobody can look into them from outside.
$schedulers = '(?i)\b(?:SQLAGENT|SQLAgent\$|jenkins|gitlab-runner|AlwaysUp|HybridWorker|Orchestrator\.Sandbox|OrchestratorRunbook|JRSHybridRunbookWorker|vstsagent|AgentService|Agent\.Listener|RunnerService|actions\.runner|TeamCity|bamboo|gocd|buildkite|octopus|tentacle|NinjaRMM\w*|CagService|Datto\w*|ScreenConnect|ConnectWise|LTService|LTSvcMon|N-able|Windows Agent Service|BASupSrvc|AteraAgent|Kaseya|AgentMon|Pulseway|PCMonitorSrv|Action1\w*|TaniumClient|BESClient|CcmExec|IntuneManagementExtension|Level\.?io|SyncroLive|Syncro\.Service|Tactical(?:RMM|Agent)|MeshAgent|puppet|chef-client|salt-minion|cfengine|VisualCron\w*|Control-M|ctmag|UC4|Automic|JAMS\w*|ActiveBatch|Tidal\w*|AutoSys|waagent|WaAppAgent|WindowsAzureGuestAgent|RdAgent|AmazonSSMAgent|SSMAgent|GCEAgent|google_osconfig_agent|Quest\w*Agent|rundeck|airflow|SystemScheduler|WService|nscp|NSClient|PRTG ?Probe|check_mk|zabbix|Cronacle|cron|crond|FireDaemon|ServerProtect|NXLog|PDQ\w*|Automation Anywhere|UiRobot|UiPath\w*|BluePrism|PowerShellUniversal|Universal\.Server|ScriptRunner\w*|AutomationService|mcollective)\b'
$wrappers = '(?i)^(?:nssm(?:32|64)?|srvany(?:-ng)?|servy\w*|winsw.*|prunsrv.*|wrapper.*)$'

function Find-Services {
    foreach ($s in @(Get-AllServices)) {
        try { Add-Service $s } catch { Add-Trouble ('the service ' + $s.Name) $_ }
    }
}

function Add-Service($S) {
    $line = ([string]$S.PathName).Trim()
    $item = New-Candidate 'service'
    $at = New-At $item.node $true (Get-SystemFolder)
    $at.account = [string]$S.StartName
    $at.said = New-Object System.Collections.ArrayList
    $expanded = Expand-Machine $line
    if ($expanded -match '^\\SystemRoot\\' -or $expanded -match '^(?i)\\\?\?\\') { $expanded = $expanded -replace '^\\SystemRoot\\', ((Get-WindowsFolder) + '\') -replace '^\\\?\?\\', '' }
    $program = Get-ServiceProgram $at $expanded
    $name = Get-ProgramName $program
    $key = 'HKLM:\SYSTEM\CurrentControlSet\Services\' + [string]$S.Name + '\Parameters'
    $inner = ''
    if ($name -ne 'svchost') { $inner = Expand-Machine (Get-RegistryText $key 'Application') }
    $own = [string]$S.Name + ' ' + [string]$S.DisplayName + ' ' + [string]$S.StartName + "`n" + $line
    if ($inner) {
        $given = Expand-Machine (Get-RegistryText $key 'AppParameters')
        $own += "`n" + $inner + ' ' + $given
        $in = Expand-Machine (Get-RegistryText $key 'AppDirectory')
        if ($in) { $at.folder = Format-Path $in }
        Add-Said $at (Get-Quoted $program)
        Add-Loose $at ($inner + ' ' + $given)
        Follow-Program $at ($inner.Trim().Trim('"')) (' ' + $given) $null
    } elseif ($program -and (Follow-Xml $at $program)) { $own += "`n" }
    elseif (($program + ' ' + [string]$S.Name + ' ' + [string]$S.DisplayName) -match $schedulers -and -not (Test-OfWindows $program)) {
        Add-Said $at (Get-Quoted $program)
        Add-Unknown $at 'scheduler' ''
    } elseif ($expanded) {
        Add-Loose $at $expanded
        Follow-Line $at $expanded $null
        if ($name -match $wrappers -and -not $item.node.unknown.Count) { Add-Unknown $at 'program' $program }
    }
    $item.about = [ordered]@{
        name    = [string]$S.Name
        command = ((@($at.said.ToArray()) | Where-Object { $_ }) -join ' ; ')
        sha256  = (Get-TextHash $line)
        account = [string]$S.StartName
        state   = ([string]$S.State).ToLowerInvariant()
        start   = ([string]$S.StartMode).ToLowerInvariant()
    }
    $item.own = $own
    [void]$items.Add($item)
}

function Get-ServiceProgram($At, [string]$Line) {
    $m = [regex]::Match($Line, '^"([^"]+)"')
    if ($m.Success) { return $m.Groups[1].Value }
    $m = [regex]::Match($Line, '(?i)^(.*?\.exe)(?=\s|$)')
    if ($m.Success) { return $m.Groups[1].Value }
    return [regex]::Match($Line, '^\S*').Value
}

# WinSW keeps what it starts in an XML file of its own name.
function Follow-Xml($At, [string]$Program) {
    $path = Format-Path $Program
    if (-not (Test-Full $path)) { return $false }
    $base = $path -replace '(?i)\.exe$', ''
    if ((Get-Kind ($base + '.xml') $At.shares) -ne 'file') {
        if ((Get-Kind ($base + '.yml') $At.shares) -eq 'file' -and -not (Test-Installed $path)) { Add-Said $At (Get-Quoted $path); Add-Unknown $At 'program' ($base + '.yml'); return $true }
        return $false
    }
    try { $xml = Read-Xml (Read-Bytes ($base + '.xml') 1048576) } catch {
        if (Test-Installed $path) { return $false }
        Add-Said $At (Get-Quoted $path)
        Add-Unknown $At 'program' $path
        return $true
    }
    if ($xml.DocumentElement.LocalName -ne 'service') { return $false }
    $part = New-Map
    $given = New-Object System.Collections.ArrayList
    foreach ($c in $xml.DocumentElement.ChildNodes) {
        $n = $c.LocalName.ToLowerInvariant()
        $t = [string]$c.InnerText
        $t = [regex]::Replace($t, '(?i)%BASE%', (Get-Parent $path).Replace('$', '$$'))
        if ($n -eq 'env') { Set-Values $At ('env:' + $c.GetAttribute('name')) ([string]$c.GetAttribute('value')) $false; continue }
        if ($n -match '^(?:arguments|startarguments|argument|startargument)$') { [void]$given.Add($t) } elseif (-not $part.ContainsKey($n)) { $part[$n] = $t }
    }
    Add-Said $At (Get-Quoted $path)
    $At.folder = Get-Parent $path
    if ($part.ContainsKey('workingdirectory')) { $At.folder = Format-Path (Expand-Machine $part['workingdirectory']) }
    if ($part.ContainsKey('executable')) { Follow-Program $At (Expand-Machine $part['executable']) (' ' + (Expand-Machine (@($given.ToArray()) -join ' '))) $null }
    foreach ($n in @('prestart', 'poststart')) { if ($part.ContainsKey($n)) { Add-Unknown $At 'program' ($base + '.xml') } }
    return $true
}

# AD sync's script by what it holds, wherever something found points and in the usual
# places: nothing may be known that starts it. Bounded; where it stopped is told.
$search = [ordered]@{ folders = 0; files = 0; stopped = '' }
$searchLimits = @{ files = 3000; bytes = 67108864; seconds = 20; folders = 3000 }
function Find-Scripts {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $bytes = 0
    $queue = New-Object System.Collections.Queue
    $seen = New-Map
    $add = {
        param($folder, $depth)
        $folder = $folder.TrimEnd('\')
        if ($folder -match '^[A-Za-z]:$') { $folder += '\' }
        if ($folder -and $folder -match '^[A-Za-z]:\\' -and -not $seen.ContainsKey($folder)) { $seen[$folder] = $true; $queue.Enqueue(@($folder, $depth)) }
    }
    foreach ($f in @($looked.Keys)) { & $add $f 1 }
    foreach ($d in @(Get-Drives)) {
        & $add ($d + '\') 0
        foreach ($n in @('Scripts', 'Script', 'Skripte', 'Jobs', 'Job', 'Tasks', 'Temp', 'Tools', 'Admin', 'Dashlane', 'IT', 'Batch', 'PS', 'PowerShell')) { & $add ($d + '\' + $n) 3 }
    }
    foreach ($n in @('C:\Windows\Temp', 'C:\Windows\Scripts', 'C:\ProgramData\Dashlane', 'C:\Program Files\Dashlane', 'C:\Program Files (x86)\Dashlane', 'C:\Program Files\Scripts')) { & $add $n 2 }
    foreach ($m in @(Get-ModuleFolders (New-At (New-Node) $false ''))) { if (-not (Test-OfWindows ($m + '\x'))) { & $add $m 2 } }
    try { if ((Get-Kind 'C:\Users' $false) -eq 'folder') { foreach ($u in @(Get-FoldersIn 'C:\Users' | Select-Object -First 100)) { & $add $u 0; foreach ($n in @('Desktop', 'Documents', 'Downloads', 'Scripts')) { & $add ($u + '\' + $n) 2 } } } } catch { }
    foreach ($n in @('C:\Program Files', 'C:\Program Files (x86)', 'C:\ProgramData')) { & $add $n 1 }
    while ($queue.Count -gt 0) {
        $folder, $depth = $queue.Dequeue()
        if ($search.folders -ge $searchLimits.folders -or $search.files -ge $searchLimits.files -or $bytes -ge $searchLimits.bytes -or $clock.Elapsed.TotalSeconds -ge $searchLimits.seconds) {
            $search.stopped = $folder
            return
        }
        if ((Get-Kind $folder $false) -ne 'folder') { continue }
        $search.folders++
        try {
            foreach ($file in @(Get-FilesIn $folder)) {
                if ($file -notmatch '(?i)\.(?:ps1|psm1)$') { continue }
                if ($search.files -ge $searchLimits.files -or $bytes -ge $searchLimits.bytes) { break }
                $search.files++
                $path = Format-Path $file
                if ($files.ContainsKey($path) -and $files[$path].state -eq 'read') { continue }
                $content = Read-Bytes $file $limits.text
                if ($null -eq $content) { continue }
                $bytes += $content.Length
                $found = @(Find-Evidence (Read-Texts $content $false)[0])
                if (Test-IsSync $found) {
                    $about = Get-About $path
                    $about.state = 'read'
                    $about.modified = Format-Time (Get-ModifiedTime $file)
                    $about.evidence = $found
                }
            }
            if ($depth -gt 0) { foreach ($sub in @(Get-FoldersIn $folder)) { & $add $sub ($depth - 1) } }
        } catch { }
    }
}

# What an item comes to: files, mentions, what is not known, and what its own names hold.
function Complete-Item($Item) {
    $reached = Get-Reached $Item.node
    $about = $Item.about
    $about['files'] = @(Get-Told $reached)
    $about['unknown'] = @($reached.unknown.Values | Select-Object -First 50)
    $about['shell'] = $reached.shell
    $about['open'] = $Item.node.open
    $about['evidence'] = @(Find-Evidence $Item.own | Where-Object { $_.kind -ne 'team-id' -or $reached.shell })
    foreach ($k in @($reached.files.Keys) + @($reached.mentions.Keys)) {
        if ($reached.mentions.ContainsKey($k) -and -not $files.ContainsKey($k)) { $null = Add-Named $k $reached.mentions[$k] }
        $folder = Get-Parent $k
        if ($folder -and (Test-Full $folder) -and -not (Test-OfWindows $k)) { $looked[$folder] = $true }
    }
    $about['mentions'] = @(Get-Mentioned $reached)
    return $reached
}

# The scripts that are only named: those that hold something of AD sync's, or could not be
# read, before all others. A long list is cut.
function Get-Mentioned($Reached) {
    $first = New-Object System.Collections.ArrayList
    $rest = New-Object System.Collections.ArrayList
    foreach ($k in $Reached.mentions.Keys) {
        if ($Reached.files.ContainsKey($k)) { continue }
        $about = $null
        if ($files.ContainsKey($k)) { $about = $files[$k] }
        if ($null -ne $about -and (@($about.evidence).Count -gt 0 -or @('read', 'missing', 'named', '') -notcontains $about.state)) { [void]$first.Add($k) } elseif ($rest.Count -lt 100) { [void]$rest.Add($k) }
        if ($first.Count -ge 200) { break }
    }
    return @($first.ToArray()) + @($rest.ToArray())
}

# Those that matter come first: a long list is cut.
function Get-Told($Reached) {
    $first = @()
    $rest = @()
    foreach ($k in $Reached.files.Keys) {
        $about = Get-About $k
        if (@($about.evidence).Count -gt 0 -or ($about.state -ne 'read' -and $about.state -ne 'missing')) { $first += $k } else { $rest += $k }
        if ($first.Count -ge 200 -or $rest.Count -ge 200) { break }
    }
    return @($first) + @($rest)
}

# A file that is only named is read too, for what it holds.
function Add-Named([string]$Path, [string]$Kind) {
    if (-not (Test-Full $Path) -or $files.Count -gt 5000) { return }
    if ($Kind -eq 'file') { [void](Read-Script $Path $false) } else { (Get-About $Path).state = $(if ($Kind -eq 'missing') { 'missing' } else { 'named' }) }
}

function Get-FileResult($About) {
    return [ordered]@{ path = $About.path; readable = ($About.state -eq 'read'); missing = ($About.state -eq 'missing'); why = $About.why; number = $About.number; modified = $About.modified; evidence = @($About.evidence); started = [bool]$About.started }
}

# Whether a task or service is told in full: it starts scripts, its name says so, or
# something about it is not known.
function Test-Told($Item, $Reached) {
    $about = $Item.about
    if ($Item.kind -eq 'process' -and $Item.counts) { return $true }
    if (@($about['unknown']).Count -gt 0 -or @($about['files']).Count -gt 0 -or @($about['mentions']).Count -gt 0) { return $true }
    if ($Item.kind -eq 'process') { return $false }
    return $Reached.shell -or @($about['evidence'] | Where-Object { $_.kind -match '^(?:dashlane|file-name|address)$' }).Count -gt 0
}

function Find-All {
    $result = New-Result 'ad2scim.syncfind/v1'
    $result['zone'] = Get-Zone
    $result['tasks'] = @()
    $result['processes'] = @()
    $result['services'] = @()
    $result['policy'] = @()
    if (Test-OtherBitness) { [void]$trouble.Add([ordered]@{ what = 'what a PowerShell of 64 bits sees'; why = 'this PowerShell has 32 bits'; number = '' }) }
    try {
        $service = Open-Scheduler
        Find-Tasks ($service.GetFolder('\'))
    } catch { Add-Trouble 'the task scheduler' $_ }
    try { $result['policy'] = @(Find-Policy) } catch { Add-Trouble 'the policies of Group Policy' $_ }
    try { Find-Processes } catch { Add-Trouble 'the processes' $_ }
    try { Find-Services } catch { Add-Trouble 'the services' $_ }
    Follow-Waiting
    $told = @{ task = (New-Object System.Collections.ArrayList); process = (New-Object System.Collections.ArrayList); service = (New-Object System.Collections.ArrayList); policy = (New-Object System.Collections.ArrayList) }
    foreach ($item in $items) {
        $reached = Complete-Item $item
        if (Test-Told $item $reached) {
            [void]$told[$item.kind].Add($item.about)
        } elseif ($item.kind -eq 'task') {
            if ($item.about['enabled']) { [void]$others['enabled'].Add($item.about['path']) } else {
                $brief = [ordered]@{}
                foreach ($k in @('enabled', 'state', 'last_run', 'next_run', 'last_result', 'path')) { $brief[$k] = $item.about[$k] }
                [void]$others['disabled'].Add($brief)
            }
        }
    }
    try { Find-Scripts } catch { $search.stopped = '?' }
    $result['tasks'] = @($told.task.ToArray())
    $result['processes'] = @($told.process.ToArray())
    $result['services'] = @($told.service.ToArray())
    $result['immediate'] = @($told.policy.ToArray())
    $result['others'] = $others
    $result['files'] = @(foreach ($f in $files.Values) { if ($f.state -ne '' -and ($f.started -or $f.state -ne 'read' -or @($f.evidence).Count -gt 0)) { Get-FileResult $f } })
    $result['search'] = $search
    $result['trouble'] = @($trouble.ToArray())
    return $result
}

[Threading.Thread]::CurrentThread.CurrentCulture = [Globalization.CultureInfo]::InvariantCulture
Write-Result (Find-All)

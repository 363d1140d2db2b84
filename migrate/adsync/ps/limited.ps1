# Where a policy has put PowerShell into Constrained Language Mode, COM, .NET classes and
# PowerShell's own parser are forbidden. What is left are cmdlets: this variant sees
# tasks, processes and services, reads the scripts that they name by a full path, and
# names everything else as not followed. It changes nothing.

function Format-LimitedTime($Time) {
    if ($null -eq $Time) { return '' }
    $u = ([DateTime]$Time).ToUniversalTime()
    if ($u.Year -lt 2000) { return '' }
    return '{0:d4}-{1:d2}-{2:d2}T{3:d2}:{4:d2}:{5:d2}Z' -f $u.Year, $u.Month, $u.Day, $u.Hour, $u.Minute, $u.Second
}

function Write-LimitedResult($Result) {
    $json = ConvertTo-Json -InputObject $Result -Depth 10 -Compress
    if ($json -match '[^\x20-\x7e]') {
        $json = @(foreach ($c in $json.ToCharArray()) { if ([int]$c -ge 32 -and [int]$c -le 126) { [string]$c } else { '\u{0:x4}' -f [int]$c } }) -join ''
    }
    if ($Out) {
        Set-Content -LiteralPath $Out -Value $json -Encoding ASCII
        Write-Output ('The result is in ' + $Out)
    } else { Write-Output $json }
}

$limitedPatterns = @(
    @('team-id', '\$\{?(?:(?:global|script|local|private|using):)?TEAM_ID\}?\s*=\s*(?:\[[a-z.]{1,20}\]\s*)?["'']?\d+', '$TEAM_ID = "***"'),
    @('dashlane', 'dashlane', 'dashlane'),
    @('file-name', 'dashlane-ad-sync\.ps1', 'dashlane-ad-sync.ps1'),
    @('address', 'ws1\.dashlane\.com', 'ws1.dashlane.com'),
    @('team-plans', 'teamPlans', 'teamPlans'),
    @('rsa-key', '<RSAKeyValue>|PFJTQUtleVZhbHVlPjxNb2R1bHVzP', '<RSAKeyValue> ***'),
    @('ad-command', 'Get-AD(GroupMember|Group|User)\b', 'Get-ADGroup, Get-ADGroupMember or Get-ADUser')
)
function Find-LimitedEvidence([string]$Text) {
    if ($Text -match 'ad2scim\.syncfind/v1' -and $Text -notmatch $limitedPatterns[0][1]) { return }
    foreach ($p in $limitedPatterns) { if ($Text -match $p[1]) { [ordered]@{ kind = $p[0]; line = 1; excerpt = $p[2] } } }
}

$limitedFiles = @{}
function Add-LimitedFile([string]$Path, [bool]$Started) {
    if (-not $limitedFiles.ContainsKey($Path)) {
        $about = @{ path = $Path; readable = $false; missing = $false; why = ''; modified = ''; evidence = @(); started = $false }
        $limitedFiles[$Path] = $about
        if ($Path -match '^\\\\') { $about.why = 'it is on a share, and was not read' }
        elseif (-not (Test-LimitedFile $Path)) { $about.missing = $true; $about.why = 'it is not there' }
        else {
            try {
                $text = Read-LimitedText $Path
                # A text in UTF-16 without a mark is read with zeros between its letters.
                $about.evidence = @(Find-LimitedEvidence ($text -replace '\x00', ''))
                $about.readable = $true
            } catch { $about.why = 'it cannot be read' }
        }
    }
    if ($Started) { $limitedFiles[$Path].started = $true }
}

$limitedHosts = '^(?:powershell|pwsh|powershell_ise|cmd|wscript|cscript|mshta|forfiles|conhost|psexec(?:64)?|runas|pythonw?|py|perl|node|bash|wsl|java|ruby|php)(?:\.exe)?$'
$limitedEnding = '\.(?:ps1|psm1|cmd|bat|vbs|vbe|js|jse|wsf|hta)'

# What a command line names: the one script after -File, or that is the program, is
# started; all others are named. Everything else is not followed.
function Add-LimitedCommand($About, [string]$Program, [string]$Words) {
    $leaf = ($Program.Trim().Trim('"') -split '[\\/]')[-1]
    $started = @()
    $named = @()
    if ($Program.Trim().Trim('"') -match ('^[A-Za-z]:[\\/][^<>"|*?]*' + $limitedEnding + '$')) { $started += ($Program.Trim().Trim('"') -replace '/', '\') }
    elseif ($leaf -match '^(?:powershell|pwsh)' -and $Words -match ('^\s*(?:[-/](?:NoProfile|NoLogo|NonInteractive|Sta|(?:ExecutionPolicy|ep|ex|WindowStyle|w)\s+[A-Za-z]+)\s+)*[-/]f(?:i|il|ile)?\s+(?:"([A-Za-z]:[\\/][^"<>|*?]*\.ps1)"|([A-Za-z]:[\\/][^\s"<>|*?]*\.ps1))(?:\s|$)')) {
        if ($Matches.ContainsKey(1)) { $started += ($Matches[1] -replace '/', '\') } else { $started += ($Matches[2] -replace '/', '\') }
    }
    foreach ($word in @($Words -split '[\s"''(),;=]+')) { if ($word -match ('^[A-Za-z]:[\\/][^<>|*?:]*' + $limitedEnding + '$')) { $named += ($word -replace '/', '\') } }
    foreach ($p in $started) { Add-LimitedFile $p $true }
    foreach ($p in $named) { if ($started -notcontains $p) { Add-LimitedFile $p $false } }
    $About['files'] = @($About['files']) + $started
    $About['mentions'] = @($About['mentions']) + @($named | Where-Object { $started -notcontains $_ })
    $ofWindows = $Program -match '^"?(?:%(?:SystemRoot|windir)%|[A-Za-z]:\\Windows|[A-Za-z]:\\Program Files(?: \(x86\))?|%ProgramFiles(?:\(x86\))?%)\\' -or $Program -notmatch '[\\/]'
    $scripted = $leaf -match $limitedHosts -or $leaf -match ($limitedEnding + '$')
    if ($scripted) { $About['shell'] = $true }
    if ($scripted -or -not $ofWindows) { $About['unknown'] = @([ordered]@{ code = 'mode'; in = ''; about = '' }) }
    return $scripted -or -not $ofWindows -or @($named).Count -gt 0
}

function Get-LimitedTrigger($T) {
    $name = [string]$T.CimClass.CimClassName
    $type = 0
    $days = 0
    if ($name -match 'Time') { $type = 1 } elseif ($name -match 'Daily') { $type = 2; $days = [int]$T.DaysInterval } elseif ($name -match 'Weekly') { $type = 3; $days = 7 * [int]$T.WeeksInterval }
    elseif ($name -match 'Monthly') { $type = 4; $days = 31 } elseif ($name -match 'Idle') { $type = 6 } elseif ($name -match 'Registration') { $type = 7 } elseif ($name -match 'Boot') { $type = 8 } elseif ($name -match 'Logon') { $type = 9 }
    $delay = ''
    $weekdays = 0
    if ($T.PSObject.Properties['RandomDelay']) { $delay = [string]$T.RandomDelay }
    if ($T.PSObject.Properties['DaysOfWeek']) { $weekdays = [int]$T.DaysOfWeek }
    $repeat = ''
    $lasts = ''
    if ($null -ne $T.Repetition) { $repeat = [string]$T.Repetition.Interval; $lasts = [string]$T.Repetition.Duration }
    return [ordered]@{ type = $type; enabled = [bool]$T.Enabled; repeat = $repeat; lasts = $lasts; delay = $delay; days = $days; weekdays = $weekdays; start = [string]$T.StartBoundary; end = [string]$T.EndBoundary }
}

function Get-LimitedSetting($Of, [string]$Name) { if ($null -ne $Of -and $Of.PSObject.Properties[$Name]) { return $Of.$Name } }

function Get-LimitedSettings($Of) {
    return [ordered]@{ start_when_available = [bool](Get-LimitedSetting $Of 'StartWhenAvailable'); restart_count = [int](Get-LimitedSetting $Of 'RestartCount'); restart_interval = [string](Get-LimitedSetting $Of 'RestartInterval')
        idle = [bool](Get-LimitedSetting $Of 'RunOnlyIfIdle'); idle_wait = [string](Get-LimitedSetting (Get-LimitedSetting $Of 'IdleSettings') 'WaitTimeout'); network = [bool](Get-LimitedSetting $Of 'RunOnlyIfNetworkAvailable') }
}

function Get-LimitedTask($Task) {
    $about = [ordered]@{ enabled = $true; state = ''; last_run = ''; next_run = ''; last_result = 0; name = [string]$Task.TaskName; path = ([string]$Task.TaskPath + [string]$Task.TaskName); account = [string]$Task.Principal.UserId
        actions = @(); triggers = @(); files = @(); mentions = @(); unknown = @(); shell = $false; evidence = @() }
    $about['state'] = ([string]$Task.State).ToLowerInvariant()
    $about['enabled'] = $about['state'] -ne 'disabled' -and [bool]$Task.Settings.Enabled
    $told = $false
    $own = $about['path'] + ' ' + $about['account']
    foreach ($a in @($Task.Actions)) {
        if ($a.PSObject.Properties['Execute'] -and $a.Execute) {
            $own += ' ' + [string]$a.Execute + ' ' + [string]$a.Arguments
            if (Add-LimitedCommand $about ([string]$a.Execute) ([string]$a.Arguments)) { $told = $true }
            $about['actions'] = @($about['actions']) + @([ordered]@{ path = ''; arguments = '***'; folder = '' })
        } elseif ($a.PSObject.Properties['ClassId'] -and $a.ClassId -and $about['path'] -notmatch '^\\Microsoft\\') {
            $about['unknown'] = @([ordered]@{ code = 'com'; in = ''; about = '' })
            $told = $true
        }
    }
    $about['evidence'] = @(Find-LimitedEvidence $own | Where-Object { $_.kind -ne 'team-id' })
    if (-not $told -and $own -notmatch 'dashlane') { return $null }
    $about['triggers'] = @(foreach ($t in @($Task.Triggers)) { if ($null -ne $t) { Get-LimitedTrigger $t } })
    $about['settings'] = Get-LimitedSettings $Task.Settings
    $info = Get-LimitedInfo $Task
    if ($null -ne $info) {
        $about['last_run'] = Format-LimitedTime $info.LastRunTime
        $about['next_run'] = Format-LimitedTime $info.NextRunTime
        $about['last_result'] = $info.LastTaskResult
    }
    return $about
}

function Find-Limited {
    $limitedTrouble = @()
    $result = [ordered]@{ schema = 'ad2scim.syncfind/v1'; host = (Get-LimitedName); domain = ''; time = (Format-LimitedTime (Get-Date)); powershell = [string]$PSVersionTable.PSVersion; elevated = $false; mode = [string]$ExecutionContext.SessionState.LanguageMode; tasks = @(); processes = @(); services = @() }
    $result['zone'] = Get-Zone
    try { $result['domain'] = Get-LimitedDomain } catch { $limitedTrouble += [ordered]@{ what = 'the domain'; why = 'Windows does not tell it' } }
    try { $result['elevated'] = [bool](Test-LimitedElevated) } catch { $result['elevated'] = $false }
    $enabled = @()
    try {
        $result['tasks'] = @(foreach ($t in Get-LimitedTasks) {
                $one = Get-LimitedTask $t
                if ($null -ne $one) { $one } else { $enabled += ([string]$t.TaskPath + [string]$t.TaskName) }
            })
    } catch { $limitedTrouble += [ordered]@{ what = 'the scheduled tasks'; why = 'the cmdlet Get-ScheduledTask failed' } }
    try {
        $result['processes'] = @(foreach ($p in Get-LimitedProcesses) {
                if ($p.ProcessId -eq $PID) { continue }
                $about = [ordered]@{ id = [int]$p.ProcessId; name = [string]$p.Name; command = ''; seen = [bool]$p.CommandLine; started = (Format-LimitedTime $p.CreationDate); files = @(); mentions = @(); unknown = @(); shell = $false; evidence = @() }
                $words = [string]$p.CommandLine -replace '^\s*(?:"[^"]*"|\S+)', ''
                $host1 = Add-LimitedCommand $about ([string]$p.Name) $words
                if ([string]$p.Name -match 'wsmprovhost') { $about['unknown'] = @([ordered]@{ code = 'remote'; in = ''; about = '' }); $host1 = $true }
                if ($host1 -and ($about['shell'] -or $about['unknown'])) { $about }
            })
    } catch { $limitedTrouble += [ordered]@{ what = 'the processes'; why = 'CIM did not answer' } }
    try {
        $result['services'] = @(foreach ($s in Get-LimitedServices) {
                $line = [string]$s.PathName
                $program = $line
                if ($line -match '^\s*(?:"([^"]*)"|(.*?\.exe)(?=\s|$)|(\S+))') { $program = @($Matches[1], $Matches[2], $Matches[3]) | Where-Object { $_ } | Select-Object -First 1 }
                $about = [ordered]@{ name = [string]$s.Name; command = ''; account = [string]$s.StartName; state = ([string]$s.State).ToLowerInvariant(); start = ([string]$s.StartMode).ToLowerInvariant(); files = @(); mentions = @(); unknown = @(); shell = $false; evidence = @() }
                $words = ($line -replace '^\s*(?:"[^"]*"|.*?\.exe(?=\s|$)|\S+)', '')
                if (Add-LimitedCommand $about ([string]$program) $words) { $about }
            })
    } catch { $limitedTrouble += [ordered]@{ what = 'the services'; why = 'CIM did not answer' } }
    $result['policy'] = @()
    $result['others'] = [ordered]@{ enabled = @($enabled); disabled = @() }
    $result['files'] = @(foreach ($f in $limitedFiles.Values) { [ordered]@{ path = $f.path; readable = $f.readable; missing = $f.missing; why = $f.why; modified = $f.modified; evidence = @($f.evidence); started = $f.started } })
    $limitedTrouble += [ordered]@{ what = 'the policies of Group Policy'; why = 'this language mode does not allow it' }
    $result['trouble'] = @($limitedTrouble)
    return $result
}

if ([string]$ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    Write-LimitedResult (Find-Limited)
    return
}

# What stop.ps1 and resume.ps1 share: one task after the other, and how each stands
# afterwards, whatever failed.

# Whether a task is as it was when it was found; a reason if not.
function Get-Changed($Given, $Task, [string]$Path) {
    foreach ($name in @('definitions', 'starts')) {
        if (-not $Given.PSObject.Properties[$name] -or $null -eq $Given.$name) { continue }
        $seen = $null
        foreach ($p in $Given.$name.PSObject.Properties) { if ([string]::Equals($p.Name, $Path, [StringComparison]::OrdinalIgnoreCase)) { $seen = [string]$p.Value } }
        if ($null -eq $seen) { continue }
        if ($name -eq 'definitions') { $now = Get-DefinitionHash $Task } else { $now = Get-Starts $Task }
        if (-not [string]::Equals($seen, $now, [StringComparison]::Ordinal)) { return 'it was changed since it was found: nothing was changed. Find AD sync again first' }
    }
    return ''
}

# What a task starts, as it is defined.
function Get-Starts($Task) {
    return (@(foreach ($action in $Task.Definition.Actions) { if ([int]$action.Type -eq 0) { [string]$action.Path + ' ' + [string]$action.Arguments } }) -join "`n")
}

function Get-Reason($Record) {
    $number = Get-ErrorNumber $Record
    return @{ words = (Get-ErrorWords $number); number = $number }
}

function Edit-Task($Service, $Given, [string]$Path, [bool]$Enable) {
    $about = [ordered]@{ path = $Path; done = $false; ended = $false; why = ''; number = ''; before = $null; after = $null }
    try { $task = $Service.GetFolder('\').GetTask($Path) } catch {
        $reason = Get-Reason $_
        $about['why'] = $reason.words
        $about['number'] = $reason.number
        return $about
    }
    try {
        # As Windows writes it, whatever capitals were typed.
        $about['path'] = [string]$task.Path
        $about['before'] = Get-TaskState $task
        $about['why'] = Get-Changed $Given $task ([string]$task.Path)
        if ($about['why'] -eq '') {
            if ([bool]$task.Enabled -ne $Enable) { $task.Enabled = $Enable }
            if (-not $Enable -and $Given.PSObject.Properties['end_running'] -and $Given.end_running -and @(2, 4) -contains [int]$task.State) {
                $task.Stop(0)
                $about['ended'] = $true
            }
        }
    } catch {
        $reason = Get-Reason $_
        $about['why'] = $reason.words
        $about['number'] = $reason.number
    }
    # Whatever failed: how it stands now is read anew.
    try {
        $about['after'] = Get-TaskState ($Service.GetFolder('\').GetTask($Path))
        $about['done'] = $about['after']['enabled'] -eq $Enable
    } catch {
        $reason = Get-Reason $_
        if ($about['why'] -eq '') {
            $about['why'] = 'how it stands now is not known: ' + $reason.words
            $about['number'] = $reason.number
        }
    }
    if ($about['why'].StartsWith('it was changed')) { $about['done'] = $false }
    if (-not $about['done'] -and $about['why'] -eq '') { $about['why'] = 'Windows took the change and did not make it: another program or a policy may set it' }
    return $about
}

function Edit-Tasks([string]$Action) {
    $given = Read-Arguments
    $result = New-Result 'ad2scim.syncchange/v1'
    $result['action'] = $Action
    $service = $null
    $why = ''
    $number = ''
    if (-not (Test-Meant $given)) {
        $own = Get-MachineDomain
        $why = 'this machine is ' + (Get-MachineName) + $(if ($own) { '.' + $own } else { ' in no domain' }) + ', and ' + (Get-Plain ([string]$given.host)) + ' was meant: nothing was changed'
    } else {
        try { $service = Open-Scheduler } catch {
            $reason = Get-Reason $_
            $why = 'Task Scheduler cannot be opened: ' + $reason.words
            $number = $reason.number
            [void]$trouble.Add([ordered]@{ what = 'the task scheduler'; why = $reason.words; number = $number })
        }
    }
    $result['tasks'] = @(foreach ($path in @($given.tasks)) {
            if ($null -eq $service) { [ordered]@{ path = [string]$path; done = $false; ended = $false; why = $why; number = $number; before = $null; after = $null } } else { Edit-Task $service $given ([string]$path) ($Action -eq 'resume') }
        })
    $result['trouble'] = @($trouble.ToArray())
    return $result
}

# Letters, digits and marks of a machine's name alone.
function Get-Plain([string]$Text) { return [regex]::Replace($Text, '[^\w.-]', '?') }

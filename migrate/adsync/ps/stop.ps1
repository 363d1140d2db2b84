# What a task starts, as find.ps1 shows it.
function Get-Starts($Task) {
    return (@(foreach ($action in $Task.Definition.Actions) {
                if ([int]$action.Type -eq 0) { (Hide-Secret ([string]$action.Path)) + ' ' + (Hide-Secret ([string]$action.Arguments)) }
            }) -join "`n")
}

# Disables the scheduled tasks that the arguments name, and ends a running
# instance only if the arguments say so.
$given = Read-Arguments
$result = New-Result 'ad2scim.syncchange/v1'
$result['action'] = 'stop'
$meant = Test-Meant $given
$service = Open-Scheduler
$result['tasks'] = @(foreach ($path in @($given.tasks)) {
        $about = [ordered]@{ path = [string]$path; done = $false; ended = $false; why = ''; before = $null; after = $null }
        try {
            if (-not $meant) { throw ('this machine is ' + [Environment]::MachineName + ', and ' + $given.host + ' was meant: nothing was changed') }
            $task = $service.GetFolder('\').GetTask([string]$path)
            $seen = $null
            if ($given.PSObject.Properties['starts']) { $seen = $given.starts.PSObject.Properties[[string]$path] }
            if ($seen -and $seen.Value -cne (Get-Starts $task)) { throw 'it starts something else than when it was looked at: nothing was changed' }
            # As Windows writes it, whatever capitals were typed.
            $about['path'] = [string]$task.Path
            $about['before'] = (Get-TaskState $task)
            if ($task.Enabled) { $task.Enabled = $false }
            if ($given.end_running -and @(2, 4) -contains [int]$task.State) {
                $task.Stop(0)
                $about['ended'] = $true
            }
            $about['after'] = (Get-TaskState ($service.GetFolder('\').GetTask([string]$path)))
            $about['done'] = (-not $about['after']['enabled'])
        } catch {
            $about['why'] = (Hide-Secret $_.Exception.Message)
        }
        $about
    })
$result['trouble'] = @($trouble)
Write-Result $result

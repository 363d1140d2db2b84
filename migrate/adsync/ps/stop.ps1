# Disables the scheduled tasks that the arguments name, and ends a running
# instance only if the arguments say so.
$given = Read-Arguments
$result = New-Result 'ad2scim.syncchange/v1'
$result['action'] = 'stop'
$service = Open-Scheduler
$result['tasks'] = @(foreach ($path in @($given.tasks)) {
        $about = [ordered]@{ path = [string]$path; done = $false; ended = $false; why = ''; before = $null; after = $null }
        try {
            $task = $service.GetFolder('\').GetTask([string]$path)
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

# Enables the scheduled tasks that the arguments name. It starts none: each runs
# at its next time.
$given = Read-Arguments
$result = New-Result 'ad2scim.syncchange/v1'
$result['action'] = 'resume'
$meant = Test-Meant $given
$service = Open-Scheduler
$result['tasks'] = @(foreach ($path in @($given.tasks)) {
        $about = [ordered]@{ path = [string]$path; done = $false; ended = $false; why = ''; before = $null; after = $null }
        try {
            if (-not $meant) { throw ('this machine is ' + [Environment]::MachineName + ', and ' + $given.host + ' was meant: nothing was changed') }
            $task = $service.GetFolder('\').GetTask([string]$path)
            # As Windows writes it, whatever capitals were typed.
            $about['path'] = [string]$task.Path
            $about['before'] = (Get-TaskState $task)
            if (-not $task.Enabled) { $task.Enabled = $true }
            $about['after'] = (Get-TaskState ($service.GetFolder('\').GetTask([string]$path)))
            $about['done'] = $about['after']['enabled']
        } catch {
            $about['why'] = (Hide-Secret $_.Exception.Message)
        }
        $about
    })
$result['trouble'] = @($trouble)
Write-Result $result

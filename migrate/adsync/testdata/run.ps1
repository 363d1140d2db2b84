# Runs scripts on machines, all in one process. Each line of standard input is a job in JSON:
# the file of a script, that of the machines (JSON Lines), and the one that gets a line of
# JSON for each machine: its name, what the script wrote, and the milliseconds. Answers each
# job with a line of its own.
$ErrorActionPreference = 'Stop'
$blocks = @{}
$culture = [Threading.Thread]::CurrentThread.CurrentCulture
while ($null -ne ($line = [Console]::In.ReadLine())) {
    $job = ConvertFrom-Json $line
    $text = [IO.File]::ReadAllText($job.script)
    if (-not $blocks.ContainsKey($text)) { $blocks[$text] = [ScriptBlock]::Create($text) }
    $out = New-Object IO.StreamWriter($job.to, $false, (New-Object Text.UTF8Encoding $false))
    foreach ($line in [IO.File]::ReadAllLines($job.machines)) {
        if (-not $line.Trim()) { continue }
        $global:machine = ConvertFrom-Json $line -DateKind String
        [Threading.Thread]::CurrentThread.CurrentCulture = $culture
        if ($global:machine.PSObject.Properties['culture']) { [Threading.Thread]::CurrentThread.CurrentCulture = [Globalization.CultureInfo]::GetCultureInfo($global:machine.culture) }
        $given = ''
        if ($global:machine.PSObject.Properties['arguments']) { $given = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $global:machine.arguments -Depth 8 -Compress))) }
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $said = ''
        $failed = ''
        try { $said = (& $blocks[$text] -Arguments $given) -join '' } catch { $failed = [string]$_ + ' ' + $_.ScriptStackTrace }
        $out.WriteLine((ConvertTo-Json ([ordered]@{ name = $global:machine.name; said = $said; failed = $failed; ms = $clock.ElapsedMilliseconds }) -Compress))
    }
    $out.Dispose()
    [Console]::Out.WriteLine('answered ' + $job.to)
}

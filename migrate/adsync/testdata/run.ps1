# Runs a script once for each machine of a JSON Lines file, in one process, and writes a
# line of JSON for each: its name, what the script wrote, and the milliseconds.
param([string]$Script, [string]$Machines, [string]$To)
$ErrorActionPreference = 'Stop'
$block = [ScriptBlock]::Create([IO.File]::ReadAllText($Script))
$out = New-Object IO.StreamWriter($To, $false, (New-Object Text.UTF8Encoding $false))
foreach ($line in [IO.File]::ReadAllLines($Machines)) {
    if (-not $line.Trim()) { continue }
    $global:machine = ConvertFrom-Json $line -DateKind String
    if ($global:machine.PSObject.Properties['culture']) { [Threading.Thread]::CurrentThread.CurrentCulture = [Globalization.CultureInfo]::GetCultureInfo($global:machine.culture) }
    $given = ''
    if ($global:machine.PSObject.Properties['arguments']) { $given = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $global:machine.arguments -Depth 8 -Compress))) }
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $said = ''
    $failed = ''
    try { $said = (& $block -Arguments $given) -join '' } catch { $failed = [string]$_ + ' ' + $_.ScriptStackTrace }
    $out.WriteLine((ConvertTo-Json ([ordered]@{ name = $global:machine.name; said = $said; failed = $failed; ms = $clock.ElapsedMilliseconds }) -Compress))
}
$out.Dispose()

# What could not be read: what it was, and Windows' number for the reason. Windows'
# own words stay here: they are in the system's language and may quote a secret.
$trouble = New-Object System.Collections.ArrayList
function Add-Trouble([string]$What, $Record) {
    $number = Get-ErrorNumber $Record
    [void]$trouble.Add([ordered]@{ what = $What; why = (Get-ErrorWords $number); number = $number })
}

# Windows' number of an error, such as 0x80070005, or ''.
function Get-ErrorNumber($Record) {
    $all = @()
    $e = $Record.Exception
    while ($null -ne $e) {
        $all += $e
        $e = $e.InnerException
    }
    # The innermost comes last. PowerShell's own wrappers carry numbers of .NET.
    for ($i = $all.Count - 1; $i -ge 0; $i--) {
        # What the scheduler says through COM stands in the words.
        $m = [regex]::Match($all[$i].Message, '0x8[0-9A-Fa-f]{7}')
        if ($m.Success) { return '0x' + $m.Value.Substring(2).ToUpperInvariant() }
        if ($all[$i] -is [Management.Automation.RuntimeException]) { continue }
        $h = '{0:X8}' -f $all[$i].HResult
        if ($h -match '^80(07|04|08|03|13)') { return '0x' + $h }
    }
    return ''
}

$errorWords = @{
    '0x80070005' = 'access is denied'; '0x80070002' = 'it is not there'; '0x80070003' = 'its folder is not there'; '0x80070020' = 'another program has it open'
    '0x80070035' = 'the network path is not found'; '0x800706BA' = 'the service does not answer'; '0x80041003' = 'access is denied'; '0x80041326' = 'the task is disabled'
    '0x80131620' = 'it cannot be read'; '0x80070569' = 'the account may not log on'; '0x80041315' = 'the service Task Scheduler does not run'
}
function Get-ErrorWords([string]$Number) {
    if ($errorWords.ContainsKey($Number)) { return $errorWords[$Number] + ' (' + $Number + ')' }
    if ($Number) { return 'Windows reports the error ' + $Number }
    return 'an error without a number'
}

function Format-Time($Time) {
    if ($null -eq $Time) { return '' }
    $utc = ([DateTime]$Time).ToUniversalTime()
    # The scheduler's word for never is a day in 1899 or 1999.
    if ($utc.Year -lt 2000) { return '' }
    return $utc.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
}

function Read-Arguments {
    if (-not $Arguments) { return $null }
    return [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Arguments)) | ConvertFrom-Json
}

# SHA-256 of a text, in hexadecimal. The class is there under FIPS rules too.
function Get-TextHash([string]$Text) {
    $sha = New-Object Security.Cryptography.SHA256CryptoServiceProvider
    return ([BitConverter]::ToString($sha.ComputeHash([Text.Encoding]::UTF8.GetBytes($Text)))).Replace('-', '').ToLowerInvariant()
}

# SHA-256 of the file that this script was run from, '' where it was given to PowerShell in
# another way.
function Get-ScriptHash {
    if (-not $scriptFile) { return '' }
    try {
        $sha = New-Object Security.Cryptography.SHA256CryptoServiceProvider
        return ([BitConverter]::ToString($sha.ComputeHash((Read-Bytes $scriptFile 16777216)))).Replace('-', '').ToLowerInvariant()
    } catch { return '' }
}

# ASCII alone, so that no code page on the way can change it.
function Write-Result($Result) {
    $json = ConvertTo-Json -InputObject $Result -Depth 10 -Compress
    $json = [regex]::Replace($json, '[^\x20-\x7e]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
    if ($Out) {
        $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Out)
        Write-File $file $json
        Write-Output ('The result is in ' + $file)
    } else {
        Write-Output $json
    }
}

$stateNames = @('unknown', 'disabled', 'queued', 'ready', 'running')

function Get-TaskState($Task) {
    return [ordered]@{
        enabled     = [bool]$Task.Enabled
        state       = $stateNames[[int]$Task.State]
        last_run    = (Format-Time $Task.LastRunTime)
        next_run    = (Format-Time $Task.NextRunTime)
        last_result = [long]$Task.LastTaskResult
    }
}

# What a task is, in one hash: every action, trigger, account and setting, but for
# whether it is enabled.
function Get-DefinitionHash($Task) {
    $d = $Task.Definition
    $all = New-Object System.Collections.ArrayList
    foreach ($a in $d.Actions) {
        $fields = @('action', [string][int]$a.Type)
        if ([int]$a.Type -eq 0) { $fields += [string]$a.Path, [string]$a.Arguments, [string]$a.WorkingDirectory }
        if ([int]$a.Type -eq 5) { $fields += [string]$a.ClassId, [string]$a.Data }
        foreach ($f in $fields) { [void]$all.Add([string]$f.Length + ':' + $f) }
    }
    foreach ($f in @([string]$d.Principal.UserId, [string]$d.Principal.GroupId, [string]$d.Principal.RunLevel)) { [void]$all.Add([string]$f.Length + ':' + $f) }
    [void]$all.Add([regex]::Replace([string]$Task.Xml, '(?<=<Settings>(?>[^<]|<(?!/Settings>|Enabled>))*)<Enabled>(?:true|false)</Enabled>', ''))
    return Get-TextHash ($all.ToArray() -join "`n")
}

# A name of several machines may lead to another one than was looked at.
function Test-Meant($Given) {
    if (-not $Given.PSObject.Properties['host'] -or -not [string]$Given.host) { return $true }
    $name, $domain = ([string]$Given.host).Split([char[]]'.', 2)
    if (-not [string]::Equals($name, (Get-MachineName), [StringComparison]::OrdinalIgnoreCase)) { return $false }
    return -not $domain -or [string]::Equals($domain, (Get-MachineDomain), [StringComparison]::OrdinalIgnoreCase)
}

function New-Result([string]$Schema) {
    return [ordered]@{
        schema      = $Schema
        host        = (Get-MachineName)
        domain      = (Get-MachineDomain)
        time        = (Format-Time ([DateTime]::UtcNow))
        zone_offset = (Get-ZoneOffset)
        powershell  = [string]$PSVersionTable.PSVersion
        elevated    = (Test-Elevated)
        mode        = [string]$ExecutionContext.SessionState.LanguageMode
        script      = (Get-ScriptHash)
    }
}

#Requires -Version 3.0
[CmdletBinding()]
param([string]$Arguments = '', [string]$Out = '')

# It prints one JSON object, or writes it to the file that -Out names.
# Arguments is JSON in base64 (UTF-8): what it works on comes as data and never
# as code.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$trouble = New-Object System.Collections.ArrayList
# Patterns mean the same in every language of the system (Turkish has two letters i).
[Threading.Thread]::CurrentThread.CurrentCulture = [Globalization.CultureInfo]::InvariantCulture

function Add-Trouble([string]$What, [string]$Why) {
    [void]$trouble.Add([ordered]@{ what = (Hide-Secret $What); why = (Hide-Secret $Why) })
}

# A token could stand in a command line or in an error. What follows a word such
# as token goes to the end of its line: quotes and brackets can be nested in too
# many ways. Then what a script is given by position, and what looks like a secret
# by itself, but for a part of a path.
$masks = @(
    @('(?i)((?:token|secret|password|passwd|passphrase|pwd|credential|api_?key|authorization|team_?id)[\w-]*["'']?(?:\s*[:=]+>?\s*|\s+))\S.*', '$1***'),
    @('(?i)([-/](?:pass|pw|pat|creds?|\w*key)["'']?(?:\s*[:=]+>?\s*|\s+))\S.*', '$1***'),
    @('(?i)(\b(?:pass|pw|pat|creds?|\w*key)["'']?\s*[:=]+>?\s*)\S.*', '$1***'),
    @('(?i)(\bbearer\s+)\S.*', '$1***'),
    @('(?i)(\bbasic\s+)[A-Za-z0-9+/=]{8,}', '$1***'),
    @('(://)[^/\s@]*@', '$1***@'),
    @('(?i)(/user:\S+\s+)\S+', '$1***'),
    @('(?i)((?:^|\s)[-/]r?p(?:\s+|[:=]))(?:\\?["''][^"''][^"'':][^"'']*["'']?|[^\s"''\\/-](?:[^\s:]\S*|:[^\s\\/]\S*))', '$1***'),
    @('(?i)((?:^|\s)(?:-u|--(?:proxy-)?user)(?:\s+|=)\\?["'']?[^\s:"'']+:)[^\s\\/]\S*', '$1***'),
    @('(?i)(\bnet1?(?:\.exe)?"?\s+use\s+(?:(?:[A-Z]:|\*)\s+)?\\?"?\\\\[^\s"]+"?\s+)[^\s/]\S*', '$1***'),
    @('(?i)(\bnet1?(?:\.exe)?"?\s+user\s+[^\s/]\S*\s+)[^\s/]\S*', '$1***'),
    @('(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}', '***'),
    @('(?i)\b[0-9a-f]{16,}\b', '***'),
    @('(?<=\.(?:[pP][sS][mM]?1|[cC][mM][dD]|[bB][aA][tT]|[vV][bB][sSeE]|[jJ][sS][eE]?|[wW][sS][fF])["''\\]*[ \t](?:[^|&;\r\n]*[ \t])?)(?<![ \t][-/][A-Za-z_][A-Za-z0-9_-]*[ \t]+)(?!(?:[-/][A-Za-z_?][^ \t\r\n]*|[a-z]{1,15}["''\\)}\].,:;|&]*|["''\\({]*(?:[0-9]+|\*+|\$[A-Za-z0-9_:{}]+|%[A-Za-z0-9_]+%)["''\\)}\].,:;|&]*|["''\\]*(?:[A-Za-z]:[\\/]|\\\\|\.{1,2}[\\/])[^ \t\r\n]*|["'']?[A-Za-z0-9_.\\-]+\.(?:ps1|psm1|cmd|bat|vbs|vbe|jse?|wsf|exe|csv|txt|log|json|xml)["''\\)}\].,:;]*|[0-9]?[<>][^ \t\r\n]*|["''\\(){}|&;,.=+-]+)(?:[ \t\r\n]|$))[^ \t\r\n]+', '***'),
    @('(?<![\w-])(?<!(?<!["''])\\)(?=[\w-]*[0-9])[A-Za-z0-9]{4,8}(?:-[A-Za-z0-9]{4,8}){3,}(?![\w-]|\\(?!\\*["''])|\.(?:ps1|psm1|cmd|bat|vbs|vbe|jse?|wsf|exe|xml))', '***'),
    @('(?<![A-Za-z0-9+/_=])(?<!(?<!["''])\\)(?=[A-Za-z+/_=]*[0-9])[A-Za-z0-9+/_=]{20,}(?![A-Za-z0-9+/_=]|\\(?!\\*["''])|\.(?:ps1|psm1|cmd|bat|vbs|vbe|jse?|wsf|exe|xml))', '***'),
    @('(?<![A-Za-z0-9+/_=])(?<!(?<!["''])\\)[A-Za-z0-9+/_=]{24,}(?![A-Za-z0-9+/_=]|\\(?!\\*["''])|\.(?:ps1|psm1|cmd|bat|vbs|vbe|jse?|wsf|exe|xml))', '***')
)

function Hide-Secret([string]$Text) {
    if (-not $Text) { return '' }
    foreach ($m in $masks) { $Text = [regex]::Replace($Text, $m[0], $m[1]) }
    return $Text
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

# ASCII alone, so that no code page on the way can change it.
function Write-Result($Result) {
    $json = ConvertTo-Json -InputObject $Result -Depth 10 -Compress
    $json = [regex]::Replace($json, '[^\x20-\x7e]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
    if ($Out) {
        $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Out)
        [IO.File]::WriteAllText($file, $json, (New-Object Text.UTF8Encoding $false))
        [Console]::Out.WriteLine('The result is in ' + $file)
    } else {
        [Console]::Out.WriteLine($json)
    }
}

# Task Scheduler 2.0 by COM: since Windows Vista and Server 2008. The module
# ScheduledTasks came with Windows 8 and Server 2012 only.
function Open-Scheduler {
    $service = New-Object -ComObject 'Schedule.Service'
    $service.Connect()
    return $service
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

function Test-Elevated {
    $me = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
    return $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# Two domains may each have a machine of one name.
function Get-DnsDomain {
    try {
        return ([string][Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().DomainName).ToLowerInvariant()
    } catch {
        return ''
    }
}

# A name of several machines may lead to another one than was looked at.
function Test-Meant($Given) {
    if (-not $Given.PSObject.Properties['host']) { return $true }
    $name, $domain = ([string]$Given.host).Split([char[]]'.', 2)
    $own = Get-DnsDomain
    return $name -eq [Environment]::MachineName -and (-not $domain -or -not $own -or $domain -eq $own)
}

function New-Result([string]$Schema) {
    return [ordered]@{
        schema     = $Schema
        host       = [Environment]::MachineName
        domain     = (Get-DnsDomain)
        time       = (Format-Time ([DateTime]::UtcNow))
        powershell = [string]$PSVersionTable.PSVersion
        elevated   = (Test-Elevated)
    }
}


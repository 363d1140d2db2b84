# Words of a command line, and paths as Windows takes them. Nothing here runs or
# changes anything. Each pattern reads a text once.

# Stands in a text for what is not known: a character of private use, which no path has.
$unknownSign = [char]0xe0a7
$unknownMark = [string]$unknownSign
$scriptEnding = '(?i)\.(?:ps1|psm1|psd1|cmd|bat|vbs|vbe|jse?|wsf|hta)$'

# The words of a command line, as CommandLineToArgvW divides them.
function Split-Words([string]$Text) {
    $words = New-Object System.Collections.ArrayList
    $word = New-Object Text.StringBuilder
    $open = $false
    $begun = $false
    $marks = [regex]::Matches($Text, '\\*"|\\+|[ \t]+|[^ \t"\\]+')
    for ($i = 0; $i -lt $marks.Count; $i++) {
        $mark = $marks[$i].Value
        $last = $mark[$mark.Length - 1]
        if ($last -eq '"') {
            $slashes = $mark.Length - 1
            [void]$word.Append([char]92, [int][Math]::Floor($slashes / 2))
            $begun = $true
            if ($slashes % 2 -eq 1) { [void]$word.Append('"') }
            elseif ($open -and $i + 1 -lt $marks.Count -and $marks[$i + 1].Value -eq '"') {
                [void]$word.Append('"')
                $i++
            } else { $open = -not $open }
        } elseif (-not $open -and ($last -eq ' ' -or $last -eq "`t")) {
            if ($begun) { [void]$words.Add($word.ToString()) }
            $begun = $false
            [void]$word.Clear()
        } else {
            [void]$word.Append($mark)
            $begun = $true
        }
    }
    if ($begun) { [void]$words.Add($word.ToString()) }
    return , $words.ToArray()
}

# A word as it is written on a command line.
function Join-Words($Words) {
    $all = foreach ($w in @($Words)) {
        $w = [string]$w
        if ($w -eq '' -or $w -match '[ \t"]') { '"' + [regex]::Replace([regex]::Replace($w, '(\\*)"', '$1$1\"'), '(\\+)$', '$1$1') + '"' } else { $w }
    }
    return (@($all) -join ' ')
}

function Get-Leaf([string]$Path) { return $Path.Substring($Path.LastIndexOfAny([char[]]'\/') + 1) }
function Get-Parent([string]$Path) {
    $i = $Path.LastIndexOfAny([char[]]'\/')
    if ($i -le 0) { return '' }
    if ($i -eq 2 -and $Path[1] -eq ':') { return $Path.Substring(0, 3) }
    return $Path.Substring(0, $i)
}
function Join-Folder([string]$Folder, [string]$Name) { return $Folder.TrimEnd('\', '/') + '\' + $Name.TrimStart('\', '/') }
function Get-Ending([string]$Path) {
    $leaf = Get-Leaf $Path
    $i = $leaf.LastIndexOf('.')
    if ($i -lt 0) { return '' }
    return $leaf.Substring($i).TrimEnd('.', ' ').ToLowerInvariant()
}

function Test-Full([string]$Path) { return $Path -match '^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/])' }
function Test-Remote([string]$Path) { return $Path -match '^[\\/]{2}' }

# One form of a path: backslashes, no . and .., no quotes round it, no blanks or full
# stops at the end of a name, which Windows leaves out too.
function Format-Path([string]$Path) {
    $p = $Path.Trim().Trim('"', '''', [char]0x201c, [char]0x201d, [char]0x201e, [char]0x2018, [char]0x2019).Trim()
    $p = $p.Replace('/', '\')
    if ($p -match '^(?i)file:\\+') { $p = $p -replace '^(?i)file:\\\\\\', '' -replace '^(?i)file:', '' }
    if ($p -match '^(?i)(?:Microsoft\.PowerShell\.Core\\)?FileSystem::') { $p = $p.Substring($p.IndexOf('::') + 2) }
    if ($p -match '^\\\\[?.]\\(?i)UNC\\') { $p = '\\' + $p.Substring(8) } elseif ($p -match '^\\\\[?.]\\[A-Za-z]:') { $p = $p.Substring(4) }
    $m = [regex]::Match($p, '^\\\\([^\\]+)\\([A-Za-z])\$(?=\\|$)')
    if ($m.Success -and ($m.Groups[1].Value -match '^(?i)(localhost|127\.0\.0\.1|\.)$' -or [string]::Equals($m.Groups[1].Value.Split('.')[0], (Get-MachineName), [StringComparison]::OrdinalIgnoreCase))) {
        $p = $m.Groups[2].Value + ':' + $p.Substring($m.Length)
    }
    $root = ''
    $m = [regex]::Match($p, '^(?:[A-Za-z]:\\?|\\\\[^\\]+\\?|\\)')
    if ($m.Success) {
        $root = $m.Value
        $p = $p.Substring($m.Length)
    }
    $kept = New-Object System.Collections.ArrayList
    foreach ($part in $p.Split('\')) {
        if ($part -eq '' -or $part -eq '.') { continue }
        if ($part -eq '..') {
            if ($kept.Count -gt 0 -and $kept[$kept.Count - 1] -ne '..') { $kept.RemoveAt($kept.Count - 1) } elseif (-not $root) { [void]$kept.Add($part) }
            continue
        }
        $short = $part.TrimEnd(' ', '.')
        if ($short -eq '') { $short = $part }
        [void]$kept.Add($short)
    }
    return $root + ($kept.ToArray() -join '\')
}

# What this machine's own variables stand for, in a text such as %ProgramData%\x. One
# that is not set stays unknown: it may be the account's.
$machineNames = @{}
function Get-MachineVariable([string]$Name) {
    if (-not $machineNames.ContainsKey($Name)) {
        $value = ''
        # Of the one who looks are these: the job runs as somebody else.
        if ($Name -notmatch '^(?i)(?:USERPROFILE|APPDATA|LOCALAPPDATA|USERNAME|USERDOMAIN|HOMEDRIVE|HOMEPATH|TEMP|TMP|ONEDRIVE.*|SESSIONNAME|LOGONSERVER|HOMESHARE|CLIENTNAME|RANDOM|DATE|TIME|CD|ERRORLEVEL)$') { $value = Get-EnvironmentValue $Name }
        $machineNames[$Name] = $value
    }
    return $machineNames[$Name]
}
function Expand-Machine([string]$Text) {
    if ($Text.IndexOf('%') -lt 0) { return $Text }
    return [regex]::Replace($Text, '%([^%=\r\n]{1,100})%', {
            param($m)
            $value = Get-MachineVariable $m.Groups[1].Value
            if ($value) { $value } else { $unknownMark }
        })
}

function Get-WindowsFolder {
    $w = Get-MachineVariable 'SystemRoot'
    if ($w) { return $w.TrimEnd('\') }
    return 'C:\Windows'
}
function Get-SystemFolder { return (Get-WindowsFolder) + '\System32' }

# Whether a path is of Windows itself, where nobody puts scripts of his own.
function Test-OfWindows([string]$Path) {
    $w = Get-WindowsFolder
    if (-not $Path.StartsWith($w + '\', [StringComparison]::OrdinalIgnoreCase)) { return $false }
    return $Path.Substring($w.Length + 1) -match '^(?i)(?:System32|SysWOW64|Sysnative|WinSxS|servicing|Microsoft\.NET|ImmersiveControlPanel|SystemApps)\\(?!GroupPolicy|Tasks|Repl)' -or (Get-Parent $Path) -eq $w
}

# Whether a program comes from a vendor's setup: below Windows, Program Files, or where
# their updaters live.
function Test-Installed([string]$Path) {
    if ($Path.StartsWith((Get-WindowsFolder) + '\', [StringComparison]::OrdinalIgnoreCase)) { return $Path -notmatch '^(?i)[A-Z]:\\[^\\]+\\(?:Temp|Tasks|Scripts|SYSVOL)\\' }
    foreach ($name in @('ProgramFiles', 'ProgramFiles(x86)', 'ProgramW6432')) {
        $folder = Get-MachineVariable $name
        if ($folder -and $Path.StartsWith($folder.TrimEnd('\') + '\', [StringComparison]::OrdinalIgnoreCase)) { return $true }
    }
    if ($Path -match '^(?i)[A-Z]:\\Program Files(?: \(x86\))?\\') { return $true }
    return $Path -match '(?i)^[A-Z]:\\ProgramData\\(?:Microsoft|Package Cache)\\' -or $Path -match '(?i)\\AppData\\Local\\(?:Google|Microsoft|Mozilla|BraveSoftware|Programs)\\'
}

$drives = @{}
function Test-Drive([string]$Path) {
    $letter = $Path.Substring(0, 1).ToUpperInvariant()
    if (-not $drives.ContainsKey($letter)) { $drives[$letter] = (Get-PathKind ($letter + ':\')) -ne 'missing' }
    return $drives[$letter]
}

$kinds = @{}
# What there is at a full path, asked once. A share is only asked where that is allowed:
# anyone can start a process with any path in its command line, and asking for it would
# sign in there.
function Get-Kind([string]$Path, [bool]$Shares) {
    if ((Test-Remote $Path) -and -not $Shares) { return 'share' }
    $key = $Path.ToUpperInvariant()
    if (-not $kinds.ContainsKey($key)) {
        if ($Path.Length -gt 32000 -or $Path.IndexOf([char]0) -ge 0 -or $Path -match '[<>"|*?\x01-\x1f]') { $kinds[$key] = 'missing' } else { $kinds[$key] = Get-PathKind $Path }
    }
    return $kinds[$key]
}

# Where a path leads, with what there is: file, folder, missing, denied, share, or
# unknown, and then why. Folder is where the text is run; '' if nobody knows.
function Find-Path($At, [string]$Path, [string]$Folder, [string[]]$Endings) {
    if ($Path.IndexOf($unknownSign) -ge 0) { return @{ path = ''; kind = 'unknown'; why = 'variable' } }
    $p = Format-Path $Path
    if ($p -eq '' -or $p.Length -gt 32000) { return @{ path = ''; kind = 'missing'; why = '' } }
    if ($p -match '^([A-Za-z]):' -and $At.mapped.ContainsKey($Matches[1].ToUpperInvariant())) {
        $to = $At.mapped[$Matches[1].ToUpperInvariant()]
        if (-not $to) { return @{ path = $p; kind = 'unknown'; why = 'drive' } }
        $p = Format-Path (Join-Folder $to $p.Substring(2))
    }
    if (-not (Test-Full $p)) {
        if ($p -match '^[A-Za-z]:') { $p = $p.Substring(0, 2) + '\' + $p.Substring(2) }
        elseif ($p.StartsWith('\')) {
            $drive = 'C:'
            if ($Folder -match '^[A-Za-z]:') { $drive = $Folder.Substring(0, 2) } elseif (Test-Remote $Folder) { $drive = [regex]::Match($Folder, '^\\\\[^\\]+\\[^\\]+').Value }
            $p = $drive + $p
        } elseif (-not $Folder -or $Folder.IndexOf($unknownSign) -ge 0) { return @{ path = $p; kind = 'unknown'; why = 'folder' } }
        else { $p = Format-Path (Join-Folder $Folder $p) }
    }
    foreach ($ending in @('') + @($Endings)) {
        $kind = Get-Kind ($p + $ending) $At.shares
        if ($kind -eq 'file' -or $kind -eq 'denied' -or ($kind -eq 'share' -and (($p + $ending) -match '\.[A-Za-z0-9]{1,5}$' -or $null -eq $Endings))) { return @{ path = $p + $ending; kind = $kind; why = '' } }
        if ($kind -eq 'folder' -and $ending -eq '' -and $null -eq $Endings) { return @{ path = $p; kind = $kind; why = '' } }
    }
    if ($p -match '^[A-Za-z]:' -and -not (Test-Drive $p)) { return @{ path = $p; kind = 'unknown'; why = 'drive' } }
    if ($p -match '~[0-9]') { return @{ path = $p; kind = 'unknown'; why = 'short-name' } }
    $kind = Get-Kind $p $At.shares
    return @{ path = $p; kind = $kind; why = '' }
}

# The files that a path with * or ? in its last name means; $null if too many or the
# folder is not known.
function Find-Wild($At, [string]$Path, [string]$Folder) {
    if ($Path.IndexOf($unknownSign) -ge 0) { return $null }
    $p = Format-Path $Path
    $mask = Get-Leaf $p
    $in = Find-Path $At $(if ($p.Length -gt $mask.Length) { $p.Substring(0, $p.Length - $mask.Length) } else { '.' }) $Folder $null
    if ($p.Length -le $mask.Length) { $in = @{ path = $Folder; kind = $(if (Test-Full $Folder) { 'folder' } else { 'unknown' }) } }
    if ($in.kind -ne 'folder') { if ($in.kind -eq 'missing') { return , @() }; return $null }
    try { $all = @(Get-FilesIn $in.path) } catch { return $null }
    $pattern = '^(?i)' + [regex]::Escape($mask).Replace('\*', '.*').Replace('\?', '.') + '$'
    $some = @($all | Where-Object { (Get-Leaf $_) -match $pattern })
    if ($some.Count -gt 50) { return $null }
    return , $some
}

# The text of a file, in each encoding in which it may be meant: with a mark or UTF-16
# there is one; UTF-8 without a mark is read as the system's code page by Windows
# PowerShell, and a batch file as that of the console.
function Read-Texts([byte[]]$Bytes, [bool]$Batch) {
    $n = $Bytes.Length
    if ($n -ge 3 -and $Bytes[0] -eq 0xef -and $Bytes[1] -eq 0xbb -and $Bytes[2] -eq 0xbf) { return , @([Text.Encoding]::UTF8.GetString($Bytes, 3, $n - 3)) }
    if ($n -ge 2 -and $Bytes[0] -eq 0xff -and $Bytes[1] -eq 0xfe) { return , @([Text.Encoding]::Unicode.GetString($Bytes, 2, $n - 2)) }
    if ($n -ge 2 -and $Bytes[0] -eq 0xfe -and $Bytes[1] -eq 0xff) { return , @([Text.Encoding]::BigEndianUnicode.GetString($Bytes, 2, $n - 2)) }
    $even = 0
    $odd = 0
    $sample = [Math]::Min($n, 512)
    for ($i = 0; $i -lt $sample; $i++) { if ($Bytes[$i] -eq 0) { if ($i % 2) { $odd++ } else { $even++ } } }
    if ($odd * 3 -gt $sample) { return , @([Text.Encoding]::Unicode.GetString($Bytes)) }
    if ($even * 3 -gt $sample) { return , @([Text.Encoding]::BigEndianUnicode.GetString($Bytes)) }
    $texts = New-Object System.Collections.ArrayList
    try { [void]$texts.Add((New-Object Text.UTF8Encoding($false, $true)).GetString($Bytes)) } catch { }
    if ($texts.Count -gt 0 -and $texts[0] -notmatch '[^\x00-\x7f]') { return , $texts.ToArray() }
    $system = [Globalization.CultureInfo]::InstalledUICulture.TextInfo
    $pages = @($system.ANSICodePage)
    if ($Batch) { $pages += $system.OEMCodePage }
    foreach ($page in $pages) {
        # A language without a page of its own says 0 or 1.
        if ($page -le 1) { $page = 1252 }
        try {
            $text = [Text.Encoding]::GetEncoding([int]$page).GetString($Bytes)
            if (-not $texts.Contains($text)) { [void]$texts.Add($text) }
        } catch { }
    }
    if ($texts.Count -eq 0) { [void]$texts.Add([Text.Encoding]::GetEncoding(28591).GetString($Bytes)) }
    return , $texts.ToArray()
}

# Programs, and what they start. What leaves this machine of a command line is put
# together from what is recognized here.

$anyEnding = '(?i)\.(?:ps1|psm1|psd1|cmd|bat|vbs|vbe|jse?|wsf|hta)\b'
function Add-Said($At, [string]$Text) { if ($null -ne $At.said -and $At.said.Count -lt 20) { [void]$At.said.Add($Text) } }

# So many further words, of which nothing is told.
function Get-Stars([int]$Count) {
    if ($Count -le 0) { return '' }
    if ($Count -le 3) { return ' ***' * $Count }
    return ' *** (' + $Count + ')'
}
function Get-Quoted([string]$Path) {
    $shown = Get-Shown $Path
    if (-not $shown) { return '***' }
    if ($shown.IndexOf(' ') -ge 0) { return '"' + $shown + '"' }
    return $shown
}

# A command line as CreateProcess takes it: the program may hold spaces without quotes.
function Follow-Line($At, [string]$Line, $Fed) {
    $line = $Line.Trim()
    if (-not $line) { return }
    if (-not (Test-Steps) -or $At.depth -gt 12) {
        Add-Unknown $At 'limit' $At.own
        return
    }
    if ($line[0] -eq '"') {
        $end = $line.IndexOf('"', 1)
        if ($end -lt 0) { $end = $line.Length }
        Follow-Program $At $line.Substring(1, $end - 1) $line.Substring([Math]::Min($line.Length, $end + 1)) $Fed
        return
    }
    if ($line -match '^[^ \t]*[\\/][^ \t]*[ \t]') {
        $m = [regex]::Matches($line.Substring(0, [Math]::Min($line.Length, 400)), '[ \t]+|$')
        foreach ($gap in $m) {
            $start = $line.Substring(0, $gap.Index)
            if ($start -match '"') { break }
            if ((Find-Path $At $start $At.folder @('.exe', '.cmd', '.bat', '.com')).kind -eq 'file') {
                Follow-Program $At $start $line.Substring($gap.Index) $Fed
                return
            }
        }
    }
    $m = [regex]::Match($line, '^[^ \t]+')
    Follow-Program $At $m.Value $line.Substring($m.Length) $Fed
}

$scriptHosts = @{
    powershell = 'powershell'; pwsh = 'powershell'; 'pwsh-preview' = 'powershell'; powershell_ise = 'editor'; cmd = 'cmd'; wscript = 'windows'; cscript = 'windows'; mshta = 'mshta'; forfiles = 'forfiles'
    conhost = 'inner'; psexec = 'psexec'; psexec64 = 'psexec'; paexec = 'psexec'; runas = 'runas'; start = 'start'; wmic = 'wmic'; schtasks = 'mention'; at = 'mention'; rundll32 = 'mention'
    hstart = 'inner'; hstart64 = 'inner'; gsudo = 'inner'; sudo = 'inner'; silentcmd = 'inner'; runhiddenconsole = 'inner'; nircmd = 'nircmd'; nircmdc = 'nircmd'; nohup = 'inner'; env = 'inner'
    powershell_core = 'powershell'; explorer = 'open'; ssh = 'other'
    python = 'other'; pythonw = 'other'; py = 'other'; pyw = 'other'; perl = 'other'; wperl = 'other'; node = 'other'; ruby = 'other'; rubyw = 'other'; php = 'other'; 'php-cgi' = 'other'; java = 'other'; javaw = 'other'
    bash = 'other'; sh = 'other'; zsh = 'other'; wsl = 'other'; deno = 'other'; bun = 'other'; lua = 'other'; tclsh = 'other'; autoit3 = 'other'; autohotkey = 'other'; kix32 = 'other'; rscript = 'other'; msbuild = 'other'; dotnet = 'other'; groovy = 'other'; 'dotnet-script' = 'other'; csi = 'other'
    notepad = 'editor'; 'notepad++' = 'editor'; code = 'editor'; write = 'editor'; wordpad = 'editor'; devenv = 'editor'; uedit64 = 'editor'; sublime_text = 'editor'
}

function Get-ProgramName([string]$Path) { return ((Get-Leaf $Path).Trim().TrimEnd('.') -replace '(?i)\.(?:exe|com)$', '').ToLowerInvariant() }

# A host by its name; python3.11 is one too.
function Get-HostKind([string]$Name) {
    if ($scriptHosts.ContainsKey($Name)) { return $scriptHosts[$Name] }
    if ($Name -match '^(python|pythonw|perl|ruby|php|lua)[0-9.]+$') { return 'other' }
    return ''
}

function Follow-Program($At, [string]$Program, [string]$Rest, $Fed) {
    $program = $Program.Trim().Trim('"').Trim()
    $At.depth++
    try {
        if ($program.IndexOf($unknownSign) -ge 0 -and -not (Get-HostKind (Get-ProgramName $program))) {
            Add-Unknown $At 'computed' $program
            Add-Mentions $At (Split-Words $Rest)
            Add-Said $At '***'
            return
        }
        if (-not (Get-HostKind (Get-ProgramName $program)) -and $program -match '^[^\\/ ]+\s' -and (Find-Path $At $program $At.folder @('.exe', '.cmd', '.bat')).kind -ne 'file') {
            # A program field that holds arguments too.
            $words = Split-Words $program
            if (Get-HostKind (Get-ProgramName $words[0])) {
                Follow-Program $At $words[0] ($program.Substring($program.IndexOf(' ')) + ' ' + $Rest) $Fed
                return
            }
        }
        $name = Get-ProgramName $program
        if ($name -match '^nul$|^$') { return }
        $kind = Get-HostKind $name
        if (-not $kind) {
            Follow-OwnProgram $At $program $Rest $Fed
            return
        }
        switch ($kind) {
            'powershell' { Follow-PowerShellHost $At $program (Split-Words $Rest) $Fed }
            'cmd' { Follow-CmdHost $At $program $Rest $Fed }
            'windows' { Follow-WindowsHost $At $program (Split-Words $Rest) }
            'mshta' { Follow-Mshta $At $program $Rest }
            'forfiles' { Follow-Forfiles $At (Split-Words $Rest) }
            'psexec' { Follow-PsExec $At $program (Split-Words $Rest) }
            'runas' { Follow-Runas $At (Split-Words $Rest) }
            'start' { Follow-StartCommand $At $Rest }
            'inner' { Follow-Inner $At $program $Rest }
            'nircmd' { Follow-Inner $At $program ($Rest -replace '^\s*exec2?\s+\S+\s+', '') }
            'wmic' { Follow-Wmic $At $Rest }
            'open' { Follow-Open $At $program (Split-Words $Rest) }
            'other' { Follow-OtherHost $At $program (Split-Words $Rest) }
            default {
                $words = Split-Words $Rest
                Add-Mentions $At $words
                Add-Said $At ((Get-Quoted $program) + (Get-Stars $words.Count))
            }
        }
    } finally { $At.depth-- }
}

# A program that is no host: a script by its ending, one of a vendor's setup, or one of
# somebody's own, into which nobody can look.
function Follow-OwnProgram($At, [string]$Program, [string]$Rest, $Fed) {
    $words = Split-Words $Rest
    $endings = @('.com', '.exe', '.bat', '.cmd', '.vbs', '.vbe', '.js', '.jse', '.wsf', '.ps1')
    if ((Get-Ending $Program) -match '^\.(exe|com|ps1|psm1|cmd|bat|vb[se]|jse?|wsf|hta|dll|scr|lnk|py|pl|sh)$') { $endings = @() }
    $found = Find-Path $At $Program $At.folder $endings
    if ($found.kind -ne 'file' -and $found.kind -ne 'share' -and $found.kind -ne 'denied' -and -not ($Program -match '[\\/]')) { $found = Find-OnPath $At $Program $endings $found }
    $full = $found.path
    $ending = Get-Ending $full
    if ($ending -eq '.lnk') { Add-Unknown $At 'program' $full }
    $language = ''
    if ($ending) { $language = Get-Language $full }
    if ($language) {
        Add-Mentions $At $words
        Add-Said $At ((Get-Quoted $full) + (Get-Stars $words.Count))
        if ($language -eq 'other') { Add-Unknown $At 'host' $full }
        Add-Found $At $found $Program $language $words
        $At.node.shell = $true
        return
    }
    Add-Said $At ((Get-Quoted $(if ($full) { $full } else { $Program })) + (Get-Stars $words.Count))
    Add-Mentions $At $words
    if ($found.kind -eq 'unknown') {
        # PowerShell by another name is known by what it is given.
        if (-not (Test-LikePowerShell $words)) { Add-Unknown $At $found.why $Program }
    }
    $built = ''
    if ($found.kind -eq 'file' -and -not (Test-OfWindows $full)) { $built = Get-ProgramName (Get-BuiltName $full) }
    if ($built -and $built -ne (Get-ProgramName $full) -and (Get-HostKind $built) -and (Get-HostKind $built) -ne 'editor') {
        Follow-Program $At ($built + '.exe') $Rest $Fed
        return
    }
    if (Test-LikePowerShell $words) { Follow-PowerShellHost $At $full $words $Fed }
    if ($found.kind -eq 'missing' -and $ending -ne '.exe' -and $ending -ne '' -and $ending -ne '.com') { return }
    if ((Test-Full $full) -and -not (Test-Installed $full) -and ($found.kind -ne 'missing' -or $At.live)) { Add-Unknown $At 'program' $full }
}

# A bare name is looked for on the machine's Path, as Windows does.
function Find-OnPath($At, [string]$Name, [string[]]$Endings, $Else) {
    if ((Get-Leaf $Name) -notmatch '^[^:*?"<>|]{1,200}$') { return $Else }
    $folders = @((Get-SystemFolder), (Get-WindowsFolder)) + @((Expand-Machine (Get-MachineVariable 'Path')).Split(';'))
    foreach ($folder in $folders) {
        $folder = $folder.Trim().Trim('"')
        if (-not (Test-Full $folder) -or ((Test-Remote $folder) -and -not $At.shares)) { continue }
        $found = Find-Path $At (Join-Folder $folder $Name) '' $Endings
        if ($found.kind -eq 'file') { return $found }
    }
    return $Else
}

function Test-LikePowerShell($Words) {
    $text = (@($Words) -join ' ')
    return $text -match '(?i)(?:^|\s)[-/\u2013\u2014\u2015](?:f|fi|fil|file|c|com\w*|e|ec|enc\w*)\s' -and ($text -match '(?i)\.ps1\b' -or $text -match '(?i)\s[-/\u2013\u2014\u2015](?:nop|noni|nol|ep|ex|exec|w)\w*(?:\s|$)' -or $text -match '(?i)^[-/\u2013\u2014\u2015](?:nop|noni|nol|ep|ex|exec|w|enc)\w*(?:\s|$)')
}

# The switches of PowerShell: name, the fewest letters, other names, and whether a value
# follows.
$hostSwitches = @(
    @('Version', 1, 'v', 1), @('NoLogo', 3, '', 0), @('NoExit', 3, '', 0), @('NoProfile', 3, '', 0), @('NonInteractive', 4, '', 0), @('NoProfileLoadTime', 10, '', 0), @('Command', 1, 'c', 2), @('CommandWithArgs', 8, 'cwa', 4)
    @('WindowStyle', 1, '', 1), @('File', 1, '', 3), @('OutputFormat', 1, 'of', 1), @('InputFormat', 2, 'if', 1), @('ExecutionPolicy', 2, 'ep', 1), @('EncodedCommand', 1, 'ec', 5)
    @('EncodedArguments', 8, 'ea', 1), @('PSConsoleFile', 1, '', 1), @('ConfigurationName', 6, '', 1), @('ConfigurationFile', 14, '', 1), @('Sta', 1, '', 0), @('Mta', 1, '', 0), @('WorkingDirectory', 2, 'wd', 6), @('SettingsFile', 8, '', 1)
    @('CustomPipeName', 3, '', 1), @('Login', 1, '', 0), @('Interactive', 1, '', 0), @('SSHServerMode', 4, '', 0), @('Help', 1, '?', 0), @('Modules', 3, '', 1), @('STDIO', 3, '', 0)
)
$knownValues = '^(?i)(?:Bypass|RemoteSigned|AllSigned|Unrestricted|Restricted|Undefined|Default|Hidden|Minimized|Maximized|Normal|Text|XML|None|[1-7](?:\.[0-9])?)$'

function Find-Switch([string]$Word) {
    $m = [regex]::Match($Word, '^(?:--|[-/\u2013\u2014\u2015])([A-Za-z?]+)$')
    if (-not $m.Success) { return $null }
    $name = $m.Groups[1].Value
    foreach ($s in $hostSwitches) {
        if ($s[2] -and [string]::Equals($s[2], $name, [StringComparison]::OrdinalIgnoreCase)) { return $s }
    }
    foreach ($s in $hostSwitches) {
        if ($name.Length -ge $s[1] -and $s[0].StartsWith($name, [StringComparison]::OrdinalIgnoreCase)) { return $s }
    }
    return $null
}

function Follow-PowerShellHost($At, [string]$Program, $Words, $Fed) {
    $At.node.shell = $true
    $newer = (Get-ProgramName $Program) -match '^pwsh'
    $said = Get-Quoted $Program
    $inner = Copy-At $At
    $inner.engine = $(if ($newer) { $Program } else { 'powershell' })
    $profiles = $true
    $what = ''
    $rest = @()
    $stays = $false
    for ($i = 0; $i -lt $Words.Count; $i++) {
        $s = Find-Switch $Words[$i]
        if ($null -eq $s) {
            $what = $(if ($newer) { 'file' } else { 'command' })
            $rest = @($Words[$i..($Words.Count - 1)])
            break
        }
        $said += ' -' + $s[0]
        if ($s[0] -eq 'NoProfile') { $profiles = $false }
        if ($s[0] -eq 'NoExit') { $stays = $true }
        $after = @()
        if ($i + 1 -lt $Words.Count) { $after = @($Words[($i + 1)..($Words.Count - 1)]) }
        if ($s[3] -eq 1 -or $s[3] -eq 6) {
            $i++
            if ($i -lt $Words.Count) {
                if ($s[3] -eq 6) {
                    $to = Find-Path $At (Expand-Machine $Words[$i]) $At.folder $null
                    $inner.folder = $to.path
                    $said += ' ' + (Get-Quoted $to.path)
                } elseif ($Words[$i] -match $knownValues) { $said += ' ' + $Words[$i] } else { $said += ' ***' }
            }
        } elseif ($s[3] -gt 1) {
            $what = @{ 2 = 'command'; 3 = 'file'; 4 = 'command'; 5 = 'encoded' }[$s[3]]
            $rest = $after
            break
        }
    }
    if ($profiles) { Follow-Profiles $inner $newer $Program }
    if ($what -and $rest.Count -gt 0 -and $rest[0] -match '^[-\u2013]$') { $what = '' ; if ($null -eq $Fed) { Add-Unknown $At 'computed' '' } }
    switch ($what) {
        'file' {
            $path = [string]$rest[0]
            $more = @()
            if ($rest.Count -gt 1) { $more = @($rest[1..($rest.Count - 1)]) }
            # Quotes that only text knows, and the words between them.
            if ($path -match '^[\u201c\u201d\u201e]' -and $more.Count -gt 0 -and $path -notmatch '.[\u201c\u201d\u201e]$') {
                while ($more.Count -gt 0 -and $path -notmatch '.[\u201c\u201d\u201e]$') {
                    $path += ' ' + $more[0]
                    $more = @($more | Select-Object -Skip 1)
                }
            }
            $found = Find-Path $inner $path $inner.folder @('.ps1')
            Add-Said $At ($said + ' ' + (Get-Quoted $(if ($found.path) { $found.path } else { Get-Leaf $path })) + (Get-Stars $more.Count))
            Add-Mentions $inner $more
            Add-Found $inner $found $path 'powershell' $more
        }
        'command' {
            Add-Said $At ($said + $(if ($said -match '-Command') { ' ***' } else { ' -Command ***' }))
            Follow-Command $inner ($rest -join ' ')
        }
        'encoded' {
            Add-Said $At ($said + ' ***')
            if ($rest.Count -gt 0) { Follow-Encoded $inner ([string]$rest[0]) }
        }
        default {
            Add-Said $At $said
            if ($null -ne $Fed) { Follow-Fed $inner $Fed 'powershell' } elseif (-not $what) { $stays = $true }
        }
    }
    if ($stays) { $At.node.open = $true }
}

# What PowerShell is given as a command: the paths of scripts in it count as named.
function Follow-Command($At, [string]$Text) {
    if ($Text -match $anyEnding) { Add-Mentions $At ([regex]::Split($Text, '[\s''"()\[\]{};,|&]+')) }
    Add-Loose $At $Text
    Follow-PowerShell $At $Text
}

# A path with spaces and without quotes, in words of a person: its name alone is told.
function Add-Loose($At, [string]$Text) {
    if ($Text -notmatch $anyEnding) { return }
    foreach ($m in [regex]::Matches($Text, '(?i)(?<![A-Za-z])[A-Z]:[\\/][^"<>|*?:\r\n]*?[\\/]([^\\/"<>|*?: \r\n]{1,100}\.(?:ps1|psm1|cmd|bat|vbs|wsf))\b')) { if ($m.Value.IndexOf(' ') -gt 0 -and $m.Length -lt 500) { if ((Get-Kind (Format-Path $m.Value) $At.shares) -eq 'file') { Add-Mention $At $m.Value } else { $At.node.mentions[$m.Groups[1].Value] = 'unknown' } } }
}

function Follow-Encoded($At, [string]$Word) {
    $text = ''
    try { $text = [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String(($Word -replace '\s', ''))) } catch {
        Add-Unknown $At 'computed' ''
        return
    }
    Follow-Command $At $text
}

# What is fed to a host on its standard input: a file, a text, or nobody knows.
function Follow-Fed($At, $Fed, [string]$Kind) {
    if ($Fed.ContainsKey('file')) { Add-Start $At $Fed.file $Kind @() $null }
    elseif ($Fed.ContainsKey('text')) { if ($Kind -eq 'powershell') { Follow-Command $At $Fed.text } else { Follow-Batch $At $Fed.text $false } }
    else { Add-Unknown $At 'computed' '' }
}

# The same place, where folder and variables may go other ways.
function Copy-At($At) {
    $to = @{}
    foreach ($k in @($At.Keys)) { $to[$k] = $At[$k] }
    $to.vars = New-Map
    foreach ($k in @($At.vars.Keys)) { if ($k.StartsWith('env:', [StringComparison]::OrdinalIgnoreCase)) { $to.vars[$k] = $At.vars[$k] } }
    $to.functions = New-Map
    $to.aliases = New-Map
    $to.named = New-Map
    $to.words = @()
    return $to
}

function Follow-CmdHost($At, [string]$Program, [string]$Rest, $Fed) {
    $At.node.shell = $true
    $m = [regex]::Match($Rest, '^(?:\s*/(?![ckr](?:\s|"|$|[^a-z]))[^\s/]+)*\s*/([ckr])', 'IgnoreCase')
    if (-not $m.Success) {
        $m = [regex]::Match($Rest, '^(?:\s*/(?:[adqsu]|[efv]:(?:on|off)|t:\w\w))*\s*/([ckr])(.*)$', 'IgnoreCase,Singleline')
        if (-not $m.Success) {
            Add-Said $At (Get-Quoted $Program)
            if ($null -ne $Fed) { Follow-Fed (Copy-At $At) $Fed 'batch' } else { $At.node.open = $true }
            return
        }
        $line = $m.Groups[2].Value
    } else { $line = $Rest.Substring($m.Index + $m.Length) }
    Add-Said $At ((Get-Quoted $Program) + ' /' + $m.Groups[1].Value.ToLowerInvariant() + ' ***')
    $line = $line.Trim()
    # cmd takes the first quote and the last away, unless they are round a program's name.
    if ($line.StartsWith('"')) {
        $last = $line.LastIndexOf('"')
        $plain = ([regex]::Matches($line, '"').Count -eq 2) -and $line.Substring(0, $last + 1) -notmatch '[&<>()@^|]' -and $line.Substring(1, $last - 1).Contains(' ') -and (Find-Path $At $line.Substring(1, [Math]::Max(0, $last - 1)) $At.folder @('.exe', '.cmd', '.bat')).kind -eq 'file'
        if (-not $plain -and $last -gt 0) { $line = $line.Substring(1, $last - 1) + $line.Substring($last + 1) }
    }
    Add-Loose $At $line
    $inner = Copy-At $At
    Follow-Batch $inner $line $false
}

# The words that are not switches of wscript and cscript: the script, and its own.
function Follow-WindowsHost($At, [string]$Program, $Words) {
    $At.node.shell = $true
    $said = Get-Quoted $Program
    $i = 0
    $engine = ''
    while ($i -lt $Words.Count -and $Words[$i] -match '^(?://|/[A-Za-z])') {
        if ($Words[$i] -match '^//?([A-Za-z]+)(?::(.*))?$') {
            if ($Matches[1] -eq 'e' -and $Matches.ContainsKey(2)) { $engine = $Matches[2] }
            if ($Matches[1] -match '^(?i)(?:b|nologo|i|logo|s|d|x|e|h|t|u|job)$') { $said += ' //' + $Matches[1] } else { $said += ' ***' }
        } else { $said += ' ***' }
        $i++
    }
    if ($i -ge $Words.Count) { return }
    $more = @()
    if ($i + 1 -lt $Words.Count) { $more = @($Words[($i + 1)..($Words.Count - 1)]) }
    $found = Find-Path $At $Words[$i] $At.folder @('.vbs', '.js', '.wsf')
    Add-Said $At ($said + ' ' + (Get-Quoted $(if ($found.path) { $found.path } else { Get-Leaf $Words[$i] })) + (Get-Stars $more.Count))
    Add-Mentions $At $more
    $kind = ''
    if ($engine -match '^(?i)vb') { $kind = 'vbscript' } elseif ($engine -match '^(?i)j') { $kind = 'jscript' }
    if (-not $kind -and $found.path) { $kind = Get-Language $found.path }
    if (-not $kind) { $kind = 'vbscript' }
    Add-Found $At $found $Words[$i] $kind @($more | Where-Object { $_ -notmatch '^//' })
}

function Follow-Mshta($At, [string]$Program, [string]$Rest) {
    $At.node.shell = $true
    $text = $Rest.Trim()
    if ($text -match '^"?(vbscript|javascript):') {
        Add-Said $At ((Get-Quoted $Program) + ' ***')
        $code = $text.Trim('"').Substring($Matches[1].Length + 1)
        if ($Matches[1] -eq 'vbscript') { Follow-Basic $At $code } else { Follow-JScript $At $code }
        return
    }
    $words = Split-Words $text
    if ($words.Count -eq 0) { return }
    Add-Said $At ((Get-Quoted $Program) + ' ' + (Get-Quoted (Format-Path $words[0])) + (Get-Stars ($words.Count - 1)))
    if ($words[0] -match '^(?i)https?:') { Add-Unknown $At 'web' '' } else { Add-Start $At $words[0] 'markup' @() $null }
}

function Follow-Forfiles($At, $Words) {
    $in = $At.folder
    $mask = '*'
    $command = 'cmd /c echo @file'
    for ($i = 0; $i -lt $Words.Count; $i++) {
        if ($Words[$i] -match '^(?i)[/-]([pmcd])$' -and $i + 1 -lt $Words.Count) {
            $i++
            switch ($Matches[1]) { 'p' { $in = $Words[$i] } 'm' { $mask = $Words[$i] } 'c' { $command = $Words[$i] } }
        }
    }
    Add-Said $At 'forfiles.exe ***'
    $there = Find-Path $At $in $At.folder $null
    $some = $null
    if ($there.kind -eq 'folder') { $some = Find-Wild $At (Join-Folder $there.path $mask) '' }
    $command = [regex]::Replace($command, '0x([0-9A-Fa-f]{2})', { param($m) [string][char][Convert]::ToInt32($m.Groups[1].Value, 16) })
    if ($null -eq $some -or $Words -contains '/s') {
        Add-Unknown $At 'computed' ''
        if ($null -eq $some) { return }
    }
    foreach ($file in $some) {
        $inner = Copy-At $At
        $inner.folder = $there.path
        $leaf = Get-Leaf $file
        $line = $command -replace '(?i)@path', ('"' + $file.Replace('$', '$$') + '"') -replace '(?i)@file', ('"' + $leaf.Replace('$', '$$') + '"') -replace '(?i)@fname', $leaf.Substring(0, $leaf.Length - (Get-Ending $leaf).Length).Replace('$', '$$')
        Follow-Line $inner $line $null
    }
}

# A host that starts the program which stands after its own switches.
function Follow-Inner($At, [string]$Program, [string]$Rest) {
    $m = [regex]::Match($Rest, '^(?:\s+(?:--?[A-Za-z0-9:=]+|/[A-Za-z0-9:=]+|0x[0-9a-f]+)(?=\s))*\s*', 'IgnoreCase')
    Add-Said $At ((Get-Quoted $Program) + ' ***')
    $line = $Rest.Substring($m.Length).Trim()
    if ($line) { Follow-Line (Copy-At $At) $line.Trim() $null }
}

function Follow-PsExec($At, [string]$Program, $Words) {
    $inner = Copy-At $At
    Add-Said $At ((Get-Quoted $Program) + ' ***')
    for ($i = 0; $i -lt $Words.Count; $i++) {
        if ($Words[$i] -match '^\\\\') {
            Add-Unknown $At 'remote' ''
            continue
        }
        $m = [regex]::Match($Words[$i], '^[-/]([A-Za-z]+)(.*)$')
        if (-not $m.Success) { break }
        if ($m.Groups[1].Value -match '^(?i)(?:u|p|n|a|r|w|g|priority)$' -and -not $m.Groups[2].Value) {
            $i++
            if ($m.Groups[1].Value -eq 'w' -and $i -lt $Words.Count) { $inner.folder = (Find-Path $At $Words[$i] $At.folder $null).path }
        }
    }
    if ($i -lt $Words.Count) { Follow-Program $inner $Words[$i] (Join-Words @($Words | Select-Object -Skip ($i + 1))) $null }
}

function Follow-Runas($At, $Words) {
    Add-Said $At 'runas.exe ***'
    $i = 0
    while ($i -lt $Words.Count -and $Words[$i] -match '^[/-]') { $i++ }
    if ($i -lt $Words.Count) { Follow-Line (Copy-At $At) (@($Words | Select-Object -Skip $i) -join ' ') $null }
}

# start of cmd: a title in quotes, a folder by /d, other switches, and the command.
function Follow-StartCommand($At, [string]$Rest) {
    $inner = Copy-At $At
    $text = $Rest.Trim()
    $m = [regex]::Match($text, '^"[^"]*"\s*')
    if ($m.Success) { $text = $text.Substring($m.Length) }
    while ($true) {
        $m = [regex]::Match($text, '^/d\s*(?:"([^"]*)"|(\S+))\s*', 'IgnoreCase')
        if ($m.Success) { $inner.folder = (Find-Path $At ($m.Groups[1].Value + $m.Groups[2].Value) $At.folder $null).path }
        else {
            $m = [regex]::Match($text, '^/(?:(?:node|affinity|machine)\s+\S+|[A-Za-z]+)(?=\s|"|/|$)\s*', 'IgnoreCase')
            if (-not $m.Success) { break }
        }
        $text = $text.Substring($m.Length)
    }
    if ($text) { Follow-Line $inner $text $null }
}

function Follow-Wmic($At, [string]$Rest) {
    Add-Said $At 'wmic.exe ***'
    $m = [regex]::Match($Rest, 'process\s+call\s+create\s+(?:commandline=)?(.*)$', 'IgnoreCase,Singleline')
    if (-not $m.Success) { Add-Mentions $At (Split-Words $Rest); return }
    $words = Split-Words $m.Groups[1].Value
    if ($words.Count -eq 0) { return }
    $line = $m.Groups[1].Value
    if ($line.Trim().StartsWith('"')) { $line = [string]$words[0] }
    Follow-Line (Copy-At $At) ($line.Trim('''')) $null
}

# Opening starts what a file's ending is for: a PowerShell script opens an editor.
function Follow-Open($At, [string]$Program, $Words) {
    Add-Said $At ((Get-Quoted $Program) + (Get-Stars $Words.Count))
    foreach ($w in @($Words)) { if ((Get-Language $w) -match '^(batch|vbscript|jscript|markup)$') { Add-Start $At $w '' @() $null } else { Add-Mentions $At @($w) } }
}

# A host of another language: its file is read for what it names, and is named itself.
function Follow-OtherHost($At, [string]$Program, $Words) {
    Add-Said $At ((Get-Quoted $Program) + (Get-Stars $Words.Count))
    $At.node.shell = $true
    Add-Mentions $At $Words
    $script = ''
    foreach ($w in @($Words)) {
        if ($w -match '^-' -or $w -match '^/[a-z?]$') { continue }
        $found = Find-Path $At $w $At.folder $null
        if ($found.kind -eq 'file' -or $found.kind -eq 'denied' -or $w -match '(?i)\.(?:py|pyw|pl|rb|php|sh|mjs|cjs|js|jar|lua|proj|csx?|ahk|au3|dll|groovy)$') {
            $script = $w
            if ($found.kind -eq 'file' -and $w -notmatch '(?i)\.(?:jar|exe|dll)$') { Add-Found $At $found $w 'other' @() }
            break
        }
    }
    Add-Unknown $At 'host' $(if ($script) { $script } else { $Program })
    foreach ($w in @($Words)) { if ($w -match '(?i)powershell|pwsh|\.(?:ps1|cmd|bat)\b') { Follow-Other $At $w } }
}

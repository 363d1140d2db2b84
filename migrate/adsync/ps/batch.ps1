# Batch files and the commands of cmd.exe, read as cmd reads them: variables first, then
# quotes, carets and the marks between commands.

# What a variable may be; several values where it depends. Name goes with env:.
function Get-Values($At, [string]$Name) {
    if ($At.vars.ContainsKey($Name)) { return , @($At.vars[$Name]) }
    return $null
}
function Set-Values($At, [string]$Name, $Value, [bool]$Perhaps) {
    if ($Perhaps -and $At.vars.ContainsKey($Name)) {
        $all = @($At.vars[$Name])
        if ($all.Count -lt 8) { $At.vars[$Name] = @($all) + , $Value }
        return
    }
    $At.vars[$Name] = @(, $Value)
}

$picked = @{ number = 0; most = 1 }
function Select-Value($All) {
    $n = @($All).Count
    if ($n -gt $picked.most) { $picked.most = $n }
    return @($All)[[Math]::Min($picked.number, $n - 1)]
}

# %~dp1 and its like.
function Format-Argument([string]$Value, [string]$Parts, [string]$Folder) {
    $value = $Value.Trim('"')
    if ($Parts -notmatch '[fdpnx]') { return $value }
    $p = $value
    if ($p -and -not (Test-Full $p) -and $Folder) { $p = Join-Folder $Folder $p }
    $p = $p.Replace('/', '\')
    if ($Parts -match 'f') { return $p }
    $text = ''
    if ($Parts -match 'd') { $text += $p.Substring(0, [Math]::Min(2, $p.Length)) }
    if ($Parts -match 'p') { $text += (Get-Parent $p).Substring([Math]::Min(2, (Get-Parent $p).Length)).TrimEnd('\') + '\' }
    $ending = Get-Ending $p
    $leaf = Get-Leaf $p
    if ($Parts -match 'n') { $text += $leaf.Substring(0, $leaf.Length - $ending.Length) }
    if ($Parts -match 'x') { $text += $ending }
    return $text
}

function Edit-Value([string]$Value, [string]$How) {
    $m = [regex]::Match($How, '^:~(-?\d+)(?:,(-?\d+))?$')
    if ($m.Success) {
        $from = [int]$m.Groups[1].Value
        if ($from -lt 0) { $from = [Math]::Max(0, $Value.Length + $from) }
        $from = [Math]::Min($from, $Value.Length)
        $to = $Value.Length
        if ($m.Groups[2].Success) { $n = [int]$m.Groups[2].Value; if ($n -lt 0) { $to = $Value.Length + $n } else { $to = $from + $n } }
        return $Value.Substring($from, [Math]::Max(0, [Math]::Min($Value.Length, $to) - $from))
    }
    $m = [regex]::Match($How, '^:([^=*]+)=(.*)$')
    if ($m.Success) { return [regex]::Replace($Value, '(?i)' + [regex]::Escape($m.Groups[1].Value), $m.Groups[2].Value.Replace('$', '$$')) }
    return $unknownMark
}

function Get-BatchVariable($At, [string]$Name, [string]$How, [bool]$InFile, [string]$As) {
    $all = Get-Values $At ('env:' + $Name)
    $value = ''
    if ($null -ne $all) { $value = [string](Select-Value $all) }
    elseif ($Name -eq 'CD') { $value = $(if ($At.folder) { $At.folder } else { $unknownMark }) }
    else {
        $value = Get-MachineVariable $Name
        if (-not $value) { return $unknownMark }
    }
    if ($How) { $value = Edit-Value $value $How }
    return $value
}

function Expand-Batch($At, [string]$Line, [bool]$InFile) {
    if ($Line.IndexOf('%') -lt 0 -and $Line.IndexOf('!') -lt 0) { return $Line }
    $loop = $(if ($InFile) { '%%' } else { '%' })
    $pattern = $loop + '(?<t>~[fdpnxsatz]*)?(?<l>[A-Za-z])(?![A-Za-z0-9_ .:-]*%)|%(?<u>~[fdpnxsatz$]*)?(?<n>[0-9*])|%(?<v>[^%:\r\n]{1,100})(?<h>:[^%\r\n]{1,200})?%|!(?<w>[^!:\r\n"&|<> ]{1,100})(?<i>:[^!\r\n]{1,200})?!'
    if ($InFile) { $pattern = '%%(?<t>~[fdpnxsatz]*)?(?<l>[A-Za-z])' + $pattern.Substring($pattern.IndexOf('|')) }
    return [regex]::Replace($Line, $pattern, {
            param($m)
            if ($m.Groups['l'].Success) {
                $key = 'loop:' + $m.Groups['l'].Value
                $all = Get-Values $At $key
                if ($null -eq $all) { return $m.Value }
                return (Format-Argument ([string](Select-Value $all)) $m.Groups['t'].Value $At.folder)
            }
            if ($m.Groups['n'].Success) {
                if (-not $InFile) { return $m.Value }
                $n = $m.Groups['n'].Value
                if ($n -eq '*') { return (Join-Words $At.words) }
                if ($n -eq '0') { return $(if ($m.Groups['u'].Success) { Format-Argument $At.own $m.Groups['u'].Value $At.folder } else { '"' + $At.own + '"' }) }
                $i = [int]$n - 1
                if ($i -ge @($At.words).Count) { return '' }
                if ($m.Groups['u'].Success) { return (Format-Argument ([string]@($At.words)[$i]) $m.Groups['u'].Value $At.folder) }
                return (Join-Words @(@($At.words)[$i]))
            }
            if ($m.Groups['v'].Success) { return (Get-BatchVariable $At $m.Groups['v'].Value $m.Groups['h'].Value $InFile $m.Value) }
            if ($null -eq (Get-Values $At ('env:' + $m.Groups['w'].Value))) { return $m.Value }
            return (Get-BatchVariable $At $m.Groups['w'].Value $m.Groups['i'].Value $InFile $m.Value)
        })
}

# The commands of a line: text, what feeds it, and the mark before it.
function Split-Commands([string]$Line) {
    $all = New-Object System.Collections.ArrayList
    $text = New-Object Text.StringBuilder
    $now = @{ text = ''; mark = ''; input = ''; depth = 0 }
    $depth = 0
    $literal = 0
    $target = ''
    $marks = [regex]::Matches($Line, '\^[\s\S]|\^$|"[^"\r\n]*"?|&&|\|\||>>|[&|()<>]|[^\^"&|()<>]+')
    for ($i = 0; $i -lt $marks.Count; $i++) {
        $mark = $marks[$i].Value
        if ($target) {
            # The first word after < or > is a file.
            if ($mark -eq '&' -and $target -eq '>') { $target = 'handle'; continue }
            $word = [regex]::Match($mark, '^\s*(?:"([^"]*)"?|([^\s"]+))')
            if (-not $word.Success) { if ($mark.Trim() -eq '') { continue } } else {
                $rest = $mark.Substring($word.Length)
                if ($target -eq '<') { $now.input = $word.Groups[1].Value + $word.Groups[2].Value }
                $target = ''
                [void]$text.Append($rest)
                continue
            }
            $target = ''
        }
        if ($mark[0] -eq '^') {
            if ($mark.Length -gt 1 -and $mark[1] -ne "`r" -and $mark[1] -ne "`n") { [void]$text.Append($mark[1]) }
        } elseif ($mark -eq '<') { $target = '<' }
        elseif ($mark -eq '>' -or $mark -eq '>>') { $target = '>' }
        elseif ($mark -eq '(') {
            $before = $text.ToString().Trim().TrimStart('@')
            if ($before -eq '' -or $before -match '(?i)^(?:if\b.*|.*\bdo|.*\belse)$') {
                $depth++
                if ($before -ne '') {
                    $now.text = $before
                    $now.depth = $depth - 1
                    [void]$all.Add($now)
                    $now = @{ text = ''; mark = '('; input = ''; depth = $depth }
                    [void]$text.Clear()
                }
            } else {
                $literal++
                [void]$text.Append('(')
            }
        } elseif ($mark -eq ')' -and ($literal -gt 0 -or $depth -eq 0)) {
            if ($literal -gt 0) { $literal-- }
            [void]$text.Append(')')
        } elseif ($mark -match '^(?:&&?|\|\|?|\))$') {
            $now.text = $text.ToString()
            $now.depth = $depth
            [void]$all.Add($now)
            if ($mark -eq ')') { $depth-- }
            $now = @{ text = ''; mark = $mark; input = ''; depth = $depth }
            [void]$text.Clear()
            $literal = 0
        } else { [void]$text.Append($mark) }
    }
    $now.text = $text.ToString()
    $now.depth = $depth
    [void]$all.Add($now)
    return , $all.ToArray()
}

function Follow-Batch($At, [string]$Text, [bool]$InFile) {
    if ($Text.Length -gt $limits.parsed) {
        if ($Text -match '(?i)powershell|pwsh|[cw]script|\.(?:ps1|cmd|bat|vbs)\b') { Add-Unknown $At 'limit' $At.own }
        return
    }
    if (-not $InFile) {
        Follow-BatchLine $At ($Text -replace '\r?\n', ' & ') $false $false
        return
    }
    $lines = @([regex]::Split(($Text -replace '\^\r?\n', ''), '\r\n|[\n\r\u2028\u2029\u0085]'))
    $labels = New-Map
    for ($i = 0; $i -lt $lines.Count; $i++) {
        $m = [regex]::Match($lines[$i], '^\s*:([^:\s&|<>]+)')
        if ($m.Success -and -not $labels.ContainsKey($m.Groups[1].Value)) { $labels[$m.Groups[1].Value] = $i }
    }
    $reached = New-Map
    foreach ($m in [regex]::Matches($Text, '(?im)\bgoto\s+:?([^\s&|)]+)')) { $reached[$m.Groups[1].Value] = $true }
    $At.batch = @{ lines = $lines; labels = $labels; reached = $reached; called = (New-Map) }
    Follow-Lines $At 0
}

# Lines from one on. After an unconditional exit or goto nothing runs until a label that
# something goes to.
function Follow-Lines($At, [int]$From) {
    $batch = $At.batch
    $depth = 0
    $dead = $false
    for ($i = $From; $i -lt $batch.lines.Count; $i++) {
        $line = $batch.lines[$i].Trim()
        if ($line -eq '') { continue }
        if ($line[0] -eq ':') {
            $m = [regex]::Match($line, '^:([^:\s&|<>]+)')
            if ($m.Success -and $batch.reached.ContainsKey($m.Groups[1].Value)) { $dead = $false }
            continue
        }
        if ($dead -or $line -match '^@?\s*rem(?:\s|$)') { continue }
        if (-not (Test-Steps)) {
            Add-Unknown $At 'limit' $At.own
            return
        }
        Follow-BatchLine $At $line $true ($depth -gt 0)
        $bare = [regex]::Replace($line, '"[^"]*"?', '')
        if ($bare -match '[()]' -and $bare -notmatch '^@?echo') {
            $depth += [regex]::Matches($bare, '\(').Count - [regex]::Matches($bare, '\)').Count
            if ($depth -lt 0) { $depth = 0 }
        }
        if ($depth -eq 0 -and $line -match '(?i)^@?\s*(?:exit(?:\s|$)|goto(?:\s|:))') {
            if ($From -gt 0) { return }
            $dead = $true
        }
    }
}

# One line, once for each value that its variables may have.
function Follow-BatchLine($At, [string]$Line, [bool]$InFile, [bool]$Perhaps) {
    $number = 0
    do {
        $picked.number = $number
        $picked.most = 1
        $line = Expand-Batch $At $Line $InFile
        $most = $picked.most
        $commands = Split-Commands $line
        $text = $null
        foreach ($c in $commands) {
            $fed = $null
            if ($c.input) { $fed = @{ file = $c.input } }
            elseif ($c.mark -eq '|') { $fed = $(if ($null -ne $text) { $text } else { @{ unknown = $true } }) }
            $text = Follow-BatchCommand $At $c.text $fed $InFile ($Perhaps -or $c.depth -gt 0 -or $number -gt 0)
        }
        $number++
    } while ($number -lt $most -and $number -lt 8)
    $picked.number = 0
}

$cmdWords = '^(?:assoc|attrib|break|bcdboot|choice|cls|color|comp|copy|date|del|dir|doskey|endlocal|erase|exit|fc|find|findstr|ftype|goto|icacls|md|mkdir|mklink|more|move|path|pause|popd|prompt|rd|rem|ren|rename|rmdir|robocopy|setlocal|shift|sort|tasklist|taskkill|time|timeout|title|tree|ver|verify|vol|where|whoami|xcopy|setx|reg|sc|netsh|ping|schtasks|ipconfig|hostname|certutil|bitsadmin|curl|tar|shutdown|logoff|eventcreate|cmdkey|net1|attrib|takeown|cacls|chcp|query|quser|gpupdate|gpresult|wevtutil|sqlcmd|bcp|7z|nslookup|ldifde|csvde|dsquery|dsadd|dsmod|rasdial|w32tm)$'

# Follows one command, and returns what it would write, where that is known.
function Follow-BatchCommand($At, [string]$Text, $Fed, [bool]$InFile, [bool]$Perhaps) {
    $text = $Text.Trim().TrimStart('@', ' ', "`t", ',', ';', '=').TrimEnd()
    if ($text -eq '') { return $null }
    if ($text -match '(?i)^else(?:\s+|$)') { $text = $text.Substring(4).Trim(); if (-not $text) { return $null } }
    $m = [regex]::Match($text, '^if\s+(?:/i\s+)?(?:not\s+)?(?:exist\s*("[^"]*"|\S+)|defined\s+\S+|(?:errorlevel|cmdextversion)\s+\S+|(?:"[^"]*"|[^\s=]*?)(?:\s*==\s*|\s+(?:equ|neq|lss|leq|gtr|geq)\s+)(?:"[^"]*"|\S+))\s*(?<c>.*)$', 'IgnoreCase,Singleline')
    if ($m.Success) {
        Add-Mentions $At @($m.Groups[1].Value)
        return (Follow-BatchCommand $At $m.Groups['c'].Value $Fed $InFile $true)
    }
    if ($text -match '(?i)^for\s') { return (Follow-For $At $text $Fed $InFile) }
    $m = [regex]::Match($text, '^(?:"(?<p>[^"]*)"|(?<p>[A-Za-z]:/[^\s"]*)|(?<p>[^\s,;="/]+))')
    if (-not $m.Success) { return $null }
    $name = $m.Groups['p'].Value
    $rest = $text.Substring($m.Length)
    switch -regex ($name) {
        '^(?i)(?:rem|::.*)$' { return $null }
        '^(?i)echo\.?$' { return @{ text = $rest.Trim() } }
        '^(?i)type$' {
            $words = Split-Words $rest
            if ($words.Count -eq 1) { return @{ file = $words[0] } }
            return $null
        }
        '^(?i)set$' { Follow-Set $At $rest $Perhaps; return $null }
        '^(?i)(?:cd|chdir|pushd)[\\.]*' {
            $m = [regex]::Match($text, '^(?:cd|chdir|pushd)\s*(?:/d\s*)?(.*)$', 'IgnoreCase')
            if ($m.Groups[1].Value.Trim() -and ($m.Groups[1].Index -eq $text.Length -or $text -match '^(?i)(?:cd|chdir|pushd)(?:[\s\\./]|$)')) {
                if ($name -match '^(?i)pushd') { $At.back = @($At.folder) + @($At.back) }
                Set-Folder $At ($m.Groups[1].Value.Trim().Trim('"'))
                return $null
            }
        }
        '^(?i)popd$' {
            if (@($At.back).Count -gt 0) {
                $At.folder = @($At.back)[0]
                $At.back = @(@($At.back) | Select-Object -Skip 1)
            }
            return $null
        }
        '^[A-Za-z]:$' {
            if (-not $At.folder -or $At.folder.Substring(0, 2) -ne $name) { $At.folder = $name + '\' }
            return $null
        }
        '^(?i)(?:net1?|subst)(?:\.exe)?$' {
            Follow-Mapping $At $rest
            Add-Mentions $At (Split-Words $rest)
            return $null
        }
        '^(?i)call$' { Follow-Call $At $rest.Trim() $Fed $InFile; return $null }
        '^(?i)goto$' { return $null }
    }
    if ((Get-ProgramName $name) -match $cmdWords -and $name -notmatch '[\\/]') {
        Add-Mentions $At (Split-Words $rest)
        return $null
    }
    if ($InFile) {
        # The variable of a loop that is not known.
        $name = [regex]::Replace($name, '%%~?[a-z]*[A-Za-z]', $unknownMark)
        $rest = [regex]::Replace($rest, '%%~?[a-z]*[A-Za-z]', $unknownMark)
    }
    Follow-Program $At $name $rest $Fed
    return $null
}

function Set-Folder($At, [string]$To) {
    $found = Find-Path $At $To $At.folder $null
    if ($found.kind -eq 'unknown') { $At.folder = $unknownMark } elseif ($found.path) { $At.folder = $found.path }
}

function Follow-Set($At, [string]$Rest, [bool]$Perhaps) {
    $text = $Rest.TrimStart()
    if ($text -match '^(?i)/a') { return }
    $ask = $text -match '^(?i)/p\s*'
    if ($ask) { $text = $text.Substring($Matches[0].Length) }
    $m = [regex]::Match($text, '^"([^="]+)=(.*)"[^"]*$', 'Singleline')
    if (-not $m.Success) { $m = [regex]::Match($text, '^"?([^="]+)=(.*)$', 'Singleline') }
    if (-not $m.Success) { return }
    $value = $m.Groups[2].Value
    if ($ask) { $value = $unknownMark }
    Add-Mentions $At (Split-Words $value)
    Set-Values $At ('env:' + $m.Groups[1].Value.Trim()) $value $Perhaps
}

# net use Z: \\server\share and subst Z: C:\folder.
function Follow-Mapping($At, [string]$Rest) {
    $words = Split-Words $Rest
    $letter = ''
    $to = ''
    foreach ($w in $words) {
        if ($w -match '^([A-Za-z]):$') { $letter = $Matches[1].ToUpperInvariant() }
        elseif (-not $to -and (Test-Full $w)) { $to = Format-Path $w }
    }
    if ($letter -and $to) { $At.mapped[$letter] = $to } elseif ($letter -and $words -notcontains '/delete' -and $words -notcontains '/d') { $At.mapped[$letter] = '' }
}

# call of another batch file, whose variables stay, or of a label with arguments.
function Follow-Call($At, [string]$Rest, $Fed, [bool]$InFile) {
    if ($Rest -match '^:([^\s]+)(.*)$') {
        if (-not $InFile -or -not $At.ContainsKey('batch') -or $null -eq $At.batch -or -not $At.batch.labels.ContainsKey($Matches[1]) -or $At.depth -gt 8) { return }
        $key = $Rest
        if ($At.batch.called.ContainsKey($key) -or $At.batch.called.Count -gt 100) { return }
        $At.batch.called[$key] = $true
        $words = $At.words
        $line = $At.batch.labels[$Matches[1]]
        $At.words = Split-Words $Matches[2]
        $At.depth++
        Follow-Lines $At ($line + 1)
        $At.depth--
        $At.words = $words
        return
    }
    $m = [regex]::Match($Rest, '^(?:"([^"]*)"|([^\s"]+))')
    $name = $m.Groups[1].Value + $m.Groups[2].Value
    $found = Find-Path $At $name $At.folder @('.cmd', '.bat')
    if ($found.kind -eq 'file' -and (Get-Language $found.path) -eq 'batch' -and @($At.stack).Count -lt 6 -and @($At.stack) -notcontains $found.path) {
        Add-Found $At $found $name 'batch' (Split-Words $Rest.Substring($m.Length))
        $texts = Read-Script $found.path $At.shares
        if ($null -ne $texts) {
            # For its variables; what it starts is its own.
            foreach ($line in [regex]::Split($texts[0], '[\r\n]+')) {
                if ($line -match '^\s*@?set\s' -and (Test-Steps)) {
                    $own = $At.own
                    $At.own = $found.path
                    $picked.number = 0
                    Follow-Set $At (Expand-Batch $At ($line -replace '^\s*@?set\s', '') $true) $false
                    $At.own = $own
                }
            }
        }
        return
    }
    [void](Follow-BatchCommand $At $Rest $Fed $InFile $false)
}

function Follow-For($At, [string]$Text, $Fed, [bool]$InFile) {
    $m = [regex]::Match($Text, '^for\s+(?<s>/[a-z](?:\s+(?!%)(?:"[^"]*"|[^\s%]+))?\s+)?%{1,2}(?<v>[A-Za-z])\s+in\s*\((?<l>.*?)\)\s*do\s*(?<c>.*)$', 'IgnoreCase,Singleline')
    if (-not $m.Success) {
        Add-Unknown $At 'computed' ''
        return $null
    }
    $key = 'loop:' + $m.Groups['v'].Value
    $values = New-Object System.Collections.ArrayList
    $how = $m.Groups['s'].Value.Trim().ToLowerInvariant()
    if ($how -match '^/f' -or $how -match '^/d') { [void]$values.Add($unknownMark) }
    elseif ($how -match '^/l') { [void]$values.Add('1') }
    else {
        $in = $At.folder
        if ($how -match '^/r\s+(.+)$') { $in = $Matches[1].Trim('"') }
        foreach ($w in @(Split-Words ($m.Groups['l'].Value -replace '[,;=]', ' '))) {
            if ($w -match '[*?]') {
                $some = Find-Wild $At $w $in
                if ($null -eq $some -or $how -match '^/r') { [void]$values.Add($unknownMark) }
                if ($null -ne $some) { foreach ($f in $some) { [void]$values.Add($f) } }
            } else { [void]$values.Add($w) }
        }
    }
    if ($values.Count -eq 0) { return $null }
    $At.vars[$key] = @($values.ToArray() | Select-Object -First 50)
    if ($m.Groups['c'].Value.Trim()) {
        # The marks of the line were divided before the variable was known.
        $n = 0
        do {
            $picked.number = $n
            $picked.most = 1
            $command = Expand-Batch $At $m.Groups['c'].Value $InFile
            $most = $picked.most
            [void](Follow-BatchCommand $At $command $Fed $InFile $true)
            $n++
        } while ($n -lt $most -and $n -lt 50)
        $picked.number = 0
    }
    return $null
}

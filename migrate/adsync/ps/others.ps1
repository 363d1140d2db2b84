# Scripts of other languages, read for the commands that they run.

# The value of an expression of VBScript or JScript: strings and variables put together.
function Get-JoinedValue($At, [string]$Text, [string]$Language) {
    $out = New-Object Text.StringBuilder
    $pattern = $(if ($Language -eq 'vb') { '"(?<s>(?:[^"]|"")*)"' } else { '"(?<s>(?:[^"\\]|\\.)*)"|''(?<s>(?:[^''\\]|\\.)*)''' })
    $pattern += '|(?i:WScript\.Arguments(?:\.Item|\.Unnamed)?\s*\(?\s*(?<a>\d+)\s*\)?)|(?i:(?:[\w.]+\([^()"]*\)\.)?GetParentFolderName\s*\(\s*WScript\.ScriptFullName\s*\))|(?i:(?:[\w.]+\.)?GetAbsolutePathName\s*\(\s*"\."\s*\))|(?i:WScript\.ScriptFullName)|(?i:chrw?\s*\(\s*(?:34|&H22)\s*\))|(?i:chrw?\s*\(\s*(?<c>\d+)\s*\))|(?<n>[A-Za-z_]\w*)|[^\w"'']+|.'
    foreach ($m in [regex]::Matches($Text, $pattern)) {
        $v = $m.Value
        if ($v[0] -eq '"' -and $Language -eq 'vb') { [void]$out.Append($m.Groups['s'].Value.Replace('""', '"')) }
        elseif (($v[0] -eq '"' -or $v[0] -eq '''') -and $v.Length -gt 1) { [void]$out.Append([regex]::Replace($m.Groups['s'].Value, '\\(.)', { param($e) if ('nrt'.Contains($e.Groups[1].Value)) { ' ' } else { $e.Groups[1].Value } })) }
        elseif ($m.Groups['a'].Success) { $i = [int]$m.Groups['a'].Value; if ($i -lt @($At.words).Count) { [void]$out.Append([string]@($At.words)[$i]) } else { [void]$out.Append($unknownMark) } }
        elseif ($v -match '(?i)GetParentFolderName') { [void]$out.Append((Get-Parent $At.own)) }
        elseif ($v -match '(?i)GetAbsolutePathName') { [void]$out.Append($(if ($At.folder) { $At.folder } else { $unknownMark })) }
        elseif ($v -match '(?i)^WScript\.ScriptFullName') { [void]$out.Append($At.own) }
        elseif ($v -match '(?i)^chrw?\s*\(\s*(?:34|&H22)') { [void]$out.Append('"') }
        elseif ($m.Groups['c'].Success) { if ($m.Groups['c'].Value.Length -lt 5) { [void]$out.Append([string][char][int]$m.Groups['c'].Value) } }
        elseif ($m.Groups['n'].Success) {
            $name = $m.Groups['n'].Value
            if ($name -match '^(?i)(?:vbCrLf|vbTab|vbNewLine|CStr|Trim|String|true|false|vbHide|vbNormalFocus|and|or|not|new|var)$') { continue }
            $all = Get-Values $At ('basic:' + $name)
            if ($null -ne $all) { [void]$out.Append((Get-Text (Select-Value $all))) } else { [void]$out.Append($unknownMark) }
        }
    }
    return $out.ToString()
}

# The arguments of a call, divided by commas outside quotes and parentheses.
function Split-Given([string]$Text, [string]$Language) {
    $all = New-Object System.Collections.ArrayList
    $one = New-Object Text.StringBuilder
    $depth = 0
    $pattern = $(if ($Language -eq 'vb') { '"(?:[^"]|"")*"?|[(),]|[^"(),]+' } else { '"(?:[^"\\]|\\.)*"?|''(?:[^''\\]|\\.)*''?|[(),]|[^"''(),]+' })
    foreach ($m in [regex]::Matches($Text, $pattern)) {
        if ($m.Value -eq '(') { $depth++ }
        if ($m.Value -eq ')') { $depth--; if ($depth -lt 0) { break } }
        if ($m.Value -eq ',' -and $depth -eq 0) {
            [void]$all.Add($one.ToString())
            [void]$one.Clear()
        } else { [void]$one.Append($m.Value) }
    }
    [void]$all.Add($one.ToString())
    return , $all.ToArray()
}

function Follow-Statements($At, $Statements, [string]$Language) {
    foreach ($s in $Statements) {
        $s = $s.Trim()
        if ($s -eq '') { continue }
        if (-not (Test-Steps)) { Add-Unknown $At 'limit' $At.own; return }
        # Values of variables that this line uses, one after another.
        $number = 0
        do {
            $picked.number = $number
            $picked.most = 1
            Follow-Statement $At $s $Language
            $most = $picked.most
            $number++
        } while ($number -lt $most -and $number -lt 8)
        $picked.number = 0
    }
}

$runners = '(?i)\.\s*(Run|Exec|ShellExecute|Create)\b'
function Follow-Statement($At, [string]$Text, [string]$Language) {
    $m = [regex]::Match($Text, '^(?:(?:Dim|Set|Const|var|let|const)\s+)?([A-Za-z_]\w*)\s*=\s*(?!=)(.*)$', 'IgnoreCase,Singleline')
    if ($m.Success -and $Text -notmatch $runners) {
        $right = $m.Groups[2].Value
        if ($right -match '(?i)CreateObject|ActiveXObject|GetObject') { return }
        Set-Values $At ('basic:' + $m.Groups[1].Value) (Get-JoinedValue $At $right $Language) $false
        return
    }
    $m = [regex]::Match($Text, '^(?:.*?[^.\w])?(Execute|ExecuteGlobal|Eval)\s*\(?(.*)$', 'IgnoreCase,Singleline')
    if ($m.Success) {
        $code = Get-JoinedValue $At $m.Groups[2].Value $Language
        if ($code.IndexOf($unknownSign) -ge 0) { Add-Unknown $At 'computed' $At.own }
        if ($At.depth -lt 5) {
            $At.depth++
            if ($Language -eq 'vb') { Follow-Basic $At $code } else { Follow-JScript $At $code }
            $At.depth--
        }
        return
    }
    $m = [regex]::Match($Text, $runners)
    if (-not $m.Success) {
        foreach ($q in [regex]::Matches($Text, '"([^"]*)"')) { Add-Mentions $At @($q.Groups[1].Value) }
        return
    }
    $rest = $Text.Substring($m.Index + $m.Length).TrimStart()
    if ($rest.StartsWith('(')) { $rest = $rest.Substring(1) }
    $given = Split-Given $rest $Language
    $line = Get-JoinedValue $At $given[0] $Language
    if ($m.Groups[1].Value -match '(?i)Create' -and $Text -notmatch '(?i)Win32_Process') { return }
    if ($m.Groups[1].Value -match '(?i)ShellExecute') {
        $more = ''
        if ($given.Count -gt 1) { $more = Get-JoinedValue $At $given[1] $Language }
        $inner = Copy-At $At
        if ($given.Count -gt 2) { $in = Get-JoinedValue $At $given[2] $Language; if ($in) { Set-Folder $inner $in } }
        Follow-Program $inner $line (' ' + $more) $null
        return
    }
    if ($line -eq $unknownMark -or $line -eq '') { Add-Unknown $At 'computed' $At.own; return }
    $inner = Copy-At $At
    foreach ($k in @($At.vars.Keys)) { if ($k.StartsWith('env:')) { $inner.vars[$k] = $At.vars[$k] } }
    $text = [regex]::Replace((Expand-Machine $line), '\s+$', '')
    Follow-Line $inner $text $null
}

function Follow-Basic($At, [string]$Text) {
    if ($Text.Length -gt $limits.parsed) { Add-Unknown $At 'limit' $At.own; return }
    if ($Text -match '^#@~\^') { Add-Unknown $At 'computed' $At.own; return }
    $lines = [regex]::Split(($Text -replace '[ \t]_[ \t]*\r?\n', ' '), '\r\n|[\n\r]')
    $all = New-Object System.Collections.ArrayList
    foreach ($line in $lines) {
        # A colon divides statements, an apostrophe begins a comment.
        $one = New-Object Text.StringBuilder
        foreach ($m in [regex]::Matches($line, '"(?:[^"]|"")*"?|''|:|[^"'':]+')) {
            if ($m.Value -eq '''') { break }
            if ($m.Value -eq ':') {
                [void]$all.Add($one.ToString())
                [void]$one.Clear()
            } else { [void]$one.Append($m.Value) }
        }
        $s = $one.ToString()
        if ($s -notmatch '^\s*(?i:rem)\b') {
            $m = [regex]::Match($s, '^\s*if\b.*?\bthen\b(.+)$', 'IgnoreCase')
            if ($m.Success) { $s = $m.Groups[1].Value }
            [void]$all.Add($s)
        }
    }
    Follow-Statements $At $all.ToArray() 'vb'
}

function Follow-JScript($At, [string]$Text) {
    if ($Text.Length -gt $limits.parsed) { Add-Unknown $At 'limit' $At.own; return }
    if ($Text -match '^#@~\^') { Add-Unknown $At 'computed' $At.own; return }
    $all = New-Object System.Collections.ArrayList
    $one = New-Object Text.StringBuilder
    foreach ($m in [regex]::Matches($Text, '"(?:[^"\\\r\n]|\\.)*"?|''(?:[^''\\\r\n]|\\.)*''?|//[^\r\n]*|/\*[\s\S]*?\*/|[;{}]|[^"''/;{}]+|/')) {
        if ($m.Value.StartsWith('//') -or $m.Value.StartsWith('/*')) { continue }
        if ($m.Value -match '^[;{}]$') {
            [void]$all.Add($one.ToString())
            [void]$one.Clear()
        } else { [void]$one.Append($m.Value) }
    }
    [void]$all.Add($one.ToString())
    Follow-Statements $At $all.ToArray() 'js'
}

# The scripts in a page or a .wsf, each in its language.
function Follow-Markup($At, [string]$Text) {
    foreach ($m in [regex]::Matches($Text, '<script\b([^>]*)>([\s\S]*?)</script>', 'IgnoreCase')) {
        $code = $m.Groups[2].Value -replace '<!\[CDATA\[|\]\]>', ''
        $src = [regex]::Match($m.Groups[1].Value, '(?i)\bsrc\s*=\s*"([^"]+)"')
        if ($src.Success) {
            $path = $src.Groups[1].Value
            if (-not (Test-Full $path)) { $path = Join-Folder (Get-Parent $At.own) $path }
            Add-Start $At $path '' @() $null
        }
        if ($m.Groups[1].Value -match '(?i)j(?:ava)?script') { Follow-JScript $At $code } else { Follow-Basic $At $code }
    }
}

# A job of PowerShell: its definition holds a script block or the path of a script.
function Follow-Job($At, [string]$Text) {
    foreach ($m in [regex]::Matches($Text, '>([^<>]{3,})<')) {
        $value = $m.Groups[1].Value.Replace('&lt;', '<').Replace('&gt;', '>').Replace('&quot;', '"').Replace('&apos;', '''').Replace('&amp;', '&').Trim()
        $value = [regex]::Replace($value, '_x([0-9A-Fa-f]{4})_', { param($x) [string][char][Convert]::ToInt32($x.Groups[1].Value, 16) })
        if ($value -match '^[A-Za-z]:\\[^\r\n]*\.ps1$' -or $value -match '^\\\\[^\r\n]*\.ps1$') { Add-Start $At $value 'powershell' @() $null }
        elseif ($value -match $startWords) { Follow-Command $At $value }
    }
}

# Any other language: what it names is told.
function Follow-Other($At, [string]$Text) {
    $n = 0
    foreach ($m in [regex]::Matches($Text, '"([^"\r\n]{1,400})"|''([^''\r\n]{1,400})''|(?<![\w"''])([^\s"''(),;=]{3,400}\.(?:ps1|psm1|cmd|bat|vbs))\b')) {
        $n++
        if ($n -gt 5000) { break }
        $value = $m.Groups[1].Value + $m.Groups[2].Value + $m.Groups[3].Value
        if ($value -match '\.(?:ps1|psm1|cmd|bat|vbs|wsf|js)\b') { Add-Mentions $At (Split-Words $value.Replace('\\', '\')) ; if ($value -match '^[A-Za-z]:[\\/]') { Add-Mention $At $value.Replace('\\', '\') } }
    }
}

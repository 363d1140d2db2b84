# What starts what. A text is read for what it would start and never run. Each script
# file is one node for each way in which it is called; what a task starts is whatever
# can be reached from its own command lines.

# Names in capitals or not are the same, and Windows compares them by code unit.
function New-Map { return , (New-Object 'Collections.Generic.Dictionary[string,object]' ([StringComparer]::OrdinalIgnoreCase)) }

$files = New-Map        # what is known of each script file, by its path
$nodes = New-Map
$waiting = New-Object System.Collections.Queue
$limits = @{ nodes = 4000; steps = 400000; text = 4194304; parsed = 1048576; seconds = 120; taken = 0; clock = [Diagnostics.Stopwatch]::StartNew() }

function New-Node {
    return @{ starts = (New-Map); files = (New-Map); mentions = (New-Map); unknown = (New-Map); shell = $false; open = $false; path = ''; kind = ''; reached = $null }
}

# Where a text stands: the node that it belongs to, the folder in which it is run ('' if
# nobody knows), the file that holds it, and what is known in it.
function New-At($Node, [bool]$Shares, [string]$Folder) {
    return @{ node = $Node; shares = $Shares; folder = $Folder; own = ''; mapped = (New-Map); vars = (New-Map); functions = (New-Map); aliases = (New-Map)
        words = @(); named = (New-Map); depth = 0; said = $null; quiet = $false; account = ''; stack = @(); back = @(); engine = ''; live = $false }
}

function Test-Steps {
    $limits.taken++
    return $limits.taken -lt $limits.steps -and $limits.clock.Elapsed.TotalSeconds -lt $limits.seconds
}

# Codes: computed (a name or text that is only known when it runs), web, variable,
# folder, drive, short-name, program (of somebody's own), host (another language's
# script), syntax, limit, com, scheduler, remote, profile.
function Add-Unknown($At, [string]$Code, [string]$About) {
    if ($At.quiet) { return }
    if ($At.own -and (Test-OfWindows $At.own)) { return }
    if ($About.IndexOf($unknownSign) -ge 0) { $About = Get-Leaf $About.Replace($unknownMark, '\') }
    $About = Get-Shown $About
    $key = $Code + '|' + $At.own + '|' + $About
    if ($At.node.unknown.Count -lt 50 -and -not $At.node.unknown.ContainsKey($key)) { $At.node.unknown[$key] = [ordered]@{ code = $Code; in = $At.own; about = $About } }
}

# A path as it may leave this machine: one that is there, or that ends as a script's or a
# program's does, and nothing else. What a text puts behind such an ending is cut.
$fileEnding = '(?i)\.(?:ps1|psm1|psd1|cmd|bat|vbs|vbe|jse?|wsf|hta|exe|com|dll|lnk|pyw?|pl|rb|php|sh|jar|mjs|cjs|xml|yml)'
function Get-Shown([string]$Path) {
    if ($Path -eq '' -or $Path.Length -gt 1024 -or $Path -match '[<>"|*?\x00-\x1f\ue0a7]' -or $Path.LastIndexOf(':') -gt 1) { return '' }
    if (-not (Test-Full $Path) -or -not $kinds.ContainsKey($Path.ToUpperInvariant()) -or $kinds[$Path.ToUpperInvariant()] -notmatch '^(?:file|folder|denied)$') {
        if ($Path -notmatch ($fileEnding + '$')) {
            $m = [regex]::Match($Path, '^.+?' + $fileEnding + '(?![\w\\/.])')
            if (-not $m.Success) { return '' }
            $Path = $m.Value
        }
    }
    if (Test-Full $Path) { return $Path }
    return Get-Leaf $Path
}

function Get-About([string]$Path) {
    if (-not $files.ContainsKey($Path)) { $files[$Path] = @{ path = $Path; state = ''; why = ''; number = ''; modified = ''; evidence = @(); started = $false } }
    return $files[$Path]
}

# Reads a script file once. The texts are $null where it cannot be read.
$kept = New-Map
function Read-Script([string]$Path, [bool]$Shares) {
    $about = Get-About $Path
    if ($kept.ContainsKey($Path)) { return , $kept[$Path] }
    if ($about.state -ne '' -and ($about.state -ne 'read') -and ($about.state -ne 'share' -or -not $Shares)) { return $null }
    if ((Test-Remote $Path) -and -not $Shares) {
        $about.state = 'share'
        $about.why = 'it is on a share, and was not read'
        return $null
    }
    try {
        $bytes = Read-Bytes $Path $limits.text
        if ($null -eq $bytes) {
            $about.state = 'large'
            $about.why = 'it is larger than 4 MB'
            return $null
        }
        $texts = Read-Texts $bytes ($Path -match '(?i)\.(?:cmd|bat)$')
        if ($about.state -ne 'read') {
            $about.state = 'read'
            $about.why = ''
            $about.modified = Format-Time (Get-ModifiedTime $Path)
            $about.evidence = @(Find-Evidence $texts[0])
        }
        if ($bytes.Length -lt 65536) { $kept[$Path] = $texts }
        return , $texts
    } catch {
        $number = Get-ErrorNumber $_
        $cause = $_.Exception.GetBaseException()
        if ($cause -is [IO.FileNotFoundException] -or $cause -is [IO.DirectoryNotFoundException]) { $about.state = 'missing' } else { $about.state = 'denied' }
        $about.why = Get-ErrorWords $number
        $about.number = $number
        return $null
    }
}

# A file that is named and not started.
function Add-Mention($At, [string]$Path) {
    if ($Path -notmatch $scriptEnding -or $Path.Length -gt 1024) { return }
    if ($At.node.mentions.Count -ge 100) { Add-Unknown $At 'limit' ''; return }
    $found = Find-Path $At $Path $At.folder $null
    if (-not $found.path -and $found.kind -ne 'missing') { $found.path = Get-Leaf ($Path.Replace($unknownMark, '\')) }
    $shown = Get-Shown $found.path
    if ($shown) { $At.node.mentions[$shown] = $found.kind }
}

# Each word of a command that is a script's path, and the last name of an address.
function Add-Mentions($At, $Words) {
    if ($null -eq $Words) { return }
    foreach ($w in @($Words)) {
        $w = ([string]$w).TrimEnd(';', ',', ')', '}', '''', '"')
        if ($w -notmatch $scriptEnding) { continue }
        $m = [regex]::Match($w, '^.*[=:;,(\[{''"](?=[^=:;,(\[{''"\\/]*[\\/])')
        if ($w -match '(?i)^[''"(]*[a-z]{2,8}://') { $At.node.mentions[(Get-Leaf $w)] = 'web' } elseif ($m.Success -and $w -notmatch '^[''"(&]*[A-Za-z]:[\\/]') { Add-Mention $At $w.Substring($m.Length) } else { Add-Mention $At $w.TrimStart('''', '"', '(', '&', '{', '@') }
    }
}

# A script file that is started. Kind is the language, or '' to go by the ending.
function Add-Start($At, [string]$Path, [string]$Kind, $Words, [string[]]$Endings) {
    $found = Find-Path $At $Path $At.folder $Endings
    Add-Found $At $found $Path $Kind $Words
}

function Add-Found($At, $Found, [string]$Path, [string]$Kind, $Words) {
    if ($At.quiet) {
        Add-Mention $At $Path
        return
    }
    if ($Found.kind -eq 'unknown') {
        Add-Unknown $At $Found.why $Path
        if ($Found.path) { Add-Mention $At $Found.path }
        return
    }
    $full = $Found.path
    $shown = Get-Shown $full
    if (-not $shown) { return }
    if ($shown -ne $full) {
        # Behind the script's name stands something that Windows takes for a part of it.
        if ((Get-Kind $shown $At.shares) -ne 'file') {
            Add-Mention $At $shown
            return
        }
        $full = $shown
        $Found = @{ path = $shown; kind = 'file'; why = '' }
    }
    if (-not $Kind) { $Kind = Get-Language $full }
    $about = Get-About $full
    if (-not $about.started) {
        $about.started = $true
        if ($Found.kind -eq 'missing' -or $Found.kind -eq 'folder') { $about.state = 'missing'; $about.why = 'it is not there' }
        # Why a file cannot be opened says opening it.
        if ($Found.kind -eq 'denied') { [void](Read-Script $full $At.shares) }
    }
    $At.node.files[$full] = $true
    if ($Found.kind -ne 'file' -and $Found.kind -ne 'share') { return }
    $key = $Kind + '|' + $At.folder + '|' + $At.shares + '|' + (@($Words) -join "`n") + '|' + $full
    if (-not $nodes.ContainsKey($key)) {
        if ($nodes.Count -ge $limits.nodes) {
            Add-Unknown $At 'limit' $full
            return
        }
        $node = New-Node
        $node.path = $full
        $node.kind = $Kind
        $nodes[$key] = $node
        $next = New-At $node $At.shares $At.folder
        $next.words = @($Words)
        $next.own = $full
        $next.account = $At.account
        foreach ($k in @($At.mapped.Keys)) { $next.mapped[$k] = $At.mapped[$k] }
        foreach ($k in @($At.vars.Keys)) { if ($k.StartsWith('env:', [StringComparison]::OrdinalIgnoreCase)) { $next.vars[$k] = $At.vars[$k] } }
        $waiting.Enqueue($next)
    }
    $At.node.starts[$key] = $nodes[$key]
}

function Get-Language([string]$Path) {
    switch -regex (Get-Ending $Path) {
        '^\.(ps1|psm1|psd1)$' { return 'powershell' }
        '^\.(cmd|bat)$' { return 'batch' }
        '^\.vb[se]$' { return 'vbscript' }
        '^\.jse?$' { return 'jscript' }
        '^\.(wsf|hta|html?|sct)$' { return 'markup' }
        '^\.(py|pyw|pl|rb|php|sh|mjs|cjs|lua|tcl|r|groovy|ahk|au3|kix|kts)$' { return 'other' }
    }
    return ''
}

# Follows every script that was named, until none is left.
function Follow-Waiting {
    while ($waiting.Count -gt 0) {
        $at = $waiting.Dequeue()
        if (-not (Test-Steps)) {
            Add-Unknown $at 'limit' $at.own
            continue
        }
        $texts = Read-Script $at.own $at.shares
        if ($null -eq $texts) { continue }
        # In AD sync's own script nothing else is looked for.
        if (Test-IsSync (Get-About $at.own).evidence) { continue }
        foreach ($text in $texts) { Follow-Text $at $text $at.node.kind }
    }
}

function Follow-Text($At, [string]$Text, [string]$Kind) {
    try {
        switch ($Kind) {
            'powershell' { Follow-PowerShellFile $At $Text }
            'batch' { Follow-Batch $At $Text $true }
            'vbscript' { Follow-Basic $At $Text }
            'jscript' { Follow-JScript $At $Text }
            'markup' { Follow-Markup $At $Text }
            'job' { Follow-Job $At $Text }
            default { Follow-Other $At $Text }
        }
    } catch {
        Add-Unknown $At 'syntax' $At.own
    }
}

# What is reached from a node: files, mentions, and what is not known.
function Get-Reached($Root) {
    $seen = New-Object 'Collections.Generic.HashSet[object]'
    $all = New-Node
    $list = New-Object System.Collections.Queue
    $list.Enqueue($Root)
    [void]$seen.Add($Root)
    while ($list.Count -gt 0) {
        $n = $list.Dequeue()
        if (-not (Test-Steps)) {
            $all.unknown['limit'] = [ordered]@{ code = 'limit'; in = ''; about = '' }
            break
        }
        foreach ($k in $n.files.Keys) { $all.files[$k] = $true }
        foreach ($k in $n.mentions.Keys) { $all.mentions[$k] = $n.mentions[$k] }
        foreach ($k in $n.unknown.Keys) { $all.unknown[$k] = $n.unknown[$k] }
        if ($n.shell) { $all.shell = $true }
        if ($n.open) { $all.open = $true }
        foreach ($next in $n.starts.Values) { if ($seen.Add($next)) { $list.Enqueue($next) } }
    }
    return $all
}

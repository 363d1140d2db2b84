# PowerShell text, read by PowerShell's own parser, which runs nothing. A value is a
# string, in which a mark stands for what is not known, an array, or one of
#   @{ file = PATH }     the text of a file       @{ block = AST }   a script block
#   @{ dict = MAP }      a hashtable              @{ web = NAME }    what an address answers
#   @{ object = NAME; path = ...}                 a COM object or a process to start

$wanted = @{ CommandAst = 1; AssignmentStatementAst = 1; InvokeMemberExpressionAst = 1; FunctionDefinitionAst = 1; ForEachStatementAst = 1; UsingStatementAst = 1; ParamBlockAst = 1 }
$startWords = '(?i)powershell|pwsh|[cw]script|\.(?:ps1|psm1|cmd|bat|vbs)\b|\biex\b|invoke-|import-module|\bipmo\b|start-|scriptblock|\bsaps\b|\bicm\b|\busing\b|::start|[&.]\s*[$("'']'

function Follow-PowerShellFile($At, [string]$Text) {
    $At.engine = 'powershell'
    Follow-PowerShell $At $Text
}

function Follow-PowerShell($At, [string]$Text) {
    if ($Text.Length -gt $limits.parsed) {
        if ($Text -match $startWords) { Add-Unknown $At 'limit' $At.own }
        return
    }
    $tokens = $null
    $errors = $null
    $ast = [Management.Automation.Language.Parser]::ParseInput($Text, [ref]$tokens, [ref]$errors)
    if (@($errors).Count -gt 0 -and $Text -match $startWords) {
        # PowerShell runs nothing of a text that does not parse; another version may.
        if (@($errors | Where-Object { [string]$_.ErrorId -notmatch 'ModuleNotFound|TypeNotFound|RequiresM|RequiresV' }).Count -gt 0) { Add-Unknown $At 'syntax' $At.own }
    }
    Follow-Tree $At $ast
    if (-not $At.ContainsKey('library') -or -not $At.library) { Follow-Uncalled $At }
}

# Functions that nothing was seen to call: what they would start is named, not started.
function Follow-Uncalled($At) {
    foreach ($f in @($At.functions.Values)) {
        if ($f.called -or $f.file -ne $At.own -or -not (Test-Steps)) { continue }
        $f.called = $true
        $quiet = $At.quiet
        $At.quiet = $true
        try { Follow-Body $At $f.ast @() (New-Map) } finally { $At.quiet = $quiet }
    }
}

function Follow-Tree($At, $Ast) {
    $all = @($Ast.FindAll({ param($n) $wanted.ContainsKey($n.GetType().Name) }, $true))
    # A function can be called before the line on which it stands.
    $until = -1
    foreach ($n in $all) {
        if ($n -isnot [Management.Automation.Language.FunctionDefinitionAst]) { continue }
        if ($n -eq $Ast -or $n.Extent.StartOffset -lt $until) { continue }
        $until = $n.Extent.EndOffset
        $At.functions[($n.Name -replace '^(?i)(?:global|script|local|private):', '')] = @{ ast = $n; file = $At.own; called = $false }
    }
    $until = -1
    foreach ($n in $all) {
        if ($n -eq $Ast -or $n.Extent.StartOffset -lt $until) { continue }
        if (-not (Test-Steps)) {
            Add-Unknown $At 'limit' $At.own
            return
        }
        switch ($n.GetType().Name) {
            'FunctionDefinitionAst' { $until = $n.Extent.EndOffset }
            'ParamBlockAst' { if ($n.Parent -eq $Ast -or $null -eq $n.Parent.Parent) { Set-Parameters $At $n.Parameters $At.words } }
            'AssignmentStatementAst' { Follow-Assignment $At $n }
            'ForEachStatementAst' { Set-Loop $At $n.Variable.VariablePath.UserPath (Get-Value $At $n.Condition) }
            'UsingStatementAst' { if ([string]$n.UsingStatementKind -eq 'Module') { if ($null -ne $n.Name) { Follow-Module $At ([string]$n.Name.Value) } elseif ($null -ne $n.ModuleSpecification) { $v = Get-Value $At $n.ModuleSpecification; if ($v -is [hashtable] -and $v.ContainsKey('dict') -and $v.dict.ContainsKey('ModuleName')) { Follow-Module $At ([string]$v.dict['ModuleName']) } } } }
            'InvokeMemberExpressionAst' { Follow-Each $At { param($At, $n) Follow-Member $At $n } $n }
            'CommandAst' { Follow-Each $At { param($At, $n) Follow-CommandAst $At $n } $n }
        }
    }
}

# Once for each value that the variables in it may have.
function Follow-Each($At, $How, $Node) {
    $number = 0
    do {
        $picked.number = $number
        $picked.most = 1
        & $How $At $Node
        $most = $picked.most
        $number++
    } while ($number -lt $most -and $number -lt 50)
    $picked.number = 0
}

# Whether a statement stands where it may be passed over.
function Test-Perhaps($Node) {
    $p = $Node.Parent
    while ($null -ne $p) {
        $name = $p.GetType().Name
        if ($name -match '^(IfStatement|SwitchStatement|WhileStatement|DoWhile|DoUntil|ForStatement|ForEachStatement|TryStatement|CatchClause|Trap)') { return $true }
        if ($name -match '^(FunctionDefinition|ScriptBlockExpression)') { return $false }
        $p = $p.Parent
    }
    return $false
}

function Get-VariableName([string]$Name) { return ($Name -replace '^(?i)(?:global|script|local|private|using|variable):', '') }

function Follow-Assignment($At, $Node) {
    $picked.number = 0
    $picked.most = 1
    $value = Get-Value $At $Node.Right
    $left = $Node.Left
    while ($left.GetType().Name -match '^(ConvertExpression|AttributedExpression)Ast$') { $left = $left.Child }
    if ($left -is [Management.Automation.Language.VariableExpressionAst]) {
        $name = Get-VariableName $left.VariablePath.UserPath
        if ([string]$Node.Operator -ne 'Equals') {
            $was = Get-Values $At $name
            if ([string]$Node.Operator -eq 'PlusEquals' -and $null -ne $was) {
                $old = @($was)[0]
                if ($old -is [string] -and $value -is [string]) { $value = $old + $value } elseif ($old -is [object[]] -or $old -is [array]) { $value = @($old) + @($value) } else { $value = $unknownMark }
            } else { $value = $unknownMark }
        }
        Set-Values $At $name $value (Test-Perhaps $Node)
    } elseif ($left -is [Management.Automation.Language.ArrayLiteralAst]) {
        $parts = @($value)
        for ($i = 0; $i -lt $left.Elements.Count; $i++) {
            $one = $left.Elements[$i]
            if ($one -is [Management.Automation.Language.VariableExpressionAst]) { Set-Values $At (Get-VariableName $one.VariablePath.UserPath) $(if ($value -is [array] -and $i -lt $parts.Count) { $parts[$i] } else { $unknownMark }) (Test-Perhaps $Node) }
        }
    } elseif ($left -is [Management.Automation.Language.MemberExpressionAst]) {
        $object = Get-Value $At $left.Expression
        $member = Get-Text (Get-Value $At $left.Member)
        if ($object -is [hashtable] -and $object.ContainsKey('object')) { $object[$member.ToLowerInvariant()] = $value } elseif ($object -is [hashtable] -and $object.ContainsKey('dict')) { $object.dict[$member] = $value }
    } elseif ($left -is [Management.Automation.Language.IndexExpressionAst]) {
        $object = Get-Value $At $left.Target
        if ($object -is [hashtable] -and $object.ContainsKey('dict')) { $object.dict[(Get-Text (Get-Value $At $left.Index))] = $value }
    }
}

function Set-Loop($At, [string]$Name, $Value) {
    if ($Value -is [array]) { if ($Value.Count -gt 0) { $At.vars[$Name] = @($Value | Select-Object -First 50) } } else { $At.vars[$Name] = @(, $Value) }
}

# Gives parameters what a script or a function is called with, or their defaults.
function Set-Parameters($At, $Parameters, $Words) {
    $given = New-Map
    $rest = New-Object System.Collections.ArrayList
    $words = @($Words)
    for ($i = 0; $i -lt $words.Count; $i++) {
        $m = $null
        if ($words[$i] -is [string]) { $m = [regex]::Match($words[$i], '^[-\u2013\u2014\u2015]([A-Za-z_]\w*)(?::(.*))?$') }
        if ($null -eq $m -or -not $m.Success) {
            [void]$rest.Add($words[$i])
            continue
        }
        $p = @($Parameters | Where-Object { $_.Name.VariablePath.UserPath.StartsWith($m.Groups[1].Value, [StringComparison]::OrdinalIgnoreCase) })
        if ($p.Count -eq 0) { continue }
        $name = $p[0].Name.VariablePath.UserPath
        if ($m.Groups[2].Success) { $given[$name] = $m.Groups[2].Value }
        elseif ($p[0].StaticType -eq [switch]) { $given[$name] = 'True' }
        elseif ($i + 1 -lt $words.Count) {
            $i++
            $given[$name] = $words[$i]
        }
    }
    $n = 0
    foreach ($p in @($Parameters)) {
        $name = $p.Name.VariablePath.UserPath
        if ($given.ContainsKey($name)) { $value = $given[$name] }
        elseif ($p.StaticType -ne [switch] -and $n -lt $rest.Count) {
            $value = $rest[$n]
            $n++
        } elseif ($null -ne $p.DefaultValue) { $value = Get-Value $At $p.DefaultValue }
        elseif ($p.StaticType -eq [switch]) { $value = '' } else { $value = $unknownMark }
        $At.vars[$name] = @(, $value)
    }
    $At.vars['args'] = @(, @($rest.ToArray() | Select-Object -Skip $n))
}

# The body of a function with its arguments. Its variables are its own.
function Follow-Body($At, $Function, $Words, $Named) {
    if ($At.depth -gt 8) {
        Add-Unknown $At 'limit' $At.own
        return
    }
    $inner = @{}
    foreach ($k in @($At.Keys)) { $inner[$k] = $At[$k] }
    $inner.vars = New-Map
    foreach ($k in @($At.vars.Keys)) { $inner.vars[$k] = $At.vars[$k] }
    $inner.depth = $At.depth + 1
    $parameters = @()
    if ($null -ne $Function.Parameters) { $parameters = @($Function.Parameters) } elseif ($null -ne $Function.Body.ParamBlock) { $parameters = @($Function.Body.ParamBlock.Parameters) }
    Set-Parameters $inner $parameters $Words
    foreach ($k in @($Named.Keys)) { foreach ($p in $parameters) { if ($p.Name.VariablePath.UserPath.StartsWith($k, [StringComparison]::OrdinalIgnoreCase)) { $inner.vars[$p.Name.VariablePath.UserPath] = @(, $Named[$k]) } } }
    $inner.words = @()
    $number = $picked.number
    $most = $picked.most
    Follow-Tree $inner $Function.Body
    $At.folder = $inner.folder
    $picked.number = $number
    $picked.most = $most
}

function Invoke-Function($At, [string]$Name, $Words, $Named) {
    $f = $At.functions[$Name]
    if ($f.file -and $f.file -ne $At.own) {
        # A profile or a module is in use once one of its functions is called.
        (Get-About $f.file).started = $true
        $At.node.files[$f.file] = $true
    }
    $key = 'call:' + $Name + '|' + (@(foreach ($w in @($Words)) { Get-Text $w }) -join "`n") + '|' + (@($Named.Keys) -join ',')
    if (-not $At.ContainsKey('seen')) { $At.seen = New-Map }
    $f.called = $true
    if ($At.seen.ContainsKey($key) -or $At.seen.Count -gt 500) { return }
    $At.seen[$key] = $true
    $own = $At.own
    if ($f.file) { $At.own = $f.file }
    try { Follow-Body $At $f.ast $Words $Named } finally { $At.own = $own }
}

# What feeds a command from the left, or $null for the first of a pipeline.
function Get-Fed($At, $Node) {
    $line = $Node.Parent
    if ($null -eq $line -or $line.GetType().Name -ne 'PipelineAst') { return $null }
    $before = $null
    $first = $true
    foreach ($e in $line.PipelineElements) {
        if ($e -eq $Node) { break }
        $before = Get-ElementValue $At $e $before $first
        $first = $false
    }
    if ($first) { return $null }
    if ($null -eq $before) { return $unknownMark }
    return , $before
}

function Follow-CommandAst($At, $Node) {
    $elements = @($Node.CommandElements)
    if ($elements.Count -eq 0) { return }
    $operator = [string]$Node.InvocationOperator
    $target = Get-Value $At $elements[0]
    $call = Get-Call $At $elements
    if ($target -is [hashtable]) {
        if ($target.ContainsKey('block')) { return }
        if ($target.ContainsKey('file')) { Start-FileText $At $target; return }
        if ($target.ContainsKey('web')) { Add-Web $At $target; return }
        if ($target.ContainsKey('path')) { $target = [string]$target.path } else {
            Add-Unknown $At 'computed' ''
            Add-Mentions $At $call.words
            return
        }
    }
    if ($target -is [array]) { $target = $(if ($target.Count -eq 1) { $target[0] } else { $unknownMark }) }
    $name = Get-Text $target
    if ($name -eq '') { return }
    $bare = $operator -eq 'Unknown'
    if ($At.aliases.ContainsKey($name)) { $name = [string]$At.aliases[$name] }
    if ($At.functions.ContainsKey($name)) {
        Invoke-Function $At $name $call.flat $call.named
        return
    }
    if ($name.IndexOf($unknownSign) -ge 0) {
        if ($name -eq $unknownMark -or $name -match $scriptEnding -or $name -match '[\\/]') {
            Add-Unknown $At 'computed' $name
            Add-Mentions $At $call.words
            return
        }
    }
    if (Follow-Cmdlet $At $name $call $Node) { return }
    if ($operator -eq 'Dot' -and (Follow-Dotted $At $name)) { return }
    Follow-NamedCommand $At $name $call $Node
}

# A program or a script by its name, as PowerShell looks for it.
function Follow-NamedCommand($At, [string]$Name, $Call, $Node) {
    $kind = Get-HostKind (Get-ProgramName $Name)
    $fed = Get-Fed $At $Node
    $input = $null
    if ($null -ne $fed) {
        if ($fed -is [hashtable] -and $fed.ContainsKey('file')) { $input = @{ file = $fed.file } } elseif ($fed -is [string] -and $fed.IndexOf($unknownSign) -lt 0) { $input = @{ text = $fed } } elseif ($fed -is [array]) { $input = @{ text = (@(foreach ($x in $fed) { Get-Text $x }) -join "`n") } } else { $input = @{ unknown = $true } }
    }
    if ($kind) {
        if ($kind -eq 'powershell' -and @($Call.blocks).Count -gt 0) {
            # powershell { ... }: the block stands in this text.
            $At.node.shell = $true
            Add-Said $At ((Get-Quoted $Name) + ' -Command ***')
            return
        }
        Follow-Program (Copy-At $At) $Name (' ' + (Join-Words $Call.line)) $input
        return
    }
    $path = $Name
    if ($path -match '^~[\\/]') { $path = $unknownMark + $path.Substring(1) }
    $ending = Get-Ending $path
    $endings = @('.ps1', '.exe', '.cmd', '.bat', '.com', '.vbs', '.js', '.wsf')
    if ($ending -match '^\.(ps1|exe|cmd|bat|com|vb[se]|jse?|wsf|py|pl|sh)$') { $endings = @() }
    if ($path -match '[\\/]' -or $path -match '^[A-Za-z]:') {
        if ($path -match '[*?]' -and (Get-Leaf $path) -match '[*?]') {
            $some = Find-Wild $At $path $At.folder
            if ($null -eq $some) { Add-Unknown $At 'computed' ''; return }
            foreach ($f in $some) { if (Get-Language $f) { Add-Start $At $f '' $Call.flat @() } }
            return
        }
        $found = Find-Path $At $path $At.folder $endings
        $language = $(if ($found.path) { Get-Language $found.path } else { Get-Language $path })
        if ($language -and $language -ne 'other') {
            Add-Mentions $At $Call.words
            Add-Said $At ((Get-Quoted $(if ($found.path) { $found.path } else { Get-Leaf $path })) + (Get-Stars @($Call.words).Count))
            Add-Found $At $found $path $language $Call.flat
            return
        }
        Follow-Program (Copy-At $At) $path (' ' + (Join-Words $Call.line)) $input
        return
    }
    $found = Find-OnPath $At $path $endings $null
    if ($null -ne $found -and (Get-Language $found.path)) { Add-Found $At $found $path (Get-Language $found.path) $Call.flat }
    elseif ($null -ne $found) { Follow-Program (Copy-At $At) $found.path (' ' + (Join-Words $Call.line)) $input }
    elseif ($path -match '(?i)\.(?:ps1|cmd|bat|vbs)$') {
        # A name alone is looked for on the Path; cmd's habit is the folder.
        $here = Find-Path $At $path $At.folder @()
        if ($here.kind -eq 'file') { Add-Found $At $here $path '' $Call.flat } else { Add-Mention $At $path; if ($here.kind -eq 'unknown') { Add-Unknown $At $here.why $path } }
    } elseif (-not (Follow-ModuleOf $At $path $Call)) { Add-Mentions $At $Call.words }
}

# A dotted script shares its variables and functions with this text.
function Follow-Dotted($At, [string]$Path) {
    if ((Get-Language $Path) -ne 'powershell' -and $Path -notmatch '[*?]') { return $false }
    if ($Path -match '[*?]') { return $false }
    $found = Find-Path $At $Path $At.folder @('.ps1')
    if ($found.kind -ne 'file') { return $false }
    Follow-Library $At $found.path
    return $true
}

# Reads a script in this place: dotted, imported, or a profile.
function Follow-Library($At, [string]$Path) {
    $At.node.files[$Path] = $true
    (Get-About $Path).started = $true
    if (@($At.stack) -contains $Path -or @($At.stack).Count -gt 8) { return }
    $texts = Read-Script $Path $At.shares
    if ($null -eq $texts -or (Test-IsSync (Get-About $Path).evidence)) { return }
    $own = $At.own
    $stack = $At.stack
    $words = $At.words
    $library = $At.ContainsKey('library') -and $At.library
    $At.own = $Path
    $At.stack = @($At.stack) + $Path
    $At.words = @()
    $At.library = $true
    try { foreach ($text in $texts) { Follow-PowerShell $At $text } } finally {
        $At.own = $own
        $At.stack = $stack
        $At.words = $words
        $At.library = $library
    }
}

function Get-ModuleFolders($At) {
    $all = New-Object System.Collections.ArrayList
    $path = Expand-Machine (Get-MachineVariable 'PSModulePath')
    $named = @($path.Split(';'))
    $own = Get-Values $At 'env:PSModulePath'
    if ($null -ne $own) { foreach ($v in $own) { $named += @((Get-Text $v).Split(';')) } }
    $named += 'C:\Program Files\WindowsPowerShell\Modules', 'C:\Program Files\PowerShell\Modules', 'C:\Program Files\PowerShell\7\Modules'
    foreach ($home1 in @(Get-Homes $At)) { $named += ($home1 + '\Documents\WindowsPowerShell\Modules'), ($home1 + '\Documents\PowerShell\Modules') }
    foreach ($f in $named) {
        $f = $f.Trim().TrimEnd('\')
        if ($f -and (Test-Full $f) -and $f.IndexOf($unknownSign) -lt 0 -and -not $all.Contains($f)) { [void]$all.Add($f) }
    }
    return $all.ToArray()
}

# Where the account of a job has its own files.
function Get-Homes($At) {
    $name = (Get-Leaf $At.account) -replace '@.*$', ''
    if ($At.account -match '^(?i)(?:NT AUTHORITY\\)?(?:SYSTEM|LocalSystem)$|^S-1-5-18$') { return @((Get-SystemFolder) + '\config\systemprofile') }
    if ($name -eq '' -or $name -notmatch '^[^<>"|*?:\\/]{1,100}$') { return @() }
    return @('C:\Users\' + $name)
}

# The files of a module: of a path, or of a name in the folders of modules.
function Find-Module($At, [string]$Name) {
    $places = @()
    if ($Name -match '[\\/]' -or $Name -match '^\.') {
        $found = Find-Path $At $Name $At.folder $null
        if ($found.kind -eq 'unknown') { return $found }
        $places = @($found.path)
    } else { foreach ($f in @(Get-ModuleFolders $At)) { $places += (Join-Folder $f $Name) } }
    foreach ($p in $places) {
        $kind = Get-Kind $p $At.shares
        if ($kind -eq 'file') { return @{ path = $p; kind = 'file'; why = '' } }
        if ($kind -eq 'folder') {
            $leaf = Get-Leaf $p
            $folders = @($p)
            try { $folders += @(Get-FoldersIn $p | Where-Object { (Get-Leaf $_) -match '^[0-9]+(\.[0-9]+)+$' } | Sort-Object -Descending) } catch { }
            foreach ($f in $folders) {
                foreach ($ending in @('.psd1', '.psm1', '.ps1', '.dll')) { if ((Get-Kind (Join-Folder $f ($leaf + $ending)) $At.shares) -eq 'file') { return @{ path = (Join-Folder $f ($leaf + $ending)); kind = 'file'; why = '' } } }
            }
            return @{ path = $p; kind = 'denied'; why = '' }
        }
        if ($kind -eq 'denied' -or $kind -eq 'share') { return @{ path = $p; kind = $kind; why = '' } }
        foreach ($ending in @('.psd1', '.psm1', '.ps1')) { if ((Get-Kind ($p + $ending) $At.shares) -eq 'file') { return @{ path = $p + $ending; kind = 'file'; why = '' } } }
    }
    return $null
}

function Follow-Module($At, [string]$Name) {
    if ($Name -eq '') { return }
    if ($Name.IndexOf($unknownSign) -ge 0) {
        Add-Unknown $At 'computed' $Name
        return
    }
    $found = Find-Module $At $Name
    if ($null -eq $found) {
        if ($Name -match '[\\/]') { Add-Mention $At $Name }
        return
    }
    if ($found.kind -eq 'unknown') { Add-Unknown $At $found.why $Name; Add-Mention $At $Name; return }
    if (Test-OfWindows $found.path) { return }
    if ($found.kind -ne 'file') { Add-Found $At $found $found.path 'powershell' @(); return }
    if ($found.path -match '(?i)\.dll$') { if (-not (Test-Installed $found.path)) { Add-Unknown $At 'program' $found.path }; return }
    if ($found.path -notmatch '(?i)\.psd1$') {
        Follow-Library $At $found.path
        return
    }
    # A manifest names what belongs to the module.
    $At.node.files[$found.path] = $true
    (Get-About $found.path).started = $true
    $texts = Read-Script $found.path $At.shares
    if ($null -eq $texts) { return }
    $tokens = $null
    $errors = $null
    $ast = [Management.Automation.Language.Parser]::ParseInput($texts[0], [ref]$tokens, [ref]$errors)
    $manifest = @($ast.FindAll({ param($n) $n -is [Management.Automation.Language.HashtableAst] }, $true))
    if ($manifest.Count -eq 0) { return }
    $folder = $At.folder
    $vars = $At.vars
    $own = $At.own
    $At.own = $found.path
    $value = Get-Value $At $manifest[0]
    $At.own = $own
    $At.folder = Get-Parent $found.path
    foreach ($key in @('RootModule', 'ModuleToProcess', 'NestedModules', 'ScriptsToProcess', 'RequiredModules')) {
        if (-not $value.dict.ContainsKey($key)) { continue }
        foreach ($one in @($value.dict[$key])) {
            if ($one -is [hashtable] -and $one.ContainsKey('dict') -and $one.dict.ContainsKey('ModuleName')) { $one = $one.dict['ModuleName'] }
            $one = Get-Text $one
            if ($one -eq '') { continue }
            $full = Join-Folder (Get-Parent $found.path) $one
            $there = ''
            foreach ($ending in @('', '.psm1', '.psd1', '.ps1', '.dll')) { if ((Get-Kind ($full + $ending) $At.shares) -eq 'file') { $there = $full + $ending; break } }
            if (-not $there) { if ($key -ne 'RootModule' -and @($At.stack).Count -lt 5) { $At.stack = @($At.stack) + $found.path; Follow-Module $At $one; $At.stack = @($At.stack | Select-Object -First (@($At.stack).Count - 1)) } }
            elseif ($there -match '(?i)\.ps[m]?1$') { Follow-Library $At $there }
            elseif ($there -match '(?i)\.dll$' -and -not (Test-Installed $there)) { Add-Unknown $At 'program' $there }
        }
    }
    $At.folder = $folder
    $At.vars = $vars
}

# PowerShell looks for an unknown command in the modules that are installed.
$moduleWords = @{ read = $false }
$moduleCommands = New-Map
function Follow-ModuleOf($At, [string]$Name, $Call) {
    if ($Name -notmatch '^[A-Za-z][\w]*-[\w]+$|^[A-Za-z]\w{2,}$') { return $false }
    if (-not $moduleWords.read) { Read-Modules $At }
    if (-not $moduleCommands.ContainsKey($Name)) { return $false }
    Follow-Module $At ([string]$moduleCommands[$Name])
    if ($At.functions.ContainsKey($Name)) { Invoke-Function $At $Name $Call.flat $Call.named }
    return $true
}

function Read-Modules($At) {
    $moduleWords.read = $true
    $n = 0
    foreach ($folder in @(Get-ModuleFolders $At)) {
        if (Test-OfWindows ($folder + '\x')) { continue }
        if ((Get-Kind $folder $false) -ne 'folder') { continue }
        try { $modules = @(Get-FoldersIn $folder) } catch { continue }
        foreach ($m in $modules) {
            $n++
            if ($n -gt 300) { return }
            $leaf = Get-Leaf $m
            # What Windows brings there.
            if ($leaf -match '^(?i)(?:PackageManagement|PowerShellGet|PSReadLine|Pester|Microsoft\..*|PSDesiredStateConfiguration|ThreadJob|Az(?:\..*)?|AzureRM.*|VMware\..*)$') { continue }
            $found = Find-Module $At $m
            if ($null -eq $found -or $found.kind -ne 'file') { continue }
            foreach ($file in @($found.path, ($found.path -replace '(?i)\.psd1$', '.psm1'))) {
                if ((Get-Kind $file $false) -ne 'file') { continue }
                try { $bytes = Read-Bytes $file 1048576 } catch { continue }
                if ($null -eq $bytes) { continue }
                $text = (Read-Texts $bytes $false)[0]
                foreach ($w in [regex]::Matches($text, '(?i)(?:\bfunction\s+(?:global:|script:)?|[''"])([A-Za-z]\w*-\w+|(?<=function\s+)\w+)')) { if (-not $moduleCommands.ContainsKey($w.Groups[1].Value)) { $moduleCommands[$w.Groups[1].Value] = $m } }
            }
        }
    }
}

# What PowerShell reads before anything else. Its own statements run; its functions
# count once they are called.
function Follow-Profiles($At, [bool]$Newer, [string]$Program) {
    $folders = @((Get-SystemFolder) + '\WindowsPowerShell\v1.0')
    if ($Newer) { $folders = @($(if (Test-Full $Program) { Get-Parent (Format-Path $Program) } else { 'C:\Program Files\PowerShell\7' })) }
    $names = @()
    foreach ($f in $folders) { $names += ($f + '\profile.ps1'), ($f + '\Microsoft.PowerShell_profile.ps1') }
    foreach ($h in @(Get-Homes $At)) { foreach ($n in @('profile.ps1', 'Microsoft.PowerShell_profile.ps1')) { $names += $h + '\Documents\' + $(if ($Newer) { 'PowerShell' } else { 'WindowsPowerShell' }) + '\' + $n } }
    foreach ($path in $names) {
        if ((Get-Kind $path $false) -eq 'missing') { continue }
        $texts = Read-Script $path $false
        if ($null -eq $texts) {
            Add-Unknown $At 'profile' $path
            continue
        }
        $outside = Get-TextOutside $texts[0]
        if (Test-IsSync @(Find-Evidence $outside)) {
            $At.node.files[$path] = $true
            (Get-About $path).started = $true
        }
        $own = $At.own
        $said = $At.said
        $At.own = $path
        $At.said = $null
        $At.library = $true
        try { Follow-PowerShell $At $texts[0] } finally {
            $At.own = $own
            $At.said = $said
            $At.library = $false
        }
    }
}

# A text without the bodies of its functions.
function Get-TextOutside([string]$Text) {
    if ($Text.Length -gt $limits.parsed) { return $Text }
    $tokens = $null
    $errors = $null
    $ast = [Management.Automation.Language.Parser]::ParseInput($Text, [ref]$tokens, [ref]$errors)
    $all = New-Object Text.StringBuilder
    $at = 0
    foreach ($f in @($ast.FindAll({ param($n) $n -is [Management.Automation.Language.FunctionDefinitionAst] }, $false))) {
        if ($f.Extent.StartOffset -lt $at) { continue }
        [void]$all.Append($Text, $at, $f.Extent.StartOffset - $at)
        $at = $f.Extent.EndOffset
    }
    [void]$all.Append($Text, $at, $Text.Length - $at)
    return $all.ToString()
}

# A text that is run as PowerShell: of a file, known, or from elsewhere.
function Start-FileText($At, $Value) {
    if ($Value -is [hashtable]) {
        if ($Value.ContainsKey('file')) { Add-Start $At ([string]$Value.file) 'powershell' @() $null; return }
        if ($Value.ContainsKey('web')) { Add-Web $At $Value; return }
        if ($Value.ContainsKey('block')) { return }
        Add-Unknown $At 'computed' ''
        return
    }
    if ($Value -is [array]) {
        foreach ($one in $Value) { if ($one -is [hashtable]) { Start-FileText $At $one; return } }
        $text = (@(foreach ($x in $Value) { Get-Text $x }) -join "`n")
    } else { $text = Get-Text $Value }
    if ($text -eq '') { return }
    if ($text -eq $unknownMark -or $At.depth -gt 10) { Add-Unknown $At 'computed' ''; return }
    $At.depth++
    try { Follow-Command $At ($text.Replace($unknownMark, '$unknown_')) } finally { $At.depth-- }
}

function Add-Web($At, $Value) {
    if ($Value.web -match $scriptEnding) { $At.node.mentions[[string]$Value.web] = 'web' }
    Add-Unknown $At 'web' ([string]$Value.web)
}

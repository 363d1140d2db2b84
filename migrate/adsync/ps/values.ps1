# What expressions come to, as far as the text tells.

function Get-Text($Value) {
    if ($null -eq $Value) { return $unknownMark }
    if ($Value -is [string]) { return $Value }
    if ($Value -is [hashtable]) { if ($Value.ContainsKey('path') -and $Value.path -is [string]) { return [string]$Value.path }; return $unknownMark }
    if ($Value -is [array]) { return (@(foreach ($v in $Value) { Get-Text $v }) -join ' ') }
    return [string]$Value
}

function Get-Value($At, $Ast) {
    if ($null -eq $Ast) { return '' }
    if (-not (Test-Steps)) { return $unknownMark }
    switch ($Ast.GetType().Name) {
        'StringConstantExpressionAst' { return [string]$Ast.Value }
        'ConstantExpressionAst' { return [string]$Ast.Value }
        'ExpandableStringExpressionAst' { return (Get-Expanded $At $Ast) }
        'VariableExpressionAst' { return , (Get-VariableValue $At $Ast.VariablePath.UserPath) }
        'ParenExpressionAst' { return , (Get-Value $At $Ast.Pipeline) }
        'SubExpressionAst' { return , (Get-BlockValue $At $Ast.SubExpression) }
        'ArrayExpressionAst' { $v = Get-BlockValue $At $Ast.SubExpression; return , @($v) }
        'ArrayLiteralAst' { return , @(foreach ($e in $Ast.Elements) { , (Get-Value $At $e) }) }
        'CommandExpressionAst' { return , (Get-Value $At $Ast.Expression) }
        'PipelineAst' {
            $value = $null
            $first = $true
            foreach ($e in $Ast.PipelineElements) {
                $value = Get-ElementValue $At $e $value $first
                $first = $false
            }
            return , $value
        }
        'ConvertExpressionAst' { return , (Get-Converted $At $Ast) }
        'AttributedExpressionAst' { return , (Get-Value $At $Ast.Child) }
        'UsingExpressionAst' { return , (Get-Value $At $Ast.SubExpression) }
        'BinaryExpressionAst' { return , (Get-Binary $At $Ast) }
        'ScriptBlockExpressionAst' { return @{ block = $Ast.ScriptBlock } }
        'HashtableAst' {
            $map = New-Map
            foreach ($p in $Ast.KeyValuePairs) { $map[(Get-Text (Get-Value $At $p.Item1))] = Get-Value $At $p.Item2 }
            return @{ dict = $map }
        }
        'IndexExpressionAst' { return , (Get-Indexed $At $Ast) }
        'MemberExpressionAst' { return , (Get-MemberValue $At $Ast) }
        'InvokeMemberExpressionAst' { return , (Get-InvokedValue $At $Ast) }
        'UnaryExpressionAst' {
            if ([string]$Ast.TokenKind -eq 'Join') { return (@(foreach ($x in @(Get-Value $At $Ast.Child)) { Get-Text $x }) -join '') }
            if ([string]$Ast.TokenKind -eq 'Comma') { return , @(, (Get-Value $At $Ast.Child)) }
            return $unknownMark
        }
        'CommandAst' { return , (Get-CommandValue $At $Ast $null $true) }
        'TernaryExpressionAst' { return , (Get-Value $At $Ast.IfTrue) }
        'IfStatementAst' { return , (Get-BlockValue $At $Ast.Clauses[0].Item2) }
        'StatementBlockAst' { return , (Get-BlockValue $At $Ast) }
        'TypeExpressionAst' { return $unknownMark }
    }
    return $unknownMark
}

# The value of a block of one statement.
function Get-BlockValue($At, $Block) {
    $all = @($Block.Statements)
    if ($all.Count -eq 0) { return , @() }
    if ($all.Count -eq 1) { return , (Get-Value $At $all[0]) }
    return , @(foreach ($s in $all) { , (Get-Value $At $s) })
}

function Get-ElementValue($At, $Element, $Before, [bool]$First) {
    if ($Element -is [Management.Automation.Language.CommandAst]) { return , (Get-CommandValue $At $Element $Before $First) }
    return , (Get-Value $At $Element)
}

function Get-Expanded($At, $Ast) {
    $text = [string]$Ast.Value
    $nested = @($Ast.NestedExpressions)
    $out = New-Object Text.StringBuilder
    $from = 0
    foreach ($n in $nested) {
        $i = $text.IndexOf($n.Extent.Text, $from, [StringComparison]::Ordinal)
        if ($i -lt 0) { return $unknownMark }
        [void]$out.Append($text, $from, $i - $from)
        [void]$out.Append((Get-Text (Get-Value $At $n)))
        $from = $i + $n.Extent.Text.Length
    }
    [void]$out.Append($text, $from, $text.Length - $from)
    return $out.ToString()
}

function Get-VariableValue($At, [string]$Path) {
    $name = Get-VariableName $Path
    switch -regex ($name) {
        '^(?i)PSScriptRoot$' { if ($At.own) { return (Get-Parent $At.own) }; return '' }
        '^(?i)PSCommandPath$' { return $At.own }
        '^(?i)(?:MyInvocation)$' { return @{ object = 'invocation' } }
        '^(?i)PWD$' { return $(if ($At.folder) { $At.folder } else { $unknownMark }) }
        '^(?i)PSHOME$' { if ($At.engine -match '[\\/]') { return (Get-Parent $At.engine) }; return ((Get-SystemFolder) + '\WindowsPowerShell\v1.0') }
        '^(?i)true$' { return 'True' }
        '^(?i)(?:false|null)$' { return '' }
        '^(?i)ExecutionContext$' { return @{ object = 'context' } }
    }
    $all = Get-Values $At $name
    if ($null -ne $all -and @($all).Count -gt 0) { return , (Select-Value $all) }
    if ($name -match '^(?i)env:(.+)$') {
        $value = Get-MachineVariable $Matches[1]
        if ($value) { return (Expand-Machine $value) }
    }
    if ($name -match '^(?i)args$') { return , @($At.words) }
    if ($name -match '^(?i)HOME$') { foreach ($h in @(Get-Homes $At)) { return $h } }
    return $unknownMark
}

function Get-Converted($At, $Ast) {
    $value = Get-Value $At $Ast.Child
    if ($value -is [hashtable] -and $value.ContainsKey('dict') -and $Ast.Type.TypeName.Name -match 'ProcessStartInfo') {
        $o = @{ object = 'process' }
        foreach ($k in $value.dict.Keys) { $o[$k.ToLowerInvariant()] = $value.dict[$k] }
        return $o
    }
    if ($Ast.Type.TypeName.Name -match '^(?i)char$' -and $value -is [string] -and $value -match '^\d{1,5}$') { return [string][char][int]$value }
    return , $value
}

function Get-Binary($At, $Ast) {
    $left = Get-Value $At $Ast.Left
    $right = Get-Value $At $Ast.Right
    switch -regex ([string]$Ast.Operator) {
        '^Plus$' {
            if ($left -is [array]) { return , (@($left) + @($right)) }
            return (Get-Text $left) + (Get-Text $right)
        }
        '^Format$' { return (Format-Template (Get-Text $left) @($right)) }
        '^Join$' { return (@(foreach ($x in @($left)) { Get-Text $x }) -join (Get-Text $right)) }
        '^I?C?replace$' {
            $from = Get-Text @($right)[0]
            $to = ''
            if (@($right).Count -gt 1) { $to = Get-Text @($right)[1] }
            if ($from.Length -lt 100 -and $from -match '^(?:[\w .:-]|\\[\\.$^()\[\]{}+*?|])*\$?$') { try { return [regex]::Replace((Get-Text $left), '(?i)' + $from, $to) } catch { } }
        }
        '^(?:AndAnd|OrOr|QuestionQuestion)$' { return , $left }
        '^Multiply$' { return $unknownMark }
    }
    return $unknownMark
}

function Format-Template([string]$Text, $Values) {
    return [regex]::Replace($Text, '\{(\d{1,2})(?:[,:][^{}]*)?\}', {
            param($m)
            $i = [int]$m.Groups[1].Value
            if ($i -lt @($Values).Count) { Get-Text @($Values)[$i] } else { $unknownMark }
        })
}

function Get-Indexed($At, $Ast) {
    $target = Get-Value $At $Ast.Target
    $index = Get-Text (Get-Value $At $Ast.Index)
    if ($target -is [hashtable] -and $target.ContainsKey('dict')) {
        if ($target.dict.ContainsKey($index)) { return , $target.dict[$index] }
        return $unknownMark
    }
    if ($target -is [array] -and $index -match '^-?\d{1,4}$') {
        $i = [int]$index
        if ($i -lt 0) { $i += $target.Count }
        if ($i -ge 0 -and $i -lt $target.Count) { return , $target[$i] }
        return ''
    }
    if ($target -is [string] -and $index -eq '0' -and $target.Length -ne 1) { return $target }
    return $unknownMark
}

function Get-MemberValue($At, $Ast) {
    $member = (Get-Text (Get-Value $At $Ast.Member)).ToLowerInvariant()
    if ($Ast.Static) {
        $type = $Ast.Expression.Extent.Text.Trim('[', ']')
        if ($type -match '(?i)environment$' -and $member -eq 'newline') { return "`n" }
        if ($type -match '(?i)environment$' -and $member -eq 'systemdirectory') { return (Get-SystemFolder) }
        if ($type -match '(?i)environment$' -and $member -eq 'currentdirectory' -and $At.folder) { return $At.folder }
        if ($type -match '(?i)encoding$') { return @{ object = 'encoding'; name = $member } }
        return $unknownMark
    }
    $value = Get-Value $At $Ast.Expression
    if ($value -is [array] -and $value.Count -eq 1) { $value = $value[0] }
    if ($value -is [hashtable]) {
        if ($value.ContainsKey('dict')) { if ($value.dict.ContainsKey($member)) { return , $value.dict[$member] }; return $unknownMark }
        if ($value.ContainsKey('object')) {
            if ($value.object -eq 'invocation') {
                if ($member -eq 'mycommand') { return @{ object = 'command' } }
                if ($member -match '^(?:pscommandpath|scriptname)$') { return $At.own }
                if ($member -eq 'psscriptroot') { return (Get-Parent $At.own) }
            }
            if ($value.object -eq 'command') {
                if ($member -match '^(?:path|definition|source)$') { return $At.own }
                if ($member -eq 'name') { return (Get-Leaf $At.own) }
            }
            if ($value.object -eq 'context' -and $member -eq 'invokecommand') { return @{ object = 'invoker' } }
            if ($value.ContainsKey($member)) { return , $value[$member] }
        }
        if ($value.ContainsKey('file') -or $value.ContainsKey('web')) { return $value }
        return $unknownMark
    }
    if ($value -is [array]) { return , @(foreach ($v in $value) { if ($v -is [string]) { Get-PathMember $v $member } else { $unknownMark } }) }
    if ($value -is [string]) { return (Get-PathMember $value $member) }
    return $unknownMark
}

# A property of a file's object, of which the path is known.
function Get-PathMember([string]$Path, [string]$Member) {
    switch -regex ($Member) {
        '^(?:fullname|path|providerpath|pspath|value|literalpath|tostring|source|definition)$' { return $Path }
        '^(?:name|pschildname)$' { return (Get-Leaf $Path) }
        '^(?:directoryname|directory|parent|psparentpath)$' { return (Get-Parent $Path) }
        '^basename$' { $leaf = Get-Leaf $Path; return $leaf.Substring(0, $leaf.Length - (Get-Ending $leaf).Length) }
        '^extension$' { return (Get-Ending $Path) }
    }
    return $unknownMark
}

function Get-Base64([string]$Text, [string]$Encoding) {
    try {
        $bytes = [Convert]::FromBase64String($Text)
        if ($Encoding -match '^(?:unicode|utf16|utf-16)') { return [Text.Encoding]::Unicode.GetString($bytes) }
        return [Text.Encoding]::UTF8.GetString($bytes)
    } catch { return $unknownMark }
}

function Get-InvokedValue($At, $Ast) {
    $member = (Get-Text (Get-Value $At $Ast.Member)).ToLowerInvariant()
    $given = @(foreach ($a in @($Ast.Arguments)) { if ($null -ne $a) { , (Get-Value $At $a) } })
    $texts = @(foreach ($g in $given) { Get-Text $g })
    if ($Ast.Static) { return , (Get-StaticValue $At $Ast.Expression.Extent.Text.Trim('[', ']') $member $given $texts) }
    $object = Get-Value $At $Ast.Expression
    if ($object -is [hashtable]) {
        if ($object.ContainsKey('object')) {
            switch ($object.object) {
                'encoding' { if ($member -eq 'getstring' -and $given.Count -gt 0) { if ($given[0] -is [hashtable]) { if ($given[0].ContainsKey('base64')) { return (Get-Base64 $given[0].base64 $object.name) }; return $given[0] } } }
                'webclient' { if ($member -match '^download') { return @{ web = (Get-WebName $texts) } } }
                'invoker' { if ($member -eq 'newscriptblock' -and $given.Count -gt 0) { return , $given[0] }; if ($member -eq 'expandstring' -and $given.Count -gt 0) { return , $given[0] } }
                'shell' { if ($member -match '^expandenvironmentstrings$' -and $texts.Count -gt 0) { return (Expand-Machine $texts[0]) } }
            }
        }
        if ($object.ContainsKey('file') -or $object.ContainsKey('web') -or $object.ContainsKey('block')) { return $object }
        return $unknownMark
    }
    if ($object -isnot [string]) { return $unknownMark }
    switch -regex ($member) {
        '^replace$' { if ($texts.Count -eq 2 -and $texts[0] -ne '') { return $object.Replace($texts[0], $texts[1]) } }
        '^trim$' { if ($texts.Count -eq 0) { return $object.Trim() }; return $object.Trim($texts[0].ToCharArray()) }
        '^trimend$' { if ($texts.Count -eq 0) { return $object.TrimEnd() }; return $object.TrimEnd($texts[0].ToCharArray()) }
        '^trimstart$' { if ($texts.Count -eq 0) { return $object.TrimStart() }; return $object.TrimStart($texts[0].ToCharArray()) }
        '^(?:tostring|getunresolvedproviderpathfrompspath|normalize)$' { return $object }
        '^(?:tolower|tolowerinvariant)$' { return $object.ToLowerInvariant() }
        '^(?:toupper|toupperinvariant)$' { return $object.ToUpperInvariant() }
        '^insert$|^padright$|^padleft$' { return $unknownMark }
        '^substring$' { try { if ($texts.Count -eq 1) { return $object.Substring([int]$texts[0]) }; return $object.Substring([int]$texts[0], [int]$texts[1]) } catch { return $unknownMark } }
        '^split$' { if ($texts.Count -eq 1 -and $texts[0].Length -gt 0) { return , @($object.Split($texts[0].ToCharArray())) } }
        '^(?:invoke|invokereturnasis|getnewclosure)$' { return $unknownMark }
    }
    return $unknownMark
}

function Get-WebName($Texts) {
    foreach ($t in @($Texts)) { $m = [regex]::Match([string]$t, '(?i)^[a-z]{2,6}://[^?#]*/([^/?#@:]{1,100}\.[a-z0-9]{1,5})(?:[?#].*)?$'); if ($m.Success -and $m.Groups[1].Value -match $scriptEnding) { return $m.Groups[1].Value } }
    return ''
}

function Get-StaticValue($At, [string]$Type, [string]$Member, $Given, $Texts) {
    switch -regex ($Type.ToLowerInvariant() -replace '^system\.', '') {
        '^io\.path$' {
            switch ($Member) {
                'combine' {
                    $all = ''
                    foreach ($t in $(if ($Given.Count -eq 1 -and $Given[0] -is [array]) { @(foreach ($x in $Given[0]) { Get-Text $x }) } else { $Texts })) { if ($all -eq '' -or (Test-Full $t) -or $t.StartsWith('\')) { $all = $t } else { $all = Join-Folder $all $t } }
                    return $all
                }
                'join' { return (@($Texts) -join '\') }
                'getdirectoryname' { return (Get-Parent $Texts[0]) }
                'getfullpath' { return $Texts[0] }
                'getfilename' { return (Get-Leaf $Texts[0]) }
                'getfilenamewithoutextension' { $leaf = Get-Leaf $Texts[0]; return $leaf.Substring(0, $leaf.Length - (Get-Ending $leaf).Length) }
                'changeextension' { $p = $Texts[0]; return $p.Substring(0, $p.Length - (Get-Ending $p).Length) + '.' + $Texts[1].TrimStart('.') }
                'gettemppath' { return $unknownMark }
            }
        }
        '^io\.file$' { if ($Member -match '^(?:readalltext|readalllines|readlines|opentext|readallbytes)$') { return @{ file = (Get-FullText $At $Texts[0]) } } }
        '^(?:io\.)?streamreader$|^io\.fileinfo$' { if ($Texts.Count -gt 0) { return $Texts[0] } }
        '^environment$' {
            if ($Member -eq 'getenvironmentvariable') { return , (Get-VariableValue $At ('env:' + $Texts[0])) }
            if ($Member -eq 'expandenvironmentvariables') { return (Expand-Machine $Texts[0]) }
            if ($Member -eq 'getfolderpath') { switch -regex ($Texts[0]) { '^(?i)commonapplicationdata$' { return (Get-MachineVariable 'ProgramData') } '^(?i)windows$' { return (Get-WindowsFolder) } '^(?i)system$' { return (Get-SystemFolder) } '^(?i)programfiles$' { return (Get-MachineVariable 'ProgramFiles') } } }
        }
        '^string$' {
            if ($Member -eq 'format' -and $Texts.Count -gt 0) { return (Format-Template $Texts[0] @($Given | Select-Object -Skip 1)) }
            if ($Member -eq 'concat') { return (@($Texts) -join '') }
            if ($Member -eq 'join' -and $Texts.Count -gt 1) { return (@(foreach ($x in @($Given[1])) { Get-Text $x }) -join $Texts[0]) }
        }
        '^convert$' { if ($Member -eq 'frombase64string') { return @{ base64 = $Texts[0]; object = 'bytes' } } }
        'scriptblock$' { if ($Member -eq 'create' -and $Given.Count -gt 0) { return , $Given[0] } }
        'processstartinfo$' { if ($Member -eq 'new') { return (New-ProcessInfo $Texts) } }
        '^net\.webclient$' { return @{ object = 'webclient' } }
        'process$' { if ($Member -eq 'new') { return @{ object = 'process' } } }
        '^activator$' { return @{ object = 'shell' } }
        'powershell$' { if ($Member -eq 'create') { return @{ object = 'pipeline' } } }
    }
    return $unknownMark
}

function New-ProcessInfo($Texts) {
    $o = @{ object = 'process' }
    if (@($Texts).Count -gt 0) { $o['filename'] = [string]@($Texts)[0] }
    if (@($Texts).Count -gt 1) { $o['arguments'] = [string]@($Texts)[1] }
    return $o
}

function Get-FullText($At, [string]$Path) {
    if ((Test-Full $Path) -or -not $At.folder -or $Path.IndexOf($unknownSign) -ge 0) { return $Path }
    if ($Path -match '^[A-Za-z]:' -or $Path.StartsWith('\')) { return $Path }
    return (Join-Folder $At.folder $Path)
}

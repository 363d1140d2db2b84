# What the commands of PowerShell that matter do: which start something, and which
# return a path or a text.

$switchNames = '^(?i)(?:NoNewWindow|Wait|PassThru|Force|Raw|Recurse|UseNewEnvironment|Verbose|Debug|Global|DisableNameChecking|Parent|Leaf|Resolve|AsJob|Qualifier|NoQualifier|IsAbsolute|UseBasicParsing|AsPlainText|Confirm|WhatIf|File|Directory|Hidden|AsHashtable|LoadUserProfile|RunAs32|AllowRedirection|NoProxy|NoEnumerate|Unique|AsSecureString)$'

function Get-Call($At, $Elements) {
    $named = New-Map
    $positional = New-Object System.Collections.ArrayList
    $line = New-Object System.Collections.ArrayList
    $flat = New-Object System.Collections.ArrayList
    $blocks = New-Object System.Collections.ArrayList
    $open = ''
    for ($i = 1; $i -lt $Elements.Count; $i++) {
        $e = $Elements[$i]
        if ($e -is [Management.Automation.Language.StringConstantExpressionAst] -and -not $open) {
            # Most words are plain.
            $value = [string]$e.Value
            [void]$line.Add($value)
            [void]$flat.Add($value)
            [void]$positional.Add($value)
            continue
        }
        if ($e -is [Management.Automation.Language.CommandParameterAst]) {
            $open = ''
            [void]$line.Add($e.Extent.Text.Substring(0, 1) + $e.ParameterName)
            [void]$flat.Add('-' + $e.ParameterName)
            if ($null -ne $e.Argument) {
                $value = Get-Value $At $e.Argument
                $named[$e.ParameterName] = $value
                $line[$line.Count - 1] = [string]$line[$line.Count - 1] + ':' + (Get-Text $value)
                $flat[$flat.Count - 1] = [string]$flat[$flat.Count - 1] + ':' + (Get-Text $value)
            } else {
                $named[$e.ParameterName] = 'True'
                if ($e.ParameterName -notmatch $switchNames) { $open = $e.ParameterName }
            }
            continue
        }
        $value = Get-Value $At $e
        if ($e -is [Management.Automation.Language.VariableExpressionAst] -and $e.Splatted) {
            if ($value -is [hashtable] -and $value.ContainsKey('dict')) {
                foreach ($k in @($value.dict.Keys)) {
                    $named[$k] = $value.dict[$k]
                    [void]$flat.Add('-' + $k)
                    [void]$flat.Add($value.dict[$k])
                }
            } elseif ($value -is [array]) { foreach ($v in $value) { [void]$positional.Add($v); [void]$line.Add((Get-Text $v)); [void]$flat.Add($v) } } else { [void]$positional.Add($unknownMark); [void]$line.Add($unknownMark) }
            continue
        }
        if ($value -is [hashtable] -and $value.ContainsKey('block')) { [void]$blocks.Add($value) }
        if ($value -is [array]) { foreach ($v in $value) { [void]$line.Add((Get-Text $v)) } } else { [void]$line.Add((Get-Text $value)) }
        [void]$flat.Add($value)
        if ($open) {
            $named[$open] = $value
            $open = ''
        } else { [void]$positional.Add($value) }
    }
    return @{ named = $named; positional = $positional.ToArray(); line = $line.ToArray(); flat = $flat.ToArray(); blocks = $blocks.ToArray(); words = @($line.ToArray()) }
}

# A parameter by its name or its beginning, else by position; $null for none.
function Get-Parameter($Call, [string[]]$Names, [int]$Position) {
    foreach ($n in $Names) {
        foreach ($k in @($Call.named.Keys)) { if ($n.StartsWith($k, [StringComparison]::OrdinalIgnoreCase)) { return , $Call.named[$k] } }
    }
    if ($Position -ge 0 -and $Position -lt @($Call.positional).Count) { return , @($Call.positional)[$Position] }
    return $null
}

# What a command writes, where that is known.
function Get-CommandValue($At, $Ast, $Before, [bool]$First) {
    $elements = @($Ast.CommandElements)
    $name = Get-Text (Get-Value $At $elements[0])
    $name = $name -replace '^(?i)Microsoft\.PowerShell\.\w+\\', ''
    if ($At.aliases.ContainsKey($name)) { $name = [string]$At.aliases[$name] }
    if ($name -match '^(?i)(?:Out-String|Select-Object|select|Where-Object|where|\?|Sort-Object|sort|Write-Output|echo|Out-Null|Tee-Object|Get-Unique)$' -and -not $First) { return , $Before }
    if ($name -match '^(?i)(?:ForEach-Object|foreach|%)$' -and -not $First) { return (Get-EachValue $At $elements $Before) }
    $call = Get-Call $At $elements
    switch -regex ($name) {
        '^(?i)Join-Path$' {
            $a = Get-Parameter $call @('Path') 0
            $b = Get-Parameter $call @('ChildPath') 1
            $path = Join-Folder (Get-Text $a) (Get-Text $b)
            foreach ($more in @($call.positional | Select-Object -Skip 2)) { $path = Join-Folder $path (Get-Text $more) }
            return $path
        }
        '^(?i)Split-Path$' {
            $p = Get-Text (Get-Parameter $call @('Path', 'LiteralPath') 0)
            if (-not $First -and @($call.positional).Count -eq 0) { $p = Get-Text $Before }
            if ($call.named.ContainsKey('Leaf')) { return (Get-Leaf $p) }
            if ($call.named.ContainsKey('Qualifier')) { return $p.Substring(0, [Math]::Min(2, $p.Length)) }
            if ($call.named.ContainsKey('LeafBase') -or $call.named.ContainsKey('Extension')) { return $unknownMark }
            return (Get-Parent $p)
        }
        '^(?i)(?:Resolve-Path|rvpa|Convert-Path|cvpa|Get-Item|gi|Get-ChildItem|gci|dir|ls)$' {
            $p = Get-Text (Get-Parameter $call @('Path', 'LiteralPath') 0)
            if (-not $First -and @($call.positional).Count -eq 0 -and -not $call.named.ContainsKey('Path')) { $p = Get-Text $Before }
            $list = $name -match '^(?i)(?:Get-ChildItem|gci|dir|ls)$'
            $filter = Get-Text (Get-Parameter $call @('Filter', 'Include') $(if ($list) { 1 } else { -1 }))
            if ($filter -eq $unknownMark) { $filter = '' }
            if ($call.named.ContainsKey('Recurse')) { return $unknownMark }
            if ($list -and $p -eq $unknownMark -and @($call.positional).Count -eq 0) { $p = '.' }
            if ($list -and $p -notmatch '[*?]') {
                $f = Find-Path $At $p $At.folder $null
                if ($f.kind -ne 'folder') { return $p }
                $p = Join-Folder $f.path $(if ($filter) { $filter } else { '*' })
            }
            if ($p -match '[*?]') {
                $some = Find-Wild $At $p $At.folder
                if ($null -eq $some) { return $unknownMark }
                return , @($some)
            }
            return (Get-FullText $At $p)
        }
        '^(?i)(?:Get-Content|gc|cat|type)$' {
            $p = Get-Parameter $call @('Path', 'LiteralPath') 0
            if ($null -eq $p -and -not $First) { $p = $Before }
            if ($p -is [hashtable]) { return $p }
            return @{ file = (Get-FullText $At (Get-Text $p)) }
        }
        '^(?i)(?:Get-Location|gl|pwd)$' { return $(if ($At.folder) { $At.folder } else { $unknownMark }) }
        '^(?i)(?:Write-Output|echo|write|Write-Host)$' { if (@($call.positional).Count -eq 1) { return , @($call.positional)[0] }; return , @($call.positional) }
        '^(?i)(?:Invoke-RestMethod|irm|Invoke-WebRequest|iwr|curl|wget|Start-BitsTransfer)$' { return @{ web = (Get-WebName @(foreach ($w in $call.words) { [string]$w })) } }
        '^(?i)Get-Variable$' { if ($call.named.ContainsKey('ValueOnly')) { return , (Get-VariableValue $At (Get-Text (Get-Parameter $call @('Name') 0))) } }
        '^(?i)(?:Get-Command|gcm)$' { return (Get-Text (Get-Parameter $call @('Name') 0)) }
        '^(?i)New-Object$' { return (Get-NewObject $At $call) }
        '^(?i)ConvertTo-SecureString$|^(?i)Get-Credential$' { return $unknownMark }
    }
    if ($At.functions.ContainsKey($name)) { return (Get-FunctionValue $At $name $call) }
    return $unknownMark
}

# ForEach-Object with one expression, such as { $_.FullName }.
function Get-EachValue($At, $Elements, $Before) {
    if ($Elements.Count -lt 2 -or $Elements[1] -isnot [Management.Automation.Language.ScriptBlockExpressionAst]) {
        if ($Elements.Count -ge 2 -and $Before -is [array]) { $member = Get-Text (Get-Value $At $Elements[1]); return , @(foreach ($b in $Before) { if ($b -is [string]) { Get-PathMember $b $member.ToLowerInvariant() } else { $unknownMark } }) }
        return $unknownMark
    }
    $statements = @($Elements[1].ScriptBlock.EndBlock.Statements)
    if ($statements.Count -ne 1) { return $unknownMark }
    $had = Get-Values $At '_'
    $all = @(foreach ($b in @($Before)) {
            $At.vars['_'] = @(, $b)
            , (Get-Value $At $statements[0])
        })
    if ($null -ne $had) { $At.vars['_'] = $had } else { [void]$At.vars.Remove('_') }
    return , $all
}

# A function of one statement that returns a value.
function Get-FunctionValue($At, [string]$Name, $Call) {
    $f = $At.functions[$Name]
    if ($At.depth -gt 6) { return $unknownMark }
    $block = $f.ast.Body.EndBlock
    if ($null -eq $block) { return $unknownMark }
    $statements = @($block.Statements)
    if ($statements.Count -ne 1) { return $unknownMark }
    $one = $statements[0]
    if ($one -is [Management.Automation.Language.ReturnStatementAst]) { $one = $one.Pipeline }
    $inner = @{}
    foreach ($k in @($At.Keys)) { $inner[$k] = $At[$k] }
    $inner.vars = New-Map
    foreach ($k in @($At.vars.Keys)) { $inner.vars[$k] = $At.vars[$k] }
    $inner.depth = $At.depth + 1
    $parameters = @()
    if ($null -ne $f.ast.Parameters) { $parameters = @($f.ast.Parameters) } elseif ($null -ne $f.ast.Body.ParamBlock) { $parameters = @($f.ast.Body.ParamBlock.Parameters) }
    Set-Parameters $inner $parameters $Call.flat
    return , (Get-Value $inner $one)
}

function Get-NewObject($At, $Call) {
    $com = Get-Parameter $Call @('ComObject') -1
    if ($null -ne $com) { return @{ object = 'shell'; name = (Get-Text $com) } }
    $type = (Get-Text (Get-Parameter $Call @('TypeName') 0)) -replace '^(?i)System\.', ''
    $more = @($Call.positional | Select-Object -Skip 1)
    $list = Get-Parameter $Call @('ArgumentList') -1
    if ($null -ne $list) { $more = @($list) }
    if ($more.Count -eq 1 -and $more[0] -is [array]) { $more = @($more[0]) }
    $texts = @(foreach ($m in $more) { Get-Text $m })
    if ($type -match '(?i)ProcessStartInfo$') { return (New-ProcessInfo $texts) }
    if ($type -match '(?i)Diagnostics\.Process$') { return @{ object = 'process' } }
    if ($type -match '(?i)Net\.WebClient$') { return @{ object = 'webclient' } }
    if ($type -match '(?i)StreamReader$' -and $texts.Count -gt 0) { return @{ file = (Get-FullText $At $texts[0]) } }
    if ($type -match '(?i)FileInfo$' -and $texts.Count -gt 0) { return $texts[0] }
    return $unknownMark
}

# Follows a command that is known by its name; false for any other.
function Follow-Cmdlet($At, [string]$Name, $Call, $Node) {
    $short = $Name -replace '^(?i)Microsoft\.PowerShell\.\w+\\', ''
    switch -regex ($short) {
        '^(?i)(?:Invoke-Expression|iex)$' {
            $text = Get-Parameter $Call @('Command') 0
            if ($null -eq $text) { $text = Get-Fed $At $Node }
            Start-FileText $At $text
            return $true
        }
        '^(?i)(?:Invoke-Command|icm|Start-Job|sajb|Start-ThreadJob|Register-ScheduledJob|Set-ScheduledJob)$' { Follow-Job2 $At $short $Call; return $true }
        '^(?i)(?:Start-Process|saps|start)$' { Follow-StartProcess $At $Call; return $true }
        '^(?i)(?:Import-Module|ipmo)$' {
            $names = Get-Parameter $Call @('Name', 'FullyQualifiedName', 'Assembly') 0
            if ($null -eq $names) { $names = Get-Fed $At $Node }
            foreach ($n in @($names)) { Follow-Module $At (Get-Text $n) }
            return $true
        }
        '^(?i)(?:Set-Location|cd|sl|chdir|Push-Location|pushd)$' {
            $to = Get-Parameter $Call @('Path', 'LiteralPath') 0
            if ($null -eq $to) { $to = Get-Fed $At $Node }
            if ($null -eq $to) { return $true }
            if ($short -match '^(?i)pu') { $At.back = @($At.folder) + @($At.back) }
            Set-Folder $At (Get-Text $to)
            return $true
        }
        '^(?i)(?:Pop-Location|popd)$' {
            if (@($At.back).Count -gt 0) { $At.folder = @($At.back)[0]; $At.back = @(@($At.back) | Select-Object -Skip 1) }
            return $true
        }
        '^(?i)(?:New-PSDrive|ndr|mount)$' {
            $drive = (Get-Text (Get-Parameter $Call @('Name') 0)).TrimEnd(':').ToUpperInvariant()
            $root = Get-Text (Get-Parameter $Call @('Root') 2)
            $At.mapped[$drive] = $(if (Test-Full $root) { $root } else { '' })
            return $true
        }
        '^(?i)net(?:\.exe)?$|^(?i)subst(?:\.exe)?$' {
            Follow-Mapping $At (Join-Words $Call.line)
            return $true
        }
        '^(?i)(?:Set-Variable|sv|New-Variable|nv)$' {
            $v = Get-Parameter $Call @('Value') 1
            if ($null -ne $v) { Set-Values $At (Get-Text (Get-Parameter $Call @('Name') 0)) $v $false }
            return $true
        }
        '^(?i)(?:Set-Alias|sal|New-Alias|nal)$' {
            $At.aliases[(Get-Text (Get-Parameter $Call @('Name') 0))] = Get-Text (Get-Parameter $Call @('Value') 1)
            return $true
        }
        '^(?i)(?:ForEach-Object|foreach|%|Where-Object|where|\?)$' {
            # The block stands in this text; what it works on comes from the left.
            $fed = Get-Fed $At $Node
            if ($null -ne $fed) { Set-Loop $At '_' $fed; Set-Loop $At 'PSItem' $fed }
            return $true
        }
        '^(?i)(?:Invoke-Item|ii)$' {
            foreach ($p in @(Get-Parameter $Call @('Path', 'LiteralPath') 0)) { Follow-Open $At 'explorer.exe' @((Get-Text $p)) }
            return $true
        }
        '^(?i)(?:Invoke-WmiMethod|Invoke-CimMethod)$' { Follow-ProcessCreate $At $Call; return $true }
        '^(?i)(?:Get-Content|gc|cat|type|Copy-Item|copy|cp|cpi|Move-Item|mv|move|Remove-Item|rm|del|Test-Path|Get-Item|gi|Get-FileHash|Unblock-File|Get-ChildItem|gci|ls|dir|Write-Host|Write-Output|echo|Out-File|Set-Content|Add-Content|Join-Path|Split-Path|Resolve-Path|Select-String|sls|Get-Acl|Set-Acl|Rename-Item|New-Item|Register-ScheduledTask|Set-ScheduledTask|New-ScheduledTaskAction|schtasks|schtasks\.exe|Get-AuthenticodeSignature|Set-AuthenticodeSignature|Compare-Object|Export-Csv|Compress-Archive|Expand-Archive|Send-MailMessage|Write-EventLog|New-Object|Add-Type|notepad|notepad\.exe|icacls|xcopy|robocopy|attrib)$' {
            Add-Mentions $At $Call.words
            if ($short -match '^(?i)Add-Type$') { Follow-AddType $At $Call }
            return $true
        }
    }
    # A verb and a noun that Windows brings starts nothing of an admin's.
    if ($short -match '^(?i)(?:Get|Set|Add|Remove|New|Write|Read|Out|Export|Import|Convert|ConvertTo|ConvertFrom|Select|Sort|Measure|Group|Compare|Format|Test|Wait|Stop|Enable|Disable|Clear|Send|Receive|Update|Start|Restart)-(?:AD\w+|Item\w*|Content|Service|Process|Csv|Json|Xml|Clixml|Date|Random|Host|Output|Error|Warning|Verbose|Debug|Information|Progress|EventLog|WinEvent|Location|Object|String|File|Null|Table|List|Custom|Wide|Variable|Member|Location|Credential|Connection|NetConnection|Sleep|Transcript|Path|Html|SecureString|StrictMode|ExecutionPolicy|Culture|Computer|CimInstance|WmiObject|PSSession|ScheduledTask\w*|Acl|Hotfix|Help|History|Job|Event|Type\w*|Alias|Command|Module|PSDrive|Guid|TimeSpan|Unique|MailMessage|WebRequest|RestMethod)$') {
        if ($short -notmatch '^(?i)(?:Start-(?:Process|Job)|Import-Module)$') {
            Add-Mentions $At $Call.words
            return $true
        }
    }
    return $false
}

# Commands that run a block, which stands in this text, or a file.
function Follow-Job2($At, [string]$Name, $Call) {
    $file = Get-Parameter $Call @('FilePath', 'LiteralPath') -1
    if ($Name -match '^(?i)(?:Register|Set)-ScheduledJob$') {
        Add-Mentions $At $Call.words
        return
    }
    if ($null -ne $file) {
        Add-Start $At (Get-Text $file) 'powershell' @(Get-Parameter $Call @('ArgumentList', 'Args') -1) @('.ps1')
        return
    }
    $block = Get-Parameter $Call @('ScriptBlock') $(if ($Name -match '^(?i)(?:Invoke-Command|icm)$' -and @($Call.positional).Count -gt 1) { 1 } else { 0 })
    if (@($Call.blocks).Count -gt 0) {
        # Its parameters get what the command is given.
        $list = Get-Parameter $Call @('ArgumentList', 'Args') -1
        $ast = @($Call.blocks)[0].block
        if ($null -ne $list -and $null -ne $ast.ParamBlock) { Set-Parameters $At $ast.ParamBlock.Parameters @($list) }
        return
    }
    if ($null -ne $block) { Start-FileText $At $block }
}

function Follow-StartProcess($At, $Call) {
    $file = Get-Parameter $Call @('FilePath', 'LiteralPath', 'Path') 0
    $list = Get-Parameter $Call @('ArgumentList', 'Args') 1
    $in = Get-Parameter $Call @('WorkingDirectory') -1
    $read = Get-Parameter $Call @('RedirectStandardInput') -1
    $inner = Copy-At $At
    if ($null -ne $in) { Set-Folder $inner (Get-Text $in) }
    $fed = $null
    if ($null -ne $read) { $fed = @{ file = (Get-Text $read) } }
    $program = Get-Text $file
    # Start-Process joins what it is given by spaces, and quotes nothing.
    $rest = ''
    if ($null -ne $list) { $rest = (@(foreach ($l in @($list)) { Get-Text $l }) -join ' ') }
    if ((Get-Language $program) -eq 'powershell') {
        # A PowerShell script is opened in an editor.
        Add-Mention $At $program
        return
    }
    Follow-Program $inner $program (' ' + $rest) $fed
}

# The command line in Win32_Process.Create.
function Follow-ProcessCreate($At, $Call) {
    $line = $null
    $given = Get-Parameter $Call @('Arguments', 'ArgumentList') -1
    if ($given -is [hashtable] -and $given.ContainsKey('dict') -and $given.dict.ContainsKey('CommandLine')) { $line = Get-Text $given.dict['CommandLine'] }
    elseif ($given -is [array]) { $line = Get-Text $given[0] } elseif ($given -is [string]) { $line = $given }
    if ((@($Call.words) -join ' ') -notmatch '(?i)process') { return }
    if ($null -eq $line -or $line -eq $unknownMark) { Add-Unknown $At 'computed' ''; return }
    Follow-Line (Copy-At $At) $line $null
}

# Code in another language, compiled by the script.
function Follow-AddType($At, $Call) {
    $code = Get-Text (Get-Parameter $Call @('TypeDefinition', 'MemberDefinition') -1)
    if ($code -ne $unknownMark) { if ($code -match '(?i)Process\s*\.\s*Start|CreateProcess|ShellExecute|ProcessStartInfo') { Add-Unknown $At 'computed' '' } }
    foreach ($p in @(Get-Parameter $Call @('Path', 'LiteralPath') -1)) {
        if ($null -eq $p) { continue }
        $found = Find-Path $At (Get-Text $p) $At.folder $null
        if ($found.kind -eq 'unknown') { Add-Unknown $At 'program' (Get-Leaf (Get-Text $p)) } elseif ($found.path -and -not (Test-Installed $found.path) -and $found.kind -ne 'missing') { Add-Unknown $At 'program' $found.path }
    }
}

# A method that starts something.
function Follow-Member($At, $Node) {
    $member = (Get-Text (Get-Value $At $Node.Member)).ToLowerInvariant()
    if ($member -notmatch '^(?:create|start|run|exec|shellexecute|invokescript|newscriptblock|addscript|addcommand|invoke|invokereturnasis|invokeexpression|loadfromstore|loadfrom|loadfile|load|executestatement|execute)$') { return }
    $given = @(foreach ($a in @($Node.Arguments)) { if ($null -ne $a) { , (Get-Value $At $a) } })
    $texts = @(foreach ($g in $given) { Get-Text $g })
    if ($Node.Static) {
        $type = $Node.Expression.Extent.Text.Trim('[', ']')
        switch -regex ($type.ToLowerInvariant()) {
            'scriptblock$' { if ($member -eq 'create' -and $given.Count -gt 0) { Start-FileText $At $given[0] } }
            'process$' {
                if ($member -ne 'start' -or $given.Count -eq 0) { return }
                if ($given[0] -is [hashtable] -and $given[0].ContainsKey('object')) { Start-ProcessObject $At $given[0] } else { Follow-Program (Copy-At $At) $texts[0] (' ' + (@($texts | Select-Object -Skip 1) -join ' ')) $null }
            }
            'scheduledjobdefinition$' { if ($member -eq 'loadfromstore' -and $texts.Count -gt 1) { Add-Start $At (Join-Folder (Join-Folder $texts[1] $texts[0]) 'ScheduledJobDefinition.xml') 'job' @() $null } }
            'assembly$' { if ($texts.Count -gt 0 -and $member -match '^load') { if ($texts[0] -match '(?i)\.dll$|\.exe$') { $f = Find-Path $At $texts[0] $At.folder $null; if ($f.path -and -not (Test-Installed $f.path)) { Add-Unknown $At 'program' $f.path } } elseif ($given[0] -is [hashtable] -or $texts[0] -eq $unknownMark) { Add-Unknown $At 'computed' '' } } }
        }
        return
    }
    $object = Get-Value $At $Node.Expression
    $kind = ''
    if ($object -is [hashtable] -and $object.ContainsKey('object')) { $kind = [string]$object.object }
    switch ($member) {
        { $_ -eq 'invokescript' -or $_ -eq 'addscript' -or $_ -eq 'invokeexpression' } { if ($given.Count -gt 0) { Start-FileText $At $given[0] } }
        'addcommand' { if ($texts.Count -gt 0 -and (Get-Language $texts[0])) { Add-Start $At $texts[0] '' @() $null } }
        { $_ -eq 'run' -or $_ -eq 'exec' } {
            if ($kind -eq 'shell' -or ($kind -eq '' -and $object -is [string] -and $object -eq $unknownMark)) { if ($given.Count -gt 0) { if ($texts[0] -eq $unknownMark) { if ($kind -eq 'shell') { Add-Unknown $At 'computed' '' } } else { Follow-Line (Copy-At $At) $texts[0] $null } } }
        }
        'shellexecute' { if ($given.Count -gt 0) { Follow-Program (Copy-At $At) $texts[0] (' ' + $(if ($texts.Count -gt 1) { $texts[1] } else { '' })) $null } }
        'start' { if ($kind -eq 'process') { Start-ProcessObject $At $object } }
        'create' { if ($Node.Expression.Extent.Text -match '(?i)win32_process' -and $texts.Count -gt 0) { Follow-Line (Copy-At $At) $texts[0] $null } }
        { $_ -eq 'invoke' -or $_ -eq 'invokereturnasis' } { if ($object -is [hashtable] -and ($object.ContainsKey('file') -or $object.ContainsKey('web'))) { Start-FileText $At $object } }
    }
}

function Start-ProcessObject($At, $Object) {
    if ($Object.ContainsKey('startinfo') -and $Object['startinfo'] -is [hashtable]) { $Object = $Object['startinfo'] }
    $info = $Object
    $name = $(if ($info.ContainsKey('filename')) { Get-Text $info['filename'] } else { $unknownMark })
    $rest = $(if ($info.ContainsKey('arguments')) { Get-Text $info['arguments'] } else { '' })
    $inner = Copy-At $At
    if ($info.ContainsKey('workingdirectory')) { Set-Folder $inner (Get-Text $info['workingdirectory']) }
    Follow-Program $inner $name (' ' + $rest) $null
}

# Renames groups in Active Directory as planned. Made by ad2scim.
#
#   .\rename.ps1                 says what it would do, and changes nothing
#   .\rename.ps1 -Apply          does it
#   .\rename.ps1 -Server dc1     asks that domain controller
#
# A group is found by its objectGUID. One that does not have the expected name
# any more is left alone. Exit code: 0 all done or so already, 3 the module
# ActiveDirectory is missing, 4 not all.
#Requires -Version 3.0
[CmdletBinding()]
param([switch]$Apply, [string]$Server)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
if (-not (Get-Module -ListAvailable -Name ActiveDirectory)) {
    Write-Warning ('The module ActiveDirectory is not installed. On a server: Install-WindowsFeature RSAT-AD-PowerShell. ' +
        'On Windows 10 and 11: Add-WindowsCapability -Online -Name Rsat.ActiveDirectory.DS-LDS.Tools~~~~0.0.1.0')
    exit 3
}
Import-Module ActiveDirectory

$where = @{}
if ($Server) { $where['Server'] = $Server }

# Finds the groups that follow in this domain; -Server goes before it.
function Use-Domain([string]$Domain) {
    if (-not $Server) { $where['Server'] = $Domain }
}

$pretended = @{}
$count = @{ Done = 0; Would = 0; Already = 0; Left = 0 }

function Get-GroupName([string]$Id, [string]$Attribute) {
    $key = $Id + '/' + $Attribute
    if ($pretended.ContainsKey($key)) { return $pretended[$key] }
    $group = Get-ADGroup -Identity $Id -Properties displayName @where
    switch ($Attribute) {
        'name' { return [string]$group.Name }
        'displayName' { return [string]$group.DisplayName }
        'sAMAccountName' { return [string]$group.SamAccountName }
    }
    throw 'the attribute is not one of a name'
}

# The operators -eq and -ceq compare by the rules of a language, in which
# invisible characters do not count; names are compared by their code units.
function Test-Same([string]$One, [string]$Other) {
    return [string]::Equals($One, $Other, [StringComparison]::Ordinal)
}

# A name in quotes, in which what shows nothing, or turns the direction, is a number.
function Show-Name([string]$Name) {
    $shown = [regex]::Replace($Name, '[\ud800-\udbff][\udc00-\udfff]|[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]', {
            param($m)
            if ($m.Length -eq 2) { '<U+{0:X4}>' -f [char]::ConvertToUtf32($m.Value, 0) } else { '<U+{0:X4}>' -f [int][char]$m.Value }
        })
    return '"' + $shown + '"'
}

function Set-GroupName([int]$Fix, [string]$Id, [string]$Attribute, [string]$From, [string]$To) {
    $about = 'fix ' + $Fix + ': ' + $Attribute + ' of ' + (Show-Name $From) + ' (' + $Id + ') to ' + (Show-Name $To) + ': '
    try {
        $now = Get-GroupName $Id $Attribute
        if (Test-Same $now $To) {
            Write-Output ($about + 'already so')
            $count['Already']++
            return
        }
        if (-not (Test-Same $now $From)) {
            Write-Warning ($about + 'left alone, because it is ' + (Show-Name $now) + ' now')
            $count['Left']++
            return
        }
        $what = @{ Identity = $Id; WhatIf = (-not $Apply) }
        switch ($Attribute) {
            'name' { Rename-ADObject -NewName $To @what @where }
            'sAMAccountName' { Set-ADGroup -SamAccountName $To @what @where }
            'displayName' {
                if ($To) { Set-ADGroup -DisplayName $To @what @where } else { Set-ADGroup -Clear displayName @what @where }
            }
        }
        if (-not $Apply) {
            $pretended[$Id + '/' + $Attribute] = $To
            Write-Output ($about + 'would be renamed')
            $count['Would']++
            return
        }
        if (-not (Test-Same (Get-GroupName $Id $Attribute) $To)) {
            Write-Warning ($about + 'the server stored another name than it was given')
            $count['Left']++
            return
        }
        Write-Output ($about + 'renamed')
        $count['Done']++
    } catch {
        Write-Warning ($about + $_.Exception.Message)
        $count['Left']++
    }
}

function Complete-Run {
    if ($Apply) {
        Write-Output ('' + $count['Done'] + ' renamed, ' + $count['Already'] + ' already so, ' + $count['Left'] + ' not done')
    } else {
        Write-Output ('' + $count['Would'] + ' would be renamed, ' + $count['Already'] + ' already so, ' + $count['Left'] + ' not possible')
        Write-Output 'Nothing was changed. Run it with -Apply to do it.'
    }
    if ($count['Left'] -gt 0) { exit 4 }
}


# Renames groups in Active Directory as planned. Made by ad2scim.
#
#   .\rename.ps1                 says what it would do, and changes nothing
#   .\rename.ps1 -Apply          does it
#   .\rename.ps1 -Server dc1     asks that domain controller
#
# A group is found by its objectGUID. One that does not have the expected name
# any more is left alone. Exit code: 0 all done or so already, 4 not all.
#Requires -Version 3.0
[CmdletBinding()]
param([switch]$Apply, [string]$Server)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
Import-Module ActiveDirectory

$where = @{}
if ($Server) { $where['Server'] = $Server }
$pretended = @{}
$count = @{ Done = 0; Already = 0; Left = 0 }

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

function Set-GroupName([int]$Fix, [string]$Id, [string]$Attribute, [string]$From, [string]$To) {
    $about = 'fix ' + $Fix + ': ' + $Attribute + ' of ' + $Id + ': '
    try {
        $now = Get-GroupName $Id $Attribute
        if (Test-Same $now $To) {
            Write-Output ($about + 'already so')
            $count['Already']++
            return
        }
        if (-not (Test-Same $now $From)) {
            Write-Warning ($about + 'left alone, because it is not what the plan saw')
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
    if (-not $Apply) { Write-Output 'Nothing was changed. Run it with -Apply to do it.' }
    Write-Output ('' + $count['Done'] + ' renamed, ' + $count['Already'] + ' already so, ' + $count['Left'] + ' not done')
    if ($count['Left'] -gt 0) { exit 4 }
}


# The words by which the script of AD sync is known: kind, pattern, and what is shown.
$patterns = @(
    @('team-id', '(?i)(?:\$\{?(?:(?:global|script|local|private|using):)?TEAM_ID\}?\s*=\s*(?:\[[a-z.]{1,20}\]\s*)?|\b(?:Set|New)-Variable\s+(?:-Name\s+)?["'']?TEAM_ID["'']?\s+(?:-Value\s+)?)["'']?\d+', '$TEAM_ID = "***"'),
    @('dashlane', '(?i)dashlane', 'dashlane'),
    @('file-name', '(?i)dashlane-ad-sync\.ps1', 'dashlane-ad-sync.ps1'),
    @('address', '(?i)ws1\.dashlane\.com', 'ws1.dashlane.com'),
    @('team-plans', '(?i)teamPlans', 'teamPlans'),
    @('rsa-key', '(?i)<RSAKeyValue>|PFJTQUtleVZhbHVlPjxNb2R1bHVzP', '<RSAKeyValue> ***'),
    @('ad-command', '(?i)Get-AD(GroupMember|Group|User)\b', 'Get-ADGroup, Get-ADGroupMember or Get-ADUser')
)

function Find-Evidence([string]$Text) {
    # This script holds most of the words itself.
    if ($Text.Contains('ad2scim.syncfind/v1') -and $Text -notmatch $patterns[0][1]) { return }
    foreach ($p in $patterns) {
        $m = [regex]::Match($Text, $p[1])
        if (-not $m.Success) { continue }
        $before = $Text.Substring(0, $m.Index)
        [ordered]@{ kind = $p[0]; line = 1 + [regex]::Matches($before, '\r\n|[\n\r\u2028\u2029\u0085]').Count; excerpt = $p[2] }
    }
}

# Whether evidence speaks for AD sync's script beyond its name and the reading of AD.
function Test-IsSync($Evidence) {
    $kinds = @(foreach ($e in @($Evidence)) { $e.kind })
    return ($kinds -contains 'team-id' -and $kinds -contains 'dashlane') -or $kinds -contains 'address'
}

# Everything that these scripts ask of Windows stands here, so that a test can give
# them any machine by other functions of the same names.

# Task Scheduler 2.0 by COM: since Windows Vista and Server 2008. The module
# ScheduledTasks came with Windows 8 and Server 2012 only.
function Open-Scheduler {
    $service = New-Object -ComObject 'Schedule.Service'
    $service.Connect()
    return $service
}

function Get-MachineName { return [string][Environment]::MachineName }

# The DNS name of the domain, '' in a workgroup: two domains may each have a machine
# of one name.
function Get-MachineDomain {
    try {
        $machine = @(Get-CimInstance -ClassName Win32_ComputerSystem)[0]
        if (-not $machine.PartOfDomain) { return '' }
        return ([string]$machine.Domain).ToLowerInvariant()
    } catch {
        try { return ([string][Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().DomainName).ToLowerInvariant() } catch { return '' }
    }
}

function Test-Elevated {
    $me = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
    return $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# A PowerShell of 32 bits sees other folders and another registry in places.
function Test-OtherBitness { return ([Environment]::Is64BitOperatingSystem -and -not [Environment]::Is64BitProcess) }

function Get-ZoneOffset { return [int][TimeZoneInfo]::Local.GetUtcOffset([DateTime]::UtcNow).TotalMinutes }

# The nodes of the failover cluster that this machine belongs to.
$clusterNodes = $null
function Get-ClusterNodeNames {
    if ($null -eq $script:clusterNodes) { try { $script:clusterNodes = @(Get-CimInstance -Namespace 'root/MSCluster' -ClassName MSCluster_Node | ForEach-Object { [string]$_.Name }) } catch { $script:clusterNodes = @() } }
    return $script:clusterNodes
}

$hasBattery = $null
function Test-Battery {
    if ($null -eq $script:hasBattery) { try { $script:hasBattery = @(Get-CimInstance -ClassName Win32_Battery).Count -gt 0 } catch { $script:hasBattery = $false } }
    return $script:hasBattery
}

function Get-AllProcesses { return @(Get-CimInstance -ClassName Win32_Process) }
function Get-AllServices { return @(Get-CimInstance -ClassName Win32_Service) }

function Get-EnvironmentValue([string]$Name) { return [string][Environment]::GetEnvironmentVariable($Name) }

# The value of the registry under a key, '' where there is none.
function Get-RegistryText([string]$Key, [string]$Name) {
    $values = Get-ItemProperty -LiteralPath $Key -ErrorAction SilentlyContinue
    if ($null -eq $values -or -not $values.PSObject.Properties[$Name]) { return '' }
    return [string]$values.$Name
}

# What there is at a path: file, folder, missing or denied.
function Get-PathKind([string]$Path) {
    try {
        $attributes = [int][IO.File]::GetAttributes($Path)
        if ($attributes -band 16) { return 'folder' }
        return 'file'
    } catch {
        $cause = $_.Exception.GetBaseException()
        if ($cause -is [IO.PathTooLongException] -and $Path -match '^[A-Za-z]:') { return (Get-PathKind ('\\?\' + $Path)) }
        if ($cause -is [UnauthorizedAccessException]) { return 'denied' }
        if ($cause -is [IO.FileNotFoundException] -or $cause -is [IO.DirectoryNotFoundException] -or $cause -is [ArgumentException] -or $cause -is [NotSupportedException]) { return 'missing' }
        return 'denied'
    }
}

# The bytes of a file of at most so many; $null for a longer one.
function Read-Bytes([string]$Path, [int]$Most) {
    $stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, ([IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete))
    try {
        if ($stream.Length -gt $Most) { return $null }
        $bytes = New-Object byte[] ([int]$stream.Length)
        $at = 0
        while ($at -lt $bytes.Length) {
            $n = $stream.Read($bytes, $at, $bytes.Length - $at)
            if ($n -le 0) { break }
            $at += $n
        }
        return , $bytes
    } finally {
        $stream.Dispose()
    }
}

function Get-ModifiedTime([string]$Path) { return [IO.File]::GetLastWriteTimeUtc($Path) }
function Get-FilesIn([string]$Folder) { return @([IO.Directory]::GetFiles($Folder)) }
function Get-FoldersIn([string]$Folder) { return @([IO.Directory]::GetDirectories($Folder)) }

# The drives of this machine itself, as C:, without those of the network.
function Get-Drives {
    try { return @(Get-CimInstance -ClassName Win32_LogicalDisk | Where-Object { $_.DriveType -eq 3 -or $_.DriveType -eq 2 } | ForEach-Object { [string]$_.DeviceID }) } catch {
        return @(foreach ($letter in [char[]]'CDEFGHIJKLMNOPQRSTUVWXYZ') { if ([IO.Directory]::Exists([string]$letter + ':\')) { [string]$letter + ':' } })
    }
}

# What a program was called when it was built, such as PowerShell.EXE; '' if unknown.
function Get-BuiltName([string]$Path) {
    try { return [string][Diagnostics.FileVersionInfo]::GetVersionInfo($Path).OriginalFilename } catch { return '' }
}

function Write-File([string]$Path, [string]$Text) {
    [IO.File]::WriteAllText($Path, $Text, (New-Object Text.UTF8Encoding $false))
}

#Requires -Version 3.0
[CmdletBinding()]
param([string]$Arguments = '', [string]$Out = '')

# It returns one JSON object as text, or writes it to the file that -Out names.
# Arguments is JSON in base64 (UTF-8): what it works on comes as data and never
# as code.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$scriptFile = ''
if ($MyInvocation.MyCommand.PSObject.Properties['Path']) { $scriptFile = [string]$MyInvocation.MyCommand.Path }


# Where a policy has put PowerShell into Constrained Language Mode, Task Scheduler's COM
# interface is forbidden: nothing is changed.
if ([string]$ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    $refusal = '{"refused":"mode"}'
    if ($Out) { Set-Content -LiteralPath $Out -Value $refusal -Encoding ASCII } else { Write-Output $refusal }
    return
}


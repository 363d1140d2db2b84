
# Enables the scheduled tasks that the arguments name. It starts none: each runs at its
# next time.
Write-Result (Edit-Tasks 'resume')


# Disables the scheduled tasks that the arguments name, and ends a running instance only
# if the arguments say so.
Write-Result (Edit-Tasks 'stop')

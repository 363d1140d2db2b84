
# The time zone of this machine: its offsets, and when each begins, in UTC and to the
# minute, from five years ago to five years ahead. It works in Constrained Language Mode
# too.
function Get-OffsetAt($Moment) { return [int]$Moment.ToLocalTime().Subtract($Moment).TotalMinutes }

function Get-Zone {
    $name = ''
    try { $name = [string](Get-TimeZone).Id } catch { $name = '' }
    $week = (Get-Date).ToUniversalTime().Date.AddDays(-1827)
    $first = Get-OffsetAt $week
    $last = $first
    $changes = @(for ($i = 0; $i -lt 522; $i++) {
            $next = $week.AddDays(7)
            $offset = Get-OffsetAt $next
            if ($offset -ne $last) {
                $low = 0
                $high = 10080
                while ($high - $low -gt 1) {
                    $middle = [int](($low + $high) / 2)
                    if ((Get-OffsetAt $week.AddMinutes($middle)) -eq $last) { $low = $middle } else { $high = $middle }
                }
                $at = $week.AddMinutes($high)
                [ordered]@{ at = ('{0:d4}-{1:d2}-{2:d2}T{3:d2}:{4:d2}:00Z' -f $at.Year, $at.Month, $at.Day, $at.Hour, $at.Minute); offset = $offset }
                $last = $offset
            }
            $week = $next
        })
    return [ordered]@{ id = $name; offset = $first; changes = $changes }
}

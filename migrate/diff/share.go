package diff

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// worthIt is how many names are worth a goroutine. Tests change it.
var worthIt = 2000

// piecesEach is the number of pieces of work per processor. Names in some scripts take
// longer, and a processor that is done early takes another piece.
const piecesEach = 8

// pieces returns the number of pieces for the work on n names.
func pieces(n int) int {
	processors := runtime.GOMAXPROCS(0)
	if processors == 1 {
		return 1
	}
	return max(min(piecesEach*processors, n/worthIt), 1)
}

// together calls f for each of 0..n in parallel.
func together(n int, f func(i int)) {
	var next atomic.Int32
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wait.Wait()
}

// share calls f for stretches of 0..n that don't overlap, in parallel if that is faster.
func share(n int, f func(from, to int)) {
	count := pieces(n)
	together(count, func(p int) { f(n*p/count, n*(p+1)/count) })
}

package diff

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// worthIt is how many names are worth a goroutine; tests change it.
var worthIt = 2000

// piecesEach is into how many pieces work is cut for each processor: names in some
// scripts take longer, and whoever is done early takes another piece.
const piecesEach = 8

// pieces returns into how many pieces to cut the work on n names.
func pieces(n int) int {
	processors := runtime.GOMAXPROCS(0)
	if processors == 1 {
		return 1
	}
	return max(min(piecesEach*processors, n/worthIt), 1)
}

// together calls f for each of 0..n, on all processors at the same time.
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

// share calls f for stretches of 0..n, at the same time where it pays. Every
// stretch is f's own.
func share(n int, f func(from, to int)) {
	count := pieces(n)
	together(count, func(p int) { f(n*p/count, n*(p+1)/count) })
}

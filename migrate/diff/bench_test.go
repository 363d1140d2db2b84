package diff

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
)

// BenchmarkCompare measures the pairing and the JSON of two lists, and reports
// the time as a multiple of what sort of both and comm take for the same names.
func BenchmarkCompare(b *testing.B) {
	for _, size := range []int{100_000, 1_000_000} {
		for _, sh := range []int{0, 1, 5} {
			b.Run(fmt.Sprintf("%s/%d", shapes[sh].name, size), func(b *testing.B) {
				t := generate(rand.New(rand.NewPCG(1, 2)), shapes[sh], size)
				reference := sortAndComm(b, t)
				runtime.GC()
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				for b.Loop() {
					r, err := Compare(b.Context(), t.ad, t.scim, Options{})
					if err != nil {
						b.Fatal(err)
					}
					if err := r.WriteJSON(io.Discard); err != nil {
						b.Fatal(err)
					}
				}
				runtime.ReadMemStats(&after)
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/reference.Seconds(), "×sort+comm")
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/(1<<20), "MB/op")
			})
		}
	}
}

// sortAndComm returns the least time of three runs.
func sortAndComm(b *testing.B, t truth) time.Duration {
	dir := b.TempDir()
	for name, list := range map[string][]migrate.Group{"a": t.ad, "b": t.scim} {
		var s strings.Builder
		for _, g := range list {
			s.WriteString(g.Name + "\n")
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(s.String()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	least := time.Hour
	for range 3 {
		start := time.Now()
		cmd := exec.Command("sh", "-c", "sort a > x && sort b > y && comm x y > z")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		least = min(least, time.Since(start))
	}
	return least
}

//go:build unix

package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/creack/pty"
)

// BenchmarkFirstFrame starts the app in a terminal, and reports the time until its first frame
// and the size of the stripped program.
func BenchmarkFirstFrame(b *testing.B) {
	info, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	var times []time.Duration
	for b.Loop() {
		for range 5 {
			times = append(times, timeFirstFrame(b))
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms-median")
	b.ReportMetric(float64(times[len(times)-1].Microseconds())/1000, "ms-worst")
	b.ReportMetric(float64(info.Size())/1e6, "binary-MB")
}

func timeFirstFrame(b *testing.B) time.Duration {
	b.Helper()
	cmd := exec.Command(program)
	home := b.TempDir()
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "HOME="+home, "XDG_STATE_HOME="+home)
	start := time.Now()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		b.Fatal(err)
	}
	defer tty.Close()
	timer := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer timer.Stop()
	var shown []byte
	for buffer := make([]byte, 1<<16); !bytes.Contains(shown, []byte("Overview")); {
		n, err := tty.Read(buffer)
		if err != nil {
			b.Fatalf("the app ended before its first frame: %v: %q", err, shown)
		}
		shown = append(shown, buffer[:n]...)
	}
	took := time.Since(start)
	cmd.Process.Kill()
	cmd.Wait() // ends by a signal
	return took
}

//go:build unix

package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkDiff runs the compiled program on two CSV files and writes JSON to a file. At the
// small size it also records the comparison in a workspace. It reports medians of five runs:
// x-sort is the time relative to sort of both files and comm, run alternately; x-sort-cpu is
// the same for CPU time, which depends less on other load; peak-MB is the peak memory; and at
// the large size x-100k is the time relative to the small size.
func BenchmarkDiff(b *testing.B) {
	var small time.Duration
	for _, c := range []struct {
		n         int
		workspace bool
	}{{100_000, false}, {100_000, true}, {1_000_000, false}} {
		n, name := c.n, fmt.Sprintf("%dk", c.n/1000)
		if c.workspace {
			name += "-workspace"
		}
		b.Run(name, func(b *testing.B) {
			files := writeLists(b, n)
			var more []string
			if c.workspace {
				more = []string{"--workspace", b.TempDir()}
			}
			for b.Loop() {
				var diffs, sorts, diffsCPU, sortsCPU []time.Duration
				var peak int64
				for range 5 {
					took, memory, state := timeDiff(b, files, more...)
					diffs, diffsCPU, peak = append(diffs, took), append(diffsCPU, cpu(state)), max(peak, memory)
					took, state = timeSort(b, files)
					sorts, sortsCPU = append(sorts, took), append(sortsCPU, cpu(state))
				}
				took := median(diffs)
				b.ReportMetric(median(diffsCPU).Seconds()/median(sortsCPU).Seconds(), "x-sort-cpu")
				b.ReportMetric(took.Seconds(), "s/diff")
				b.ReportMetric(took.Seconds()/median(sorts).Seconds(), "x-sort")
				b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
				switch {
				case n > 100_000 && small > 0:
					b.ReportMetric(took.Seconds()/small.Seconds(), "x-100k")
				case !c.workspace:
					small = took
				}
			}
		})
	}
}

// cpu is the CPU time of a finished process and its children.
func cpu(state *os.ProcessState) time.Duration { return state.UserTime() + state.SystemTime() }

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

type lists struct {
	folder, ad, scim string
	n                int
}

// writeLists writes two lists of n names, 40 percent of which differ.
func writeLists(b *testing.B, n int) lists {
	b.Helper()
	l := lists{folder: b.TempDir(), n: n}
	l.ad, l.scim = filepath.Join(l.folder, "ad.csv"), filepath.Join(l.folder, "scim.csv")
	var ad, scim bytes.Buffer
	ad.WriteString("objectGUID,name\n")
	scim.WriteString("id,displayName\n")
	// Random ids, like objectGUIDs and SCIM ids, and a different order in each list.
	random := rand.New(rand.NewPCG(1, 2))
	id := func() string {
		return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", random.Uint32(), random.Uint32N(1<<16), random.Uint32N(1<<12),
			random.Uint32N(1<<12), random.Uint64N(1<<48))
	}
	for _, i := range random.Perm(n) {
		name, _ := benchName(i)
		fmt.Fprintf(&ad, "%s,%s\n", id(), name)
	}
	for _, i := range random.Perm(n) {
		_, name := benchName(i)
		fmt.Fprintf(&scim, "%s,%s\n", id(), name)
	}
	for file, content := range map[string][]byte{l.ad: ad.Bytes(), l.scim: scim.Bytes()} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return l
}

var (
	benchTeams = []string{
		"Finance Admins", "Sales Managers", "Engineering", "Kundenservice", "Équipe Support",
		"Zespół Wdrożeń", "人事部", "Отдел продаж", "Human Resources", "Legal Counsel", "Platform Operations", "Field Service",
	}
	benchPlaces = []string{
		"Paris", "Oslo", "Łódź", "München", "東京", "São Paulo", "Madrid", "Helsinki", "Москва",
		"Toronto", "Nairobi", "Chicago", "Athens", "Seoul",
	}
	syllables = []string{
		"ka", "lo", "mi", "ren", "tus", "vor", "ba", "del", "fi", "gor", "han", "ji", "pex", "qua",
		"sol", "zin",
	}
)

// benchName returns the names of group i on both sides. Names share long parts and end in a
// word of their own; two in five differ, by each kind in turn.
func benchName(i int) (ad, scim string) {
	word := ""
	for rest := i; len(word) == 0 || rest > 0; rest /= len(syllables) {
		word += syllables[rest%len(syllables)]
	}
	ad = benchTeams[i%len(benchTeams)] + " " + benchPlaces[i/len(benchTeams)%len(benchPlaces)] + " " + word
	if i%5 > 1 {
		return ad, ad
	}
	switch i / 5 % 6 {
	case 0:
		return ad, string(bytes.ToUpper([]byte(ad)))
	case 1:
		return ad, ad + " "
	case 2:
		return ad, string(bytes.Replace([]byte(ad), []byte(" "), []byte("\u00a0"), 1))
	case 3:
		return ad, string(bytes.Replace([]byte(ad), []byte(" "), []byte("-"), 1))
	case 4:
		return ad, ad[:len(ad)-1] + "\u200b" + ad[len(ad)-1:]
	}
	first := []rune(strings.Fields(ad)[0])
	if len(first) < 6 {
		return ad, ad + "\t"
	}
	typo := slices.Clone(first) // two adjacent letters of a word swapped
	typo[2], typo[3] = typo[3], typo[2]
	return ad, strings.Replace(ad, string(first), string(typo), 1)
}

// timeDiff runs the program and checks that it read and paired everything.
func timeDiff(b *testing.B, l lists, more ...string) (took time.Duration, memory int64, state *os.ProcessState) {
	b.Helper()
	out := filepath.Join(l.folder, "out.json")
	f, err := os.Create(out)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	cmd := exec.Command(program, append([]string{"diff", "--ad", l.ad, "--scim", l.scim, "--format", "json"}, more...)...)
	cmd.Stdout, cmd.Stderr = f, os.Stderr
	// The user's own workspace must not be used.
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(l.folder, "state"), "AD2SCIM_WORKSPACE=")
	start := time.Now()
	memory, err = runMeasured(cmd)
	took = time.Since(start)
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
		b.Fatalf("ad2scim diff: %v, want exit status 1", err)
	}
	content, err := os.ReadFile(out)
	if err != nil {
		b.Fatal(err)
	}
	var result struct {
		AD      struct{ Groups int }
		Summary struct{ Exact, Differs int }
	}
	if err := json.Unmarshal(content, &result); err != nil {
		b.Fatal(err)
	}
	if result.AD.Groups != l.n || result.Summary.Exact < l.n*59/100 ||
		result.Summary.Exact+result.Summary.Differs < l.n*99/100 {
		b.Fatalf("not the right result: %+v of %d", result, l.n)
	}
	return took, memory, cmd.ProcessState
}

// BenchmarkGigabyte reads a CSV file of 1 GB with 1,000,000 groups, and reports its peak memory
// relative to the size of the file.
func BenchmarkGigabyte(b *testing.B) {
	folder := b.TempDir()
	ad, scim := filepath.Join(folder, "ad.csv"), filepath.Join(folder, "scim.csv")
	file, err := os.Create(ad)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(file, 1<<20)
	fmt.Fprintln(w, "id,name,description")
	for i := range 1_000_000 {
		name, _ := benchName(i)
		fmt.Fprintf(w, "%d,%q,%s\n", i, name, strings.Repeat("x", 1000))
	}
	if err := errors.Join(w.Flush(), file.Close(), os.WriteFile(scim, []byte("id,name\n1,Sales\n"), 0o600)); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(ad)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		cmd := exec.Command(program, "diff", "--ad", ad, "--scim", scim, "--format", "csv", "--out",
			filepath.Join(folder, "out.csv"))
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		peak, err := runMeasured(cmd)
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
			b.Fatalf("%v: %s", err, out.Bytes())
		}
		b.ReportMetric(float64(peak)/float64(info.Size()), "x-file-memory")
	}
}

var highWaterMark = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// runMeasured runs a program and returns its peak memory in bytes. It polls the running
// process, because the kernel's value at the end (ru_maxrss) includes the memory of this
// process before the exec.
func runMeasured(cmd *exec.Cmd) (peak int64, err error) {
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			return peak, err
		case <-time.After(5 * time.Millisecond):
		}
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)) // the file is gone after the end
		if m := highWaterMark.FindSubmatch(status); m != nil {
			kilobytes, _ := strconv.ParseInt(string(m[1]), 10, 64)
			peak = max(peak, kilobytes<<10)
		}
	}
}

func timeSort(b *testing.B, l lists) (time.Duration, *os.ProcessState) {
	b.Helper()
	script := `set -e; sort "$1" > "$1.sorted"; sort "$2" > "$2.sorted"; comm "$1.sorted" "$2.sorted" > "$1.comm"`
	cmd := exec.Command("sh", "-c", script, "sh", l.ad, l.scim)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	start := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start), cmd.ProcessState
}

package adsync

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// shell is one PowerShell in which all tests run scripts, one after the other: its start,
// and compiling a script, take seconds.
type shell struct {
	sync.Mutex
	runner string // the script in testdata that reads jobs
	cmd    *exec.Cmd
	jobs   io.WriteCloser
	said   *bufio.Reader
	errors bytes.Buffer
}

// The shells of all tests, in the full language and in Constrained Language Mode.
var fullShell, limitedShell = &shell{runner: "testdata/run.ps1"}, &shell{runner: "testdata/runlimited.ps1"}

// longestJob is when a PowerShell that doesn't answer is ended, so that other tests go on.
const longestJob = 5 * time.Minute

// run has a script run on each machine of a file.
func (s *shell) run(ctx context.Context, script, machines, to string) error {
	s.Lock()
	defer s.Unlock()
	ctx, cancel := context.WithTimeout(ctx, longestJob)
	defer cancel()
	if s.cmd == nil {
		if err := s.start(); err != nil {
			return err
		}
	}
	process := s.cmd.Process
	defer context.AfterFunc(ctx, func() { process.Kill() })()
	job, err := json.Marshal(map[string]string{"script": script, "machines": machines, "to": to})
	if err != nil {
		return err
	}
	if _, err := s.jobs.Write(append(job, '\n')); err != nil {
		return s.ended(err)
	}
	for {
		line, err := s.said.ReadString('\n')
		if err != nil {
			return s.ended(err)
		}
		if strings.TrimSpace(line) == "answered "+to {
			return nil
		}
	}
}

func (s *shell) start() (err error) {
	cmd := exec.Command("pwsh", "-NoLogo", "-NoProfile", "-NonInteractive", "-File", s.runner)
	// Without profile-guided optimization .NET runs these short scripts in a sixth less time.
	cmd.Env = append(os.Environ(), "DOTNET_TieredPGO=0")
	cmd.Stderr = &s.errors
	if s.jobs, err = cmd.StdinPipe(); err != nil {
		return err
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	s.said = bufio.NewReader(said)
	if err := cmd.Start(); err != nil {
		return err
	}
	s.cmd = cmd
	return nil
}

// ended says why the shell has ended; the next test gets a new one.
func (s *shell) ended(err error) error {
	s.jobs.Close()
	err = fmt.Errorf("%w: %s", errors.Join(err, s.cmd.Wait()), s.errors.String())
	s.cmd = nil
	s.errors.Reset()
	return err
}

// close ends the shell once all tests have run.
func (s *shell) close() {
	if s.cmd != nil {
		s.cmd.Process.Kill()
		s.cmd.Wait()
	}
}

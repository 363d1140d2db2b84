package scimmytest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// process is a Node process with any number of providers. It ends when this process does.
type process struct {
	mu  sync.Mutex
	in  io.WriteCloser
	out *bufio.Reader
}

// character holds the settings that SCIMMY has once per process. Providers with different ones need separate
// processes.
type character struct {
	PageSize int  `json:"pageSize"`
	ETag     bool `json:"etag"`
	NoPatch  bool `json:"noPatch"`
	NoGroups bool `json:"noGroups"`
	NoUsers  bool `json:"noUsers"`
}

var running = struct {
	sync.Mutex
	processes map[character]*process
}{processes: map[character]*process{}}

// processOf returns the process for providers with these settings.
func processOf(ctx context.Context, c character) (*process, error) {
	running.Lock()
	defer running.Unlock()
	if p := running.processes[c]; p != nil {
		return p, nil
	}
	dir, err := install(ctx)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("node", filepath.Join(dir, "server.js"))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	first, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if _, err := in.Write(append(first, '\n')); err != nil {
		return nil, err
	}
	p := &process{in: in, out: bufio.NewReader(out)}
	running.processes[c] = p
	return p, nil
}

// command sends a command and returns its result.
func (p *process) command(command map[string]any, result any) error {
	line, err := json.Marshal(command)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return err
	}
	got, err := p.out.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("node has ended: %w", err)
	}
	var answer struct {
		Result json.RawMessage
		Error  string
	}
	if err := json.Unmarshal(got, &answer); err != nil {
		return err
	}
	if answer.Error != "" {
		return errors.New(answer.Error)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(answer.Result, result)
}

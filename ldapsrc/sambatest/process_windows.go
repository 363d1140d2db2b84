package sambatest

import "os/exec"

// Windows has no Samba domain controller. These stubs let the tests that use one compile; they are skipped.

func ownGroup(*exec.Cmd) {}

func kill(cmd *exec.Cmd) { cmd.Process.Kill() }

package sambatest

import "os/exec"

// There is no Samba domain controller on Windows; this lets the tests that
// would use one compile there, to be skipped.

func ownGroup(*exec.Cmd) {}

func kill(cmd *exec.Cmd) { cmd.Process.Kill() }

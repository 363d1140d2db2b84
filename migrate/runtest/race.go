//go:build race

package runtest

const raceDetector = true

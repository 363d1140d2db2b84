//go:build !linux

package main

// useHugePages does nothing: other systems decide themselves.
func useHugePages(int64) {}

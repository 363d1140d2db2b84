//go:build !linux

package main

// useHugePages is for Linux alone: elsewhere the system decides.
func useHugePages(int64) {}

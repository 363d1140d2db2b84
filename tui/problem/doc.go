// Package problem draws an error as a panel: what failed, why, and what to do.
package problem

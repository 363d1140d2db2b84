// Package form draws text fields one below the other, each with its error.
package form

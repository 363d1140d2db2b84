// Package form is fields to type in, one under the other, each with what is wrong
// with it now.
package form

package main

import (
	"context"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

type diffOptions struct {
	format format
	all    bool
}

func newDiff(global *globalOptions) *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff [--ad SOURCE] [--scim SOURCE]",
		Short: "Show how the names of AD groups and SCIM groups differ",
		Long: `Read the groups of both sides, pair them, and show every difference in their
names. Exit status: 0 if all names are exactly the same, 1 if any differ or are
on one side only.

A source is an address, a file, or - for standard input. If you leave a side out,
the saved connection is used.
Never put a password or token in a flag: ` + secretsHelp,
		Example: `  ad2scim diff --ad ldaps://dc1.corp.example.com --ad-user reader@corp.example.com --scim https://id.example.com/scim/2.0
  ad2scim diff --ad groups.csv --scim provisioned.json --format json`,
		Args: cobra.NoArgs,
	}
	ad, scim := addADFlags(cmd, global), addSCIMFlags(cmd, global)
	addFormatFlag(cmd, &o.format)
	global.addOutFlag(cmd, true)
	cmd.Flags().BoolVar(&o.all, "all", false, "also list the groups whose names are exact")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.format.check(); err != nil {
			return err
		}
		return runDiff(cmd.Context(), ad, scim, o, global)
	}
	return cmd
}

const secretsHelp = `it comes from --ad-password-file or
--scim-token-file, AD2SCIM_AD_PASSWORD or AD2SCIM_SCIM_TOKEN, the operating
system's keyring, or a prompt in the terminal.`

// garbagePercent lets the heap grow further between collections than Go's default of 100. The
// lists live until the end, so collecting often is wasted work.
const garbagePercent = 800

// The heap that a comparison of files needs, as a multiple of their size, and the range in
// which preparing it is worthwhile.
const (
	heapPerByte  = 7
	smallestHeap = 16 << 20
	largestHeap  = 1 << 30
	// minimumHeap is the heap size at Go's first collection with the default of 100.
	minimumHeap = 4 << 20
	// memoryLimit, plus twice the size of the files, is the heap size from which Go collects
	// more often. Otherwise the garbage of a large comparison would grow to several times its
	// size.
	memoryLimit = 1 << 30
)

// prepareMemory sizes the heap for a comparison of two sources.
func prepareMemory(ad, scim migrate.Connection) {
	debug.SetGCPercent(-1)
	size, known, percent := int64(0), true, garbagePercent
	for _, c := range append(ad.Sources(), scim.Sources()...) {
		if info, err := os.Stat(c.Location); err == nil && info.Mode().IsRegular() {
			size += info.Size() * heapPerByte
		} else {
			known = false
		}
	}
	if size >= smallestHeap {
		useHugePages(min(size, largestHeap))
		if known && size <= largestHeap { // small enough to never collect
			percent = max(percent, int(size*150/minimumHeap)) // Go starts before the limit
		}
		debug.SetMemoryLimit(memoryLimit + 2*size/heapPerByte)
	}
	debug.SetGCPercent(percent)
}

func runDiff(ctx context.Context, ad, scim *sourceFlags, o diffOptions, global *globalOptions) error {
	adIn, scimIn, err := inputs(ad, scim)
	if err != nil {
		return err
	}
	prepareMemory(adIn.Connection, scimIn.Connection)
	c := global.console()
	result, err := global.service().Compare(ctx, adIn, scimIn, c, c)
	c.line.end()
	if err != nil {
		return err
	}
	c.note(result.Notes...)
	if o.format == table && result.NeedsChoice() {
		c.note("to decide which groups are the same, give each by its id or exact name: ad2scim match set AD SCIM")
	}
	err = global.result(o.format, interruptible{ctx, result}, func(w io.Writer) error {
		shown := *result
		shown.Notes = nil // already shown on standard error
		width, color := global.screen()
		return shown.WriteTable(contextWriter{ctx, w}, diff.TableOptions{Width: width, Color: color, All: o.all})
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	}
	if result.Findings() {
		return errFindings
	}
	return nil
}

// interruptible is a result that stops writing when ctx ends.
type interruptible struct {
	ctx context.Context
	resultWriter
}

func (i interruptible) WriteJSON(w io.Writer) error {
	return i.resultWriter.WriteJSON(contextWriter{i.ctx, w})
}

func (i interruptible) WriteCSV(w io.Writer) error {
	return i.resultWriter.WriteCSV(contextWriter{i.ctx, w})
}

func (i interruptible) WriteMarkdown(w io.Writer) error {
	return i.resultWriter.WriteMarkdown(contextWriter{i.ctx, w})
}

// contextWriter refuses to write after ctx has ended.
type contextWriter struct {
	ctx context.Context
	io.Writer
}

func (w contextWriter) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Writer.Write(p)
}

package neterror

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// Winsock error numbers ("Windows Sockets Error Codes" in Microsoft's documentation). Package syscall defines its own
// numbers under the POSIX names on Windows. No other system uses numbers this high.
const (
	wsaNetUnreachable  = syscall.Errno(10051)
	wsaConnAborted     = syscall.Errno(10053)
	wsaConnReset       = syscall.Errno(10054)
	wsaConnRefused     = syscall.Errno(10061)
	wsaHostUnreachable = syscall.Errno(10065)
)

// IsRefused reports whether the host answered that nothing listens on the port.
func IsRefused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaConnRefused)
}

// IsNoRoute reports whether no route leads to the host or its network.
func IsNoRoute(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH) ||
		errors.Is(err, wsaNetUnreachable) || errors.Is(err, wsaHostUnreachable)
}

// IsClosed reports whether the connection ended before the answer did.
func IsClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, wsaConnReset) || errors.Is(err, wsaConnAborted)
}

// IsTimeout reports whether a time limit passed.
func IsTimeout(err error) bool {
	slow, ok := errors.AsType[net.Error](err)
	return ok && slow.Timeout() || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)
}

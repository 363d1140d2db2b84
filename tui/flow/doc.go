// Package flow is the frame of the views that make changes outside the app: selection, plan,
// confirmation, run and result, one page at a time. A view embeds a Frame, which holds the open
// page, the running work with its progress, and the error. The work itself is an operation.
package flow

// Package flow is the frame of the views that change something elsewhere: what is chosen,
// the plan, the confirmation, the run and its result, one page at a time. A view embeds a
// Frame, which has the open page, the work that is under way with its progress, and what
// failed. It holds no rule: the work is an operation's.
package flow

package screen

// Titles of the screens of the migration itself.
const (
	Migrate = "Migrate"
	Doctor  = "Doctor"
	Log     = "Log"
)

// Package version names the build that is running.
package version

// version is stamped at link time: -ldflags "-X berth.dev/services/internal/version.version=1.2.3".
var version = "dev"

// String is the stamped version, or "dev" for a build without a stamp.
func String() string { return version }

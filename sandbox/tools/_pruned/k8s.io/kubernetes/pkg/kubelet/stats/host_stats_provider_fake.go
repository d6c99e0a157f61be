// Package stats is whole but for this file, a helper of its tests.
package stats

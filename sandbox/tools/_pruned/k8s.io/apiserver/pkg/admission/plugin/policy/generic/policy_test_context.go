// Package generic is whole but for this file, a helper of its tests that would compile a fake of every client.
package generic

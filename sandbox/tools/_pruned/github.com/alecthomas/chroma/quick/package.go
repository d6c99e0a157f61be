// Package quick takes the place of syntax highlighting for 300 languages, which the sandbox's Pulumi CLI lacks.
package quick

import "io"

// Highlight writes the source as it is.
func Highlight(w io.Writer, source, _, _, _ string) error {
	_, err := io.WriteString(w, source)
	return err
}
